import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { isPhone, normalisePhone } from '../../../kernel/phone';
import { assertWholeOrganization, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { DomainError } from '../../../platform/errors/domain-error';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { PersonErased } from '../contracts/audit-events';
import { PersonKeys } from '../persistence/person-keys';

export interface ErasePersonCommand {
  /** As events name the person: an id or a phone number. */
  readonly subject: string;
  readonly reason: string;
}

/**
 * Destroys the key of a person, as the caller's organization knows him, and with it every personal field that the audit
 * holds of him. The entries stay, and the chain still verifies. What is recorded of him afterwards gets a new key.
 */
@Injectable()
export class ErasePerson {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly keys: PersonKeys,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `outside_scope`, and `person_not_found` when the audit holds nothing of him */
  async execute({ subject, reason }: ErasePersonCommand, principal: Principal): Promise<{ erasureId: string }> {
    assertWholeOrganization(principal);
    const { organizationId } = principal;
    const person = isPhone(subject) ? normalisePhone(subject) : subject.toLowerCase();
    const erasureId = uuidv7();
    return this.unitOfWork.run(
      async () => {
        if (!(await this.keys.erase(this.keys.subjectOf(organizationId, person)))) {
          throw new DomainError(
            'not_found',
            'person_not_found',
            'The audit holds no personal fields under this subject.',
          );
        }
        await this.unitOfWork.publish(new PersonErased(erasureId, { erasureId, reason }, this.clock.now()));
        return { erasureId };
      },
      { as: 'worker', organizationId },
    );
  }
}
