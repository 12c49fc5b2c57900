import { ProblemError } from '../client/cabstand-client';
import { Agenda, sideBySide } from './agenda';
import { DriverDay, type Stage } from './driver-day';
import { OnDemand } from './on-demand';
import { onDemandRequests } from './on-demand-requests';
import type { Progress } from './progress';
import { Random } from './random';
import { demandFor, type DemoRide, SPARE_DRIVER } from './rides';
import type { Phone } from './phone';
import type { Service } from './service';
import { type DemoDriver, onDemandHours, type World } from './world';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Minutes before the pickup at which the operator looks for a driver. */
const ASSIGNED_BEFORE = [52, 45, 40, 35, 30, 25, 22];
const BOOKED_A_STEP = 40;

export interface DayOptions {
  readonly service: Service;
  readonly world: World;
  readonly progress: Progress;
  readonly random: Random;
  readonly phone: (number: string) => Phone;
  /** Book at most so many rides. */
  readonly rides: number;
  /** How many riders ask for a cab now. */
  readonly onDemand: number;
  readonly seed: number;
  readonly midnight: Date;
}

/** The day of everybody: the operator's desk and the managers here, each driver in `DriverDay`. */
export class Day {
  private readonly agenda = new Agenda();
  private now = new Date(0);
  private readonly days = new Map<string, DriverDay>();
  private rejected: string | null = null;
  /** The hubs whose managers are at it: one look covers all who wait. */
  private readonly deciding = new Set<number>();
  readonly rides: DemoRide[];
  readonly onDemand: OnDemand;

  constructor(private readonly options: DayOptions) {
    const { world, random, phone, rides } = options;
    this.rides = demandFor(world.drivers, random, phone).slice(0, rides);
    const stage: Stage = {
      agenda: this.agenda,
      progress: options.progress,
      random,
      now: () => this.now,
      onBreakdown: (driver, orphans) => this.replace(driver, orphans),
    };
    for (const [index, driver] of world.drivers.entries()) {
      const quirks = {
        checksInAfter: index === 4 ? 10 : -random.whole(5, 15),
        mistypesOdometer: index === 7,
        shortBy: index === 11 ? 200 : 0,
        takesBreak: index % 3 === 0 && !driver.onDemand,
      };
      this.days.set(driver.id, new DriverDay(driver, quirks, stage));
    }
    this.onDemand = this.onDemandBeside();
  }

  /** Of chances of its own, so that the scheduled day is the same with and without it. */
  private onDemandBeside(): OnDemand {
    const { world, phone, seed, midnight, progress } = this.options;
    const random = new Random(seed + 1);
    const hours = onDemandHours(midnight);
    return new OnDemand({
      ...{ agenda: this.agenda, progress, random, world, now: () => this.now, hours },
      days: world.drivers.filter(({ onDemand }) => onDemand).map(({ id }) => this.days.get(id)!),
      requests: onDemandRequests(this.options.onDemand, hours.from, random, phone),
    });
  }

  /** The evening before: the rides are booked, since a scheduled ride is booked for a later local day. */
  async book(evening: Date): Promise<void> {
    const { progress } = this.options;
    for (let from = 0; from < this.rides.length; from += BOOKED_A_STEP) {
      const batch = this.rides.slice(from, from + BOOKED_A_STEP);
      this.agenda.at(evening.getTime() + (from / BOOKED_A_STEP) * 5 * MINUTE, async () => {
        await sideBySide(batch.map((ride) => () => this.bookOne(ride)));
      });
    }
    await this.play();
    progress.say(`${progress.tally.booked} rides are booked`, this.now);
  }

