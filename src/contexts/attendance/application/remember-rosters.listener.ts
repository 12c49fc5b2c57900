import { Injectable } from '@nestjs/common';
import { InTransaction } from '../../../platform/events/listener.decorators';
import { RosterEntryCancelled, RosterEntryPlanned } from '../../assignment/contracts/assignment-events';
import { RosterBook } from '../projections/roster-book';

/** In the transaction: whether a driver may check in, and with which vehicle, is decided on the roster as it stands. */
@Injectable()
export class RememberRosters {
  constructor(private readonly rosters: RosterBook) {}

  @InTransaction(RosterEntryPlanned)
  async planned({ payload, organizationId }: RosterEntryPlanned): Promise<void> {
    const { rosterEntryId: id, driverId, vehicleId } = payload;
    const window = { startsAt: new Date(payload.startsAt), endsAt: new Date(payload.endsAt) };
    await this.rosters.plan({ id, driverId, vehicleId, ...window }, organizationId);
  }

  @InTransaction(RosterEntryCancelled)
  async cancelled({ payload }: RosterEntryCancelled): Promise<void> {
    await this.rosters.cancel(payload.rosterEntryId);
  }
}
