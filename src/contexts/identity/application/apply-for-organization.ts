import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { PrincipalWriter } from '../../../platform/auth/principal-writer';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Organization } from '../domain/organization';
import { Organizations } from '../persistence/organizations';
import { Visibility } from '../persistence/visibility';

/** A super admin enters what an operator applied with. Papers can be handed in for it; nobody of it gets in. */
@Injectable()
export class ApplyForOrganization {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly organizations: Organizations,
    private readonly visibility: Visibility,
    private readonly principals: PrincipalWriter,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `code_taken` */
  execute({ name, code }: { name: string; code: string }): Promise<Organization> {
    return this.unitOfWork.run(async () => {
      await this.visibility.ofPlatform();
      const organization = Organization.applyFor(uuidv7(), name, code, this.clock.now());
      await this.organizations.add(organization);
      await this.principals.knowOrganization(organization.id);
      return organization;
    });
  }
}
