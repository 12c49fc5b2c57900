import { ProblemError } from '../client/cabstand-client';
import { type Agenda, sideBySide } from './agenda';
import type { DriverDay } from './driver-day';
import { OnDemandDriver } from './on-demand-driver';
import type { OnDemandRequest } from './on-demand-requests';
import type { OnDemandStage, OnDemandTally, SeenOffer } from './on-demand-stage';
import { SPOTS } from './places';
import type { Progress } from './progress';
import type { Random } from './random';
import { ORGANIZATION_CODE, type World } from './world';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** Drivers' phones tell where they are so often; those who wait, every other time. */
const REPORT_EVERY = 30 * SECOND;
/** While somebody is searched a driver, drivers look at their phones so often: an offer lasts 20 s. */
const LOOK_EVERY = 5 * SECOND;

export interface OnDemandOptions {
  readonly agenda: Agenda;
  readonly progress: Progress;
  readonly random: Random;
  readonly now: () => Date;
  readonly world: World;
  readonly days: readonly DriverDay[];
  readonly requests: readonly OnDemandRequest[];
  readonly hours: { readonly from: Date; readonly to: Date };
}

/** Riders who want a cab now, beside the scheduled day. */
export class OnDemand {
  readonly tally: OnDemandTally = {
    requested: 0,
    completed: 0,
    declines: 0,
    lapses: 0,
    dark: 0,
    refusedForOwing: 0,
    noDriversFound: 0,
    givenUp: 0,
  };
  /** Granted, by the ride's id. */
  readonly granted = new Map<string, OnDemandRequest>();
  readonly offers: SeenOffer[] = [];
  private readonly searching = new Set<OnDemandRequest>();
  private readonly drivers: readonly OnDemandDriver[];
  private isLooking = false;

  constructor(private readonly options: OnDemandOptions) {
    const { agenda, progress, random, now, days } = options;
    const stage: OnDemandStage = {
      agenda,
      progress,
      random,
      now,
      tally: this.tally,
      offers: this.offers,
      requestOf: (rideId) => this.granted.get(rideId)!,
      found: (request) => this.searching.delete(request),
      searchesAgain: (request) => this.search(request),
      owes: (request) => agenda.at(now().getTime() + 6 * MINUTE, () => this.askOwing(request)),
    };
    this.drivers = days.map((day, index) => new OnDemandDriver(day, SPOTS[0]![index % SPOTS[0]!.length]!, stage));
  }

  plan(): void {
    const { agenda, requests, hours } = this.options;
    for (const driver of this.drivers) {
      agenda.at(hours.from, () => driver.goOnline());
      agenda.at(hours.to, () => driver.goOffline());
    }
    for (const request of requests) agenda.at(request.at, async () => void (await this.ask(request)));
    agenda.at(hours.from.getTime() + REPORT_EVERY, () => this.reportAll(1));
  }

  /** Until the last has gone home: also who only stands and waits is lost where his phone falls silent. */
  private async reportAll(round: number): Promise<void> {
    const { agenda, now, hours } = this.options;
    await sideBySide(
      this.drivers.filter(({ isMoving }) => isMoving || round % 2 === 0).map((driver) => () => driver.report()),
    );
    const isOver = now() > hours.to && this.searching.size === 0 && this.drivers.every(({ isHome }) => isHome);
    if (!isOver) agenda.at(now().getTime() + REPORT_EVERY, () => this.reportAll(round + 1));
  }