  async live(): Promise<void> {
    for (const day of this.days.values()) day.plan();
    this.onDemand.plan();
    for (const driver of this.options.world.drivers) {
      for (const after of [0, 42])
        this.agenda.at(driver.shiftStart.getTime() + after * MINUTE, () => this.decide(driver.hub));
    }
    for (const ride of this.rides) {
      if (ride.fate === 'cancelled early')
        this.agenda.at(ride.pickupAt.getTime() - 90 * MINUTE, () => this.cancel(ride, 'CHANGE_OF_PLANS'));
      else this.agenda.at(ride.pickupAt.getTime() - ASSIGNED_BEFORE[0]! * MINUTE, () => this.assign(ride, 0));
      if (ride.fate === 'cancelled on the way')
        this.agenda.at(ride.pickupAt.getTime() - 9 * MINUTE, () => this.cancel(ride, 'RIDER_ASKED_TO_CANCEL'));
    }
    await this.play();
  }

  private async play(): Promise<void> {
    await this.agenda.run(async (time) => {
      await this.options.service.moveTo(time);
      this.now = time;
      this.options.progress.tick(time);
    });
  }

  private async bookOne(ride: DemoRide): Promise<void> {
    const { pickup, drop } = ride;
    const { data } = await this.operator['/v1/rides'].POST({
      body: {
        vehicleClass: 'SEDAN',
        tripType: pickup.name.includes('Airport') || drop.name.includes('Airport') ? 'AIRPORT' : 'LOCAL',
        pickupAt: ride.pickupAt.toISOString(),
        pickup: { point: { latitude: pickup.latitude, longitude: pickup.longitude }, address: pickup.name },
        drop: { point: { latitude: drop.latitude, longitude: drop.longitude }, address: drop.name },
        passenger: { name: ride.rider.name, phone: ride.rider.phone.number },
        paymentMode: ride.paymentMode,
        expectedMetres: ride.metres,
        expectedMinutes: ride.minutes,
      },
    });
    ride.id = data!.id;
    this.options.progress.tally.booked++;
  }

  /** A hub's manager looks at who waits for approval; the first of the day he sends back once. */
  private async decide(hub: number): Promise<void> {
    if (this.deciding.has(hub)) return;
    this.deciding.add(hub);
    await this.decideAll(hub).finally(() => this.deciding.delete(hub));
  }

  private async decideAll(hub: number): Promise<void> {
    const manager = this.options.world.managers[hub]!.client.api;
    const { data } = await manager['/v1/attendance'].GET({ params: { query: { status: 'PENDING', limit: 50 } } });
    for (const { id, driverId } of data!.items) {
      const day = this.days.get(driverId)!;
      if (this.rejected === null) {
        this.rejected = driverId;
        await manager['/v1/attendance/{id}/reject'].POST({
          params: { path: { id } },
          body: { reason: 'The selfie shows a grey dot' },
        });
        this.options.progress.say(`${day.driver.name}'s check-in is rejected; he tries again`, this.now);
        this.agenda.at(this.now.getTime() + 4 * MINUTE, () => day.checkIn());
        this.agenda.at(this.now.getTime() + 6 * MINUTE, () => this.decide(hub));
        continue;
      }
      await manager['/v1/attendance/{id}/approve'].POST({ params: { path: { id } } });
      day.approved();
    }
  }

  private async assign(ride: DemoRide, attempt: number): Promise<void> {
    if (ride.isOver || ride.driver) return;
    const chosen = await this.bestFor(ride, (day) => day !== this.spare);
    if (chosen && (await this.give(ride, chosen, null))) return;
    const next = ASSIGNED_BEFORE[attempt + 1];
    if (next === undefined) return this.cancel(ride, 'NO_CAB_AVAILABLE');
    const at = Math.max(this.now.getTime() + MINUTE, ride.pickupAt.getTime() - next * MINUTE);
    this.agenda.at(at, () => this.assign(ride, attempt + 1));
  }

