import { Injectable } from '@nestjs/common';
import { InTransaction, InTransactionTogether } from '../../../platform/events/listener.decorators';
import {
  RosterEntryCancelled,
  RosterEntryPlanned,
  RosterEntryReplaced,
  ShiftMissed,
} from '../../assignment/contracts/roster-events';
import { RosterBook } from '../projections/roster-book';

/** In the transaction: whether a driver may check in, and with which vehicle, is decided on the roster as it stands. */
@Injectable()
export class RememberRosters {
  constructor(private readonly rosters: RosterBook) {}

  @InTransactionTogether(RosterEntryPlanned)
  async planned(facts: readonly RosterEntryPlanned[]): Promise<void> {
    await this.rosters.plan(
      facts.map(({ payload: { rosterEntryId: id, driverId, vehicleId, ...times }, organizationId }) => ({
        ...{ id, organizationId, driverId, vehicleId },
        ...{ startsAt: new Date(times.startsAt), endsAt: new Date(times.endsAt) },
        dueSince: new Date(times.dueSince ?? times.startsAt),
      })),
    );
  }

  @InTransaction(RosterEntryCancelled)
  async cancelled({ payload }: RosterEntryCancelled): Promise<void> {
    await this.rosters.cancel(payload.rosterEntryId);
  }

  @InTransaction(RosterEntryReplaced)
  async replaced({ payload }: RosterEntryReplaced): Promise<void> {
    await this.rosters.cancel(payload.rosterEntryId);
  }

  @InTransaction(ShiftMissed)
  async missed({ payload }: ShiftMissed): Promise<void> {
    await this.rosters.cancel(payload.rosterEntryId);
  }
}