  /** @returns whether the rider got a ride, for which a driver is searched now */
  private async ask(request: OnDemandRequest): Promise<boolean> {
    const { progress, now, agenda } = this.options;
    const { rider, pickup, drop } = request;
    if (!rider.isSignedUp) await rider.phone.signUp(ORGANIZATION_CODE, rider.name);
    rider.isSignedUp = true;
    const trip = {
      when: 'now' as const,
      vehicleClass: 'SEDAN' as const,
      tripType: 'LOCAL' as const,
      pickup: { point: { latitude: pickup.latitude, longitude: pickup.longitude }, address: pickup.name },
      drop: { point: { latitude: drop.latitude, longitude: drop.longitude }, address: drop.name },
    };
    const api = rider.phone.client.api;
    const { data: quote } = await api['/v1/quotes'].POST({ body: trip });
    this.tally.requested++;
    try {
      const { data } = await api['/v1/rides'].POST({ body: { ...trip, paymentMode: 'CASH', quoteId: quote!.id } });
      request.rideId = data!.id;
    } catch (error) {
      if (!(error instanceof ProblemError) || error.code !== 'fare_unpaid') throw error;
      this.tally.refusedForOwing++;
      progress.say(`${rider.name} owes a fare and gets no other cab: ${error.code}`, now());
      return false;
    }
    this.granted.set(request.rideId, request);
    if (request.fate === 'given up') agenda.at(now().getTime() + 50 * SECOND, () => this.giveUp(request));
    this.search(request);
    return true;
  }

  private search(request: OnDemandRequest): void {
    this.searching.add(request);
    if (this.isLooking) return;
    this.isLooking = true;
    this.options.agenda.at(this.options.now().getTime() + LOOK_EVERY, () => this.lookAround());
  }

  /** Drivers look at their offers, and riders whether anybody comes. */
  private async lookAround(): Promise<void> {
    const { agenda, now, progress } = this.options;
    await sideBySide(this.drivers.map((driver) => () => driver.look()));
    await sideBySide(
      [...this.searching].map((request) => async () => {
        const { data } = await request.rider.phone.client.api['/v1/rider/rides/{id}'].GET({
          params: { path: { id: request.rideId } },
        });
        if (data!.status !== 'NO_DRIVERS_FOUND') return;
        this.searching.delete(request);
        this.tally.noDriversFound++;
        // Until he gives it up it is his one active ride.
        await this.cancel(request);
        progress.say(`No driver is found for ${request.rider.name} at ${request.pickup.name}`, now());
      }),
    );
    this.isLooking = this.searching.size > 0;
    if (this.isLooking) agenda.at(now().getTime() + LOOK_EVERY, () => this.lookAround());
  }

  /** A change of mind within the free time. */
  private async giveUp(request: OnDemandRequest): Promise<void> {
    const { progress, now } = this.options;
    await this.cancel(request);
    this.searching.delete(request);
    for (const driver of this.drivers) driver.lose(request);
    this.tally.givenUp++;
    progress.say(`${request.rider.name} gives up the ride from ${request.pickup.name}`, now());
  }

  private async cancel({ rider, rideId }: OnDemandRequest): Promise<void> {
    await rider.phone.client.api['/v1/rides/{id}/cancel'].POST({
      params: { path: { id: rideId } },
      body: { reasonCode: 'CHANGE_OF_PLANS' },
    });
  }

  /** Who owes is refused, until the operator has had a look at it. */
  private async askOwing(unpaid: OnDemandRequest): Promise<void> {
    const { agenda, now, progress, world } = this.options;
    const again = (): OnDemandRequest => ({ ...unpaid, at: now(), fate: 'as planned', rideId: '' });
    if (await this.ask(again())) throw new Error(`${unpaid.rider.name} owes a fare and got another ride.`);
    const ops = world.operator.client.api;
    const { data: charges } = await ops['/v1/charges'].GET({ params: { query: { rideId: unpaid.rideId } } });
    for (const { id } of charges!.items) {
      await ops['/v1/charges/{id}/waive'].POST({
        params: { path: { id } },
        body: { reason: 'The driver had no change; settled with the rider by phone' },
      });
    }
    progress.say(`The operator waives what ${unpaid.rider.name} owes`, now());
    agenda.at(now().getTime() + 3 * MINUTE, async () => {
      if (!(await this.ask(again()))) throw new Error(`${unpaid.rider.name} owes nothing and is refused.`);
    });
  }
}
