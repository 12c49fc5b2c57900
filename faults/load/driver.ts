import { PICKUP } from '../../bench/seed';
import type { Random } from '../../demo/random';
import type { Caller } from '../caller';
import type { KindName } from '../ledger';
import type { Crew } from '../world';
import { Actor } from './actor';
import { Phone } from './phone';

const PAUSE_MS = 250;
const TRIP_METRES = { least: 4_000, most: 6_000 };
/** By turns and not by chance, so that a long run has each kind of write. */
const DECLINES = { every: 10, from: 1 };
const STAYS_UNDER_WAY = 0.7;
const NEXT_STEP = {
  DRIVER_ASSIGNED: 'depart',
  EN_ROUTE: 'arrive',
  ARRIVED: 'start a trip',
  STARTED: 'complete a trip',
} as const satisfies Record<string, KindName>;
const HIS = Object.keys(NEXT_STEP)
  .map((status) => `status=${status}`)
  .join('&');

export interface OwnRide {
  readonly id: string;
  readonly status: keyof typeof NEXT_STEP;
}

/**
 * Drives what he has, one step after another. He keeps nothing in mind: which ride he has, and how far it is, he asks the
 * service, as an app does that was just opened.
 */
export class DrivingActor extends Actor {
  readonly phone: Phone;
  /** Completed, and not asked for cash yet. */
  private readonly unpaid: string[] = [];
  private isOnline = false;
  private answered = 0;

  constructor(
    protected readonly caller: Caller,
    readonly crew: Crew,
    random: Random,
    private readonly startCode: (rideId: string) => string,
    private readonly takesOffers: boolean,
  ) {
    super(random, PAUSE_MS);
    this.phone = new Phone(caller, crew, random);
  }

  /** Null where nobody answers. */
  ownRides(): Promise<{ items: OwnRide[] } | null> {
    return this.caller.try(this.crew.session, 'GET', `/v1/driver/rides?limit=5&${HIS}`);
  }

  protected override async act(): Promise<void> {
    await this.phone.report();
    const own = await this.ownRides();
    if (!own) return;
    const [ride] = own.items;
    this.phone.rideId = ride && ride.status !== 'DRIVER_ASSIGNED' ? ride.id : null;
    if (ride) return this.drive(ride);
    if (this.unpaid.length > 0) return this.collect();
    if (this.takesOffers) await this.lookForOffers();
  }

  private async drive(ride: OwnRide): Promise<void> {
    const kind = NEXT_STEP[ride.status];
    // So that there is somebody under way most of the time.
    if (kind === 'complete a trip' && this.random.chance(STAYS_UNDER_WAY)) return;
    if (kind === 'complete a trip') this.phone.rideId = null;
    const { session } = this.crew;
    const verb = kind.split(' ')[0];
    const done = await this.caller.write(session, kind, `/v1/rides/${ride.id}/${verb}`, this.bodyOf(kind, ride.id));
    if (kind === 'complete a trip' && done && done.status < 300) this.unpaid.push(ride.id);
  }

  private bodyOf(kind: (typeof NEXT_STEP)[keyof typeof NEXT_STEP], rideId: string): object {
    switch (kind) {
      case 'depart':
        return {};
      case 'arrive':
        return { fix: { ...PICKUP.point, accuracyMetres: 10, fixedAt: new Date().toISOString() } };
      case 'start a trip':
        return { code: this.startCode(rideId), odometerStartMetres: this.crew.odometerMetres };
      case 'complete a trip':
        this.crew.odometerMetres += this.random.whole(TRIP_METRES.least, TRIP_METRES.most);
        return { odometerEndMetres: this.crew.odometerMetres };
    }
  }

  private async collect(): Promise<void> {
    const { session } = this.crew;
    const path = `/v1/driver/rides/${this.unpaid[0]}/cash`;
    const answer = await this.caller.call<{ toCollectPaise?: number }>(session, 'GET', path).catch(() => null);
    if (!answer || answer.status === 503) return;
    const { toCollectPaise } = answer.body;
    // Of a ride of the operator's, or one whose fare waits for a review, there is nothing to collect.
    if (toCollectPaise) await this.caller.write(session, 'collect cash', path, { collectedPaise: toCollectPaise });
    this.unpaid.shift();
  }

  private async lookForOffers(): Promise<void> {
    const { session } = this.crew;
    if (!this.isOnline || this.random.chance(0.02)) {
      const answer = await this.caller.write(session, 'go online', '/v1/driver/go-online', {});
      this.isOnline = answer !== null && answer.status < 300;
      return;
    }
    const offers = await this.caller.try<{ items: { id: string }[] }>(session, 'GET', '/v1/driver/offers');
    const [offer] = offers?.items ?? [];
    if (!offer) return;
    const path = `/v1/driver/offers/${offer.id}`;
    if (this.answered++ % DECLINES.every === DECLINES.from)
      await this.caller.write(session, 'decline an offer', `${path}/decline`, { reason: 'On the way to charge' });
    else await this.caller.write(session, 'accept an offer', `${path}/accept`, {});
  }
}