  /** Of those whom the service calls assignable, one of the ride's own hub with the least to do. */
  private async bestFor(ride: DemoRide, isMeant: (day: DriverDay) => boolean): Promise<DriverDay | undefined> {
    const { data } = await this.operator['/v1/rides/{rideId}/candidates'].GET({
      params: { path: { rideId: ride.id }, query: { limit: 100 } },
    });
    const able = data!.items
      .filter(({ assignable }) => assignable)
      .map(({ driverId }) => this.days.get(driverId)!)
      .filter((day) => !day.driver.onDemand && isMeant(day));
    const near = able.filter(({ driver }) => driver.hub === ride.hub);
    return (near.length > 0 ? near : able).sort((a, b) => a.assigned.length - b.assigned.length)[0];
  }

  /** False where somebody else was quicker, which two rides of one moment may find. */
  private async give(ride: DemoRide, day: DriverDay, insteadBecause: string | null): Promise<boolean> {
    const params = { path: { rideId: ride.id } };
    const driverId = day.driver.id;
    try {
      if (insteadBecause === null)
        await this.operator['/v1/rides/{rideId}/assign'].POST({ params, body: { driverId } });
      else
        await this.operator['/v1/rides/{rideId}/reassign'].POST({ params, body: { driverId, reason: insteadBecause } });
    } catch (error) {
      if (error instanceof ProblemError && error.status === 409) return false;
      throw error;
    }
    day.take(ride);
    return true;
  }

  private async cancel(
    ride: DemoRide,
    reasonCode: 'CHANGE_OF_PLANS' | 'RIDER_ASKED_TO_CANCEL' | 'NO_CAB_AVAILABLE',
  ): Promise<void> {
    if (ride.isOver) return;
    const { data } = await this.operator['/v1/rides/{id}/cancel'].POST({
      params: { path: { id: ride.id } },
      body: { reasonCode },
    });
    const { progress } = this.options;
    if (data!.status !== 'CANCELLED') throw new Error(`Ride ${ride.id} is ${data!.status} after its cancellation.`);
    ride.isOver = true;
    progress.tally.cancelled++;
    const day = ride.driver && this.days.get(ride.driver.id);
    if (day?.lose(ride)) progress.tally.underWay--;
    if (reasonCode === 'NO_CAB_AVAILABLE') progress.say(`No cab is free for ${ride.pickup.name}`, this.now);
  }

  /** The cab goes to the workshop, and each of its rides to somebody else. */
  private async replace(driver: DemoDriver, rides: readonly DemoRide[]): Promise<void> {
    const { progress } = this.options;
    const reason = 'The cab broke down';
    await this.operator['/v1/vehicles/{id}/status'].POST({
      params: { path: { id: driver.cab.id } },
      body: { status: 'MAINTENANCE', reason },
    });
    // The next shift may be waiting for it.
    this.agenda.at(this.now.getTime() + 2 * HOUR, async () => {
      await this.operator['/v1/vehicles/{id}/status'].POST({
        params: { path: { id: driver.cab.id } },
        body: { status: 'ACTIVE', reason: 'The workshop has repaired it' },
      });
      progress.say(`${driver.cab.plate} is back from the workshop`, this.now);
    });
    for (const ride of rides) {
      if (this.days.get(driver.id)!.lose(ride)) progress.tally.underWay--;
      ride.driver = null;
      ride.fate = 'as planned';
      const other = await this.bestFor(ride, () => true);
      if (other && (await this.give(ride, other, reason))) {
        progress.say(`${other.driver.name} takes over the ride from ${ride.pickup.name}`, this.now);
        continue;
      }
      await this.operator['/v1/rides/{rideId}/unassign'].POST({
        params: { path: { rideId: ride.id } },
        body: { reason },
      });
      progress.say(`The ride from ${ride.pickup.name} waits for another cab`, this.now);
      await this.assign(ride, 0);
    }
  }

  private get spare(): DriverDay {
    return this.days.get(this.options.world.drivers[SPARE_DRIVER]!.id)!;
  }

  private get operator() {
    return this.options.world.operator.client.api;
  }
}
