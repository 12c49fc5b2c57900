import { ProblemError } from '../client/cabstand-client';
import type { Agenda } from './agenda';
import type { Progress } from './progress';
import type { Random } from './random';
import type { DemoRide } from './rides';
import { acknowledgeShifts } from './week';
import type { DemoDriver } from './world';

const MINUTE = 60_000;
/** A grey dot: a picture, if a small one. */
const SELFIE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNsaGj4DwAFhAKAjM1mJgAAAABJRU5ErkJggg==',
  'base64',
);

export interface Stage {
  readonly agenda: Agenda;
  readonly progress: Progress;
  readonly random: Random;
  /** Domain time of the step that is being played. */
  readonly now: () => Date;
  /** The driver cannot go on: the operator finds others for his rides. */
  readonly onBreakdown: (driver: DemoDriver, rides: readonly DemoRide[]) => Promise<void>;
}

/** The step routes differ in their bodies only. */
interface StepPath {
  POST(request: { params: { path: { id: string } }; body: object }): Promise<unknown>;
}

/** What makes a driver's day unlike the others'. */
export interface Quirks {
  /** Minutes after the start of his shift that he checks in; negative: before. */
  readonly checksInAfter: number;
  readonly mistypesOdometer: boolean;
  /** Rupees missing from the cash that he declares. */
  readonly shortBy: number;
  readonly takesBreak: boolean;
}

/** One driver with his phone, from check-in to check-out. */
export class DriverDay {
  private onDuty = false;
  /** With a ride on demand, which is none of the day's. */
  isBusy = false;
  private ride: DemoRide | null = null;
  private readonly coming = new Set<DemoRide>();
  private cashPaise = 0;
  private upiPaise = 0;
  private leaves = false;

  constructor(
    readonly driver: DemoDriver,
    private readonly quirks: Quirks,
    private readonly stage: Stage,
  ) {}

  plan(): void {
    const { shiftStart, shiftEnd } = this.driver;
    const { agenda } = this.stage;
    agenda.at(shiftStart.getTime() - 20 * MINUTE, async () => {
      await this.driver.phone.logIn();
      await acknowledgeShifts(this.driver.phone);
    });
    agenda.at(shiftStart.getTime() + this.quirks.checksInAfter * MINUTE, () => this.checkIn());
    agenda.at(shiftEnd, () => this.checkOut());
    if (this.quirks.takesBreak) agenda.at((shiftStart.getTime() + shiftEnd.getTime()) / 2, () => this.takeBreak());
  }

  async checkIn(): Promise<void> {
    const api = this.driver.phone.client.api;
    const { data: selfie } = await api['/v1/driver/selfies'].POST({
      body: SELFIE as never,
      bodySerializer: (bytes: unknown) => bytes as BodyInit,
      headers: { 'content-type': 'image/png' },
    });
    const send = (odometerStartMetres: number) =>
      api['/v1/driver/attendance/check-in'].POST({
        body: { selfieId: selfie!.selfieId, odometerStartMetres, deviceId: this.driver.deviceId },
      });
    if (this.quirks.mistypesOdometer) {
      const refusal = await refused(() => send(this.driver.cab.odometerMetres * 10));
      this.stage.progress.say(`${this.driver.name} mistypes the odometer: ${refusal.code}`, this.stage.now());
    }
    await send(this.driver.cab.odometerMetres);
  }

  get isOnDuty(): boolean {
    return this.onDuty;
  }

  /** For a ride on demand. */
  takeCash(paise: number): void {
    this.cashPaise += paise;
  }

  approved(): void {
    this.onDuty = true;
    this.stage.progress.tally.onDuty++;
  }

  /** The operator has given him a ride. */
  take(ride: DemoRide): void {
    this.coming.add(ride);
    ride.driver = this.driver;
    const { agenda, random } = this.stage;
    agenda.at(ride.pickupAt.getTime() - (18 + random.whole(0, 6)) * MINUTE, () => this.depart(ride));
  }

  /** The ride was taken from him, or is off. Returns whether he was under way with it. */
  lose(ride: DemoRide): boolean {
    this.coming.delete(ride);
    if (this.ride !== ride) return false;
    this.ride = null;
    return true;
  }

  get assigned(): readonly DemoRide[] {
    return [...this.coming];
  }

  private async depart(ride: DemoRide): Promise<void> {
    if (!this.coming.has(ride) || ride.driver !== this.driver) return;
    const { agenda, now, random, progress } = this.stage;
    // Still on the last one: reality has overrun the plan.
    if (this.ride) return agenda.at(now().getTime() + 2 * MINUTE, () => this.depart(ride));
    this.ride = ride;
    await this.step(ride, 'depart', {});
    progress.tally.underWay++;
    const lateness = ride.fate === 'late' ? random.whole(8, 24) : -random.whole(0, 5);
    const earliest = now().getTime() + 5 * MINUTE;
    if (ride.fate === 'breakdown') return agenda.at(earliest, () => this.breakDown(ride));
    agenda.at(Math.max(earliest, ride.pickupAt.getTime() + lateness * MINUTE), () => this.arrive(ride));
  }

