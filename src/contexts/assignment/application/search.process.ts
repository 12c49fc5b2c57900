import { Injectable } from '@nestjs/common';
import { AfterCommit, InTransaction } from '../../../platform/events/listener.decorators';
import {
  RideBooked,
  RideCancelled,
  RideCompleted,
  RideNoShow,
  RidePickupMoved,
} from '../../ride/contracts/ride-events';
import {
  DriverAssigned,
  DriverWentOffline,
  MatchingWindowPlanned,
  OfferDeclined,
  OfferExpiryPlanned,
  OfferLapsed,
  OfferWithdrawn,
  SearchEndPlanned,
  SearchRoundPlanned,
  SearchStarted,
} from '../contracts/assignment-events';
import { EndSearch } from './end-search';
import { EndSpentSearch } from './end-spent-search';
import { LapseOffer } from './lapse-offer';
import { MatchWindow } from './match-window';
import { MoveSearch } from './move-search';
import { RunSearchRound } from './run-search-round';
import { StartSearch } from './start-search';
import { WithdrawOffer } from './withdraw-offer';

/** What runs a round: it asks for routes, which no transaction may wait for, and takes its own locks. */
const ROUND = { effect: 'outside', urgent: true } as const;
/** After the ride is remembered. */
const AFTERWARDS = { order: 10 };

/**
 * The search from fact to fact. It holds nothing in memory: each open search has its end, and a round due, a planned round or
 * window, or an open offer with its expiry among the rows of the outbox, so it goes on wherever a process was killed. Each step looks at the
 * state under the ride's lock, so that one that comes twice, or late, does nothing.
 */
@Injectable()
export class SearchProcess {
  constructor(
    private readonly startSearch: StartSearch,
    private readonly moveSearch: MoveSearch,
    private readonly endSearch: EndSearch,
    private readonly endSpent: EndSpentSearch,
    private readonly runRound: RunSearchRound,
    private readonly matchWindow: MatchWindow,
    private readonly lapseOffer: LapseOffer,
    private readonly withdrawOffer: WithdrawOffer,
  ) {}

  @InTransaction(RideBooked, AFTERWARDS)
  async booked({ payload, organizationId, occurredAt }: RideBooked): Promise<void> {
    if (payload.when !== 'now') return;
    const terms = { organizationId: organizationId!, rideId: payload.rideId, reason: 'requested' as const };
    await this.startSearch.begin({ ...terms, excludedDriverId: null }, occurredAt);
  }

  @InTransaction(RidePickupMoved, AFTERWARDS)
  async pickupMoved({ payload, occurredAt }: RidePickupMoved): Promise<void> {
    await this.moveSearch.execute(payload.rideId, payload.pickup, occurredAt);
  }

  @InTransaction(RideCancelled)
  async cancelled({ payload, occurredAt }: RideCancelled): Promise<void> {
    await this.endSearch.cancelled(payload.rideId, 'The ride was cancelled.', occurredAt);
  }

  @InTransaction(RideCompleted)
  async completed({ payload, occurredAt }: RideCompleted): Promise<void> {
    await this.endSearch.cancelled(payload.rideId, 'The ride was completed.', occurredAt);
  }

  @InTransaction(RideNoShow)
  async noShow({ payload, occurredAt }: RideNoShow): Promise<void> {
    await this.endSearch.cancelled(payload.rideId, 'The rider did not come.', occurredAt);
  }

  @InTransaction(DriverAssigned)
  async assigned({ payload, occurredAt }: DriverAssigned): Promise<void> {
    await this.endSearch.assigned(payload.rideId, occurredAt);
  }

  /** One that is matched together with others waits for its window. */
  @AfterCommit(SearchStarted, ROUND)
  async firstRound({ payload, organizationId }: SearchStarted): Promise<void> {
    if (!payload.inWindows) await this.runRound.execute(payload.searchId, organizationId!, 1);
  }

  @AfterCommit(SearchRoundPlanned, ROUND)
  async plannedRound({ payload, organizationId }: SearchRoundPlanned): Promise<void> {
    await this.runRound.execute(payload.searchId, organizationId!, payload.round);
  }

  @AfterCommit(MatchingWindowPlanned, ROUND)
  async windowCloses({ payload, organizationId }: MatchingWindowPlanned): Promise<void> {
    await this.matchWindow.execute(payload.windowId, payload.city, organizationId!);
  }

  @AfterCommit(SearchEndPlanned, ROUND)
  async timeSpent({ payload, organizationId }: SearchEndPlanned): Promise<void> {
    await this.endSpent.execute(payload.searchId, payload.rideId, organizationId!);
  }

  @AfterCommit(OfferDeclined, ROUND)
  async declined({ payload, organizationId }: OfferDeclined): Promise<void> {
    await this.runRound.execute(payload.searchId, organizationId!);
  }

  @AfterCommit(OfferLapsed, ROUND)
  async lapsed({ payload, organizationId }: OfferLapsed): Promise<void> {
    await this.runRound.execute(payload.searchId, organizationId!);
  }

  @AfterCommit(OfferWithdrawn, ROUND)
  async withdrawn({ payload, organizationId }: OfferWithdrawn): Promise<void> {
    await this.runRound.execute(payload.searchId, organizationId!);
  }

  @AfterCommit(OfferExpiryPlanned, ROUND)
  async expired({ payload, organizationId }: OfferExpiryPlanned): Promise<void> {
    await this.lapseOffer.execute(payload, organizationId!);
  }

  /** A break, a check-out and a suspension take him offline too. He held his own lock; the ride's comes before it. */
  @AfterCommit(DriverWentOffline, ROUND)
  async driverGone({ payload, organizationId }: DriverWentOffline): Promise<void> {
    await this.withdrawOffer.ofDriver(payload.driverId, payload.reason, organizationId!);
  }
}
