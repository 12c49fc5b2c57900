import type { Random } from '../demo/random';
import { REQUEST } from '../bench/on-demand-world';
import { bookingAt, type SeededDriver, type SeededSession } from '../bench/seed';
import { Refused } from './app-client';
import { Idle } from './idle';
import type { Journal } from './journal';
import type { Measurements } from './measurements';
import type { OfferDesk, SeenOffer } from './offer-desk';
import type { Reporting } from './reporting';
import type { RideSteps } from './ride-steps';
import type { LoadWorld } from './world';

/** Longer than a search that meets a dozen drivers who do not answer. */
const OFFER_WITHIN_MS = 90_000;
const PICKUP_AHEAD_MS = 5 * 60_000;
/** An offer that ran out, or was taken back, while he answered. */
const TOO_LATE = new Set(['offer_lapsed', 'offer_not_open']);

export interface RidesStage {
  readonly world: LoadWorld;
  readonly steps: RideSteps;
  readonly reporting: Reporting;
  readonly desk: OfferDesk;
  readonly measurements: Measurements;
  readonly journal: Journal;
  readonly random: Random;
  /** Of the offers, those that a driver lets run out. */
  readonly lapsingShare: number;
  /** Told of each new ride. */
  readonly booked: (rideId: string, meantMs: number) => void;
}

/** Whole rides, from the wish to the fare. Each ends by itself: what goes wrong is counted, and never thrown. */
export class Rides {
  private readonly riders: Idle<SeededSession>;
  private readonly scheduled: Idle<SeededDriver>;
  private readonly drivers: ReadonlyMap<string, SeededDriver>;

  constructor(private readonly stage: RidesStage) {
    const { riders, scheduled, onDemand } = stage.world;
    this.riders = new Idle('rider', riders);
    this.scheduled = new Idle('driver', scheduled);
    this.drivers = new Map(onDemand.map((driver) => [driver.driverId, driver]));
  }

  async onDemand(meantMs: number): Promise<void> {
    try {
      const rider = await this.riders.take();
      const rideId = await this.stage.steps.book(rider.token, REQUEST, 'request', meantMs);
      this.stage.booked(rideId, meantMs);
      const driver = await this.accepted(rideId, meantMs);
      await this.stage.steps.drive(rideId, driver, () => this.onTheWay(rideId, driver));
      await this.stage.steps.collect(rideId, driver);
      this.stage.desk.forget(rideId);
      this.riders.giveBack(rider);
      this.stage.measurements.record('ride on demand', meantMs);
    } catch (error) {
      this.stage.measurements.fail('ride on demand', error);
    }
  }

  async ahead(meantMs: number): Promise<void> {
    try {
      const driver = await this.scheduled.take();
      const { token } = this.stage.world.operator;
      const pickupAt = new Date(Date.now() + PICKUP_AHEAD_MS);
      const rideId = await this.stage.steps.book(token, bookingAt(pickupAt), 'booking', meantMs);
      this.stage.booked(rideId, meantMs);
      await this.stage.steps.assign(rideId, token, driver);
      await this.stage.steps.drive(rideId, driver, async () => undefined);
      this.scheduled.giveBack(driver);
      this.stage.measurements.record('ride booked ahead', meantMs);
    } catch (error) {
      this.stage.measurements.fail('ride booked ahead', error);
    }
  }

  /** The driver who took it, whoever was asked before him. */
  private async accepted(rideId: string, meantMs: number): Promise<SeededDriver> {
    for (let asked = 1; ; asked++) {
      const offer = await this.stage.desk.next(rideId, OFFER_WITHIN_MS);
      if (!offer) throw new Error(`no offer within ${OFFER_WITHIN_MS / 1_000} s, after ${asked - 1} before it`);
      if (asked === 1) this.stage.measurements.record('offer', meantMs);
      const lapses = this.stage.random.chance(this.stage.lapsingShare);
      if (!lapses && (await this.takes(offer))) return this.drivers.get(offer.driverId)!;
    }
  }

  private async takes({ rideId, offerId, driverId }: SeenOffer): Promise<boolean> {
    try {
      await this.stage.steps.accept(rideId, offerId, this.drivers.get(driverId)!);
      return true;
    } catch (error) {
      if (error instanceof Refused && TOO_LATE.has(error.code)) return false;
      throw error;
    }
  }

  private async onTheWay(rideId: string, driver: SeededDriver): Promise<void> {
    const deviceAt = await this.stage.reporting.where(driver);
    this.stage.journal.points.push({ driverId: driver.driverId, rideId, deviceAt });
  }
}