  private async arrive(ride: DemoRide): Promise<void> {
    if (this.ride !== ride) return;
    const { agenda, now, random, progress } = this.stage;
    const { latitude, longitude } = ride.pickup;
    await this.step(ride, 'arrive', {
      fix: {
        latitude: latitude + random.between(-0.001, 0.001),
        longitude,
        accuracyMetres: 12,
        fixedAt: now().toISOString(),
      },
    });
    this.driver.cab.odometerMetres += random.whole(1_500, 4_000);
    const ready = Math.max(now().getTime() + 2 * MINUTE, ride.pickupAt.getTime());
    if (ride.fate === 'late') progress.say(`${this.driver.name} reaches ${ride.pickup.name} late`, now());
    if (ride.fate === 'no-show') agenda.at(ready + 12 * MINUTE, () => this.giveUp(ride));
    else agenda.at(ready + random.whole(0, 4) * MINUTE, () => this.start(ride));
  }

  private async start(ride: DemoRide): Promise<void> {
    if (this.ride !== ride) return;
    const { agenda, now, random, progress } = this.stage;
    const code = await ride.rider.phone.read(/the code (\d{4})/);
    const odometerStartMetres = this.driver.cab.odometerMetres;
    if (ride.fate === 'wrong code') {
      const wrong = String((Number(code) + 1) % 10_000).padStart(4, '0');
      const refusal = await refused(() => this.step(ride, 'start', { code: wrong, odometerStartMetres }));
      progress.say(`${ride.rider.name} says a wrong code: ${refusal.code}`, now());
    }
    await this.step(ride, 'start', { code, odometerStartMetres });
    agenda.at(now().getTime() + Math.round(ride.minutes * random.between(0.9, 1.3)) * MINUTE, () =>
      this.complete(ride),
    );
  }

  private async complete(ride: DemoRide): Promise<void> {
    const { random, progress } = this.stage;
    this.driver.cab.odometerMetres += Math.round(ride.metres * random.between(0.98, 1.12));
    const { data } = await this.driver.phone.client.api['/v1/rides/{id}/complete'].POST({
      params: { path: { id: ride.id } },
      body: { odometerEndMetres: this.driver.cab.odometerMetres, tollsPaise: random.chance(0.1) ? 35_00 : 0 },
    });
    const fare = data!.fare?.totalPaise ?? 0;
    if (ride.paymentMode === 'CASH') this.cashPaise += fare;
    if (ride.paymentMode === 'UPI') this.upiPaise += fare;
    if (ride.paymentMode !== 'PREPAID') progress.tally.cashPaise += fare;
    progress.tally.completed++;
    this.done(ride);
  }

  private async giveUp(ride: DemoRide): Promise<void> {
    if (this.ride !== ride) return;
    await this.step(ride, 'no-show', { reason: 'Nobody came, and the phone is off' });
    this.stage.progress.tally.noShow++;
    this.stage.progress.say(`Nobody comes to ${ride.pickup.name} for ${this.driver.name}`, this.stage.now());
    this.done(ride);
  }

  /** On the way to the pickup: he calls the operator, who finds another. */
  private async breakDown(ride: DemoRide): Promise<void> {
    if (this.ride !== ride) return;
    const { progress, now, onBreakdown } = this.stage;
    progress.say(`${this.driver.cab.plate} breaks down on its way to ${ride.pickup.name}`, now());
    this.leaves = true;
    await onBreakdown(this.driver, this.assigned);
    await this.checkOut();
  }

  private done(ride: DemoRide): void {
    ride.isOver = true;
    this.coming.delete(ride);
    this.ride = null;
    this.stage.progress.tally.underWay--;
  }

  private async takeBreak(): Promise<void> {
    const { agenda, now } = this.stage;
    const soon = [...this.coming].some((ride) => ride.pickupAt.getTime() - now().getTime() < 50 * MINUTE);
    if (!this.onDuty || this.leaves) return;
    if (this.ride || soon) return agenda.at(now().getTime() + 10 * MINUTE, () => this.takeBreak());
    await this.driver.phone.client.api['/v1/driver/attendance/breaks'].POST({});
    agenda.at(now().getTime() + 20 * MINUTE, async () => {
      // Checking out ends a break too.
      if (!this.onDuty) return;
      await this.driver.phone.client.api['/v1/driver/attendance/breaks/end'].POST({});
    });
  }

  private async checkOut(): Promise<void> {
    if (!this.onDuty) return;
    const { agenda, now, progress } = this.stage;
    if (this.ride || this.isBusy || this.coming.size > 0)
      return agenda.at(now().getTime() + 5 * MINUTE, () => this.checkOut());
    this.onDuty = false;
    await this.driver.phone.client.api['/v1/driver/attendance/check-out'].POST({
      body: {
        odometerEndMetres: this.driver.cab.odometerMetres,
        cashPaise: Math.max(0, this.cashPaise - this.quirks.shortBy * 100),
        personalUpiPaise: this.upiPaise,
      },
    });
    progress.tally.onDuty--;
  }

  async step(
    ride: { readonly id: string },
    verb: 'depart' | 'arrive' | 'start' | 'no-show',
    body: object,
  ): Promise<void> {
    const path = this.driver.phone.client.api[`/v1/rides/{id}/${verb}`] as StepPath;
    await path.POST({ params: { path: { id: ride.id } }, body });
  }
}

/** The refusal that was expected. @throws Error when it was let through */
async function refused(attempt: () => Promise<unknown>): Promise<ProblemError> {
  try {
    await attempt();
  } catch (error) {
    if (error instanceof ProblemError && error.status < 500) return error;
    throw error;
  }
  throw new Error('What should have been refused was let through.');
}
