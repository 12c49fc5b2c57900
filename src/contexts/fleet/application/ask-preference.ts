import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { DomainError } from '../../../platform/errors/domain-error';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { PreferenceRequest } from '../domain/preference-request';
import type { PreferenceValue } from '../contracts/fleet-events';
import { Drivers } from '../persistence/drivers';
import { PreferenceRequests } from '../persistence/preference-requests';
import { HeldPreferences } from './held-preferences';

/** A driver's wish: it waits for an approver, or holds at once where none is needed. */
@Injectable()
export class AskPreference {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly drivers: Drivers,
    private readonly requests: PreferenceRequests,
    private readonly held: HeldPreferences,
  ) {}

  /**
   * @throws DomainError `not_a_driver`, `driver_left`, `preference_request_open`, `preference_unchanged`, and those of
   *   `HeldPreferences.assertPossible`
   */
  execute(wish: { key: string; value: PreferenceValue }, principal: Principal): Promise<PreferenceRequest> {
    const organizationId = organizationOf(principal);
    const { userId, driverId } = principal;
    if (driverId === null) throw new DomainError('forbidden', 'not_a_driver', 'Only a driver has preferences here.');
    const { key, value } = wish;
    return this.unitOfWork.run(
      async () => {
        const driver = await this.drivers.get(driverId);
        if (driver.status === 'LEFT') throw new DomainError('conflict', 'driver_left', 'This driver has LEFT.');
        const { approvalRequired } = await this.held.assertPossible(key, value, organizationId);
        const previous = (await this.held.of(driverId, organizationId))[key]!;
        if (previous === value) {
          throw new DomainError('conflict', 'preference_unchanged', 'That is what holds already.', { key, value });
        }
        const now = this.clock.now();
        const asked = { driverId, key, value, previous, askedBy: userId };
        const request = PreferenceRequest.ask(uuidv7(), organizationId, asked, approvalRequired, now);
        await this.requests.add(request);
        if (request.status === 'APPROVED') await this.held.hold(request, now);
        return request;
      },
      { locks: [lock('organization', organizationId), lock('driver', driverId)] },
    );
  }
}
