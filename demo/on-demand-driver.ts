import { ProblemError } from '../client/cabstand-client';
import type { DriverDay } from './driver-day';
import type { OnDemandRequest } from './on-demand-requests';
import type { OnDemandStage } from './on-demand-stage';
import type { Spot } from './places';
import { type Point, pointOf, Way } from './way';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** His phone takes a fix so often, and sends several at once. */
const FIX_EVERY = 10 * SECOND;
const FULL_RANGE_METRES = 213_000;
/** What he wanted was decided before him. */
const OVERTAKEN = new Set(['ride_not_found', 'offer_not_open', 'offer_lapsed']);

/** A driver who waits for offers: his phone tells where he is, and he answers them as fate has it. */
export class OnDemandDriver {
  private place: Point;
  private way: Way | null = null;
  private fixedUntil = 0;
  private chargePercent = 92;
  private isOnline = false;
  private phoneIsOff = false;
  private request: OnDemandRequest | null = null;
  private readonly seen = new Set<string>();

  constructor(
    private readonly day: DriverDay,
    start: Spot,
    private readonly stage: OnDemandStage,
  ) {
    this.place = pointOf(start);
  }

  get name(): string {
    return this.day.driver.name;
  }

  /** Offline, and nobody's driver any more. */
  get isHome(): boolean {
    return !this.isOnline && this.request === null;
  }

  get isMoving(): boolean {
    return this.way !== null;
  }

  /** Where he is counts from now on, and then he says that he takes rides. */
  async goOnline(): Promise<void> {
    if (!this.day.isOnDuty) throw new Error(`${this.name} is not on duty when riders begin to ask.`);
    this.fixedUntil = this.stage.now().getTime() - FIX_EVERY;
    this.isOnline = true;
    await this.report();
    await this.api['/v1/driver/go-online'].POST({});
  }

  async goOffline(): Promise<void> {
    const { agenda, now } = this.stage;
    if (this.request) return agenda.at(now().getTime() + 2 * MINUTE, () => this.goOffline());
    if (!this.isOnline) return;
    this.isOnline = false;
    await this.api['/v1/driver/go-offline'].POST({ body: { reason: 'End of the shift' } });
  }

  /** Sends the fixes since the last time, the oldest first. */
  async report(): Promise<void> {
    const now = this.stage.now().getTime();
    if (!this.isOnline || this.phoneIsOff || this.fixedUntil >= now) return;
    const points = [];
    // What a phone kept while it was off is old news.
    for (let at = Math.max(this.fixedUntil + FIX_EVERY, now - 2 * MINUTE); at < now; at += FIX_EVERY)
      points.push(this.fix(at));
    points.push(this.fix(now));
    this.fixedUntil = now;
    await this.api['/v1/driver/positions'].POST({ body: { points, sentAt: new Date(now).toISOString() } });
  }

  /** Looks at the phone: is there an offer? */
  async look(): Promise<void> {
    if (!this.isOnline || this.phoneIsOff || this.request) return;
    const { data } = await this.api['/v1/driver/offers'].GET({});
    for (const offer of data!.items) {
      if (this.seen.has(offer.id)) continue;
      this.seen.add(offer.id);
      this.stage.offers.push({ id: offer.id, rideId: offer.rideId, driverId: this.day.driver.id });
      await this.answer(offer.id, this.stage.requestOf(offer.rideId));
    }
  }

  private async answer(id: string, request: OnDemandRequest): Promise<void> {
    const { progress, now } = this.stage;
    const path = { params: { path: { id } } };
    if (request.fate === 'declined first') {
      request.fate = 'as planned';
      await this.api['/v1/driver/offers/{id}/decline'].POST({ ...path, body: { reason: 'On the way to charge' } });
      this.stage.tally.declines++;
      return progress.say(`${this.name} declines the ride from ${request.pickup.name}; the next one is asked`, now());
    }
    if (request.fate === 'lapses first') {
      request.fate = 'as planned';
      this.stage.tally.lapses++;
      return progress.say(`${this.name} does not look at the phone, and the offer lapses`, now());
    }
    // The rider gave up, or the time was over, between the look and the answer: then it was nothing.
    if (await this.isRefused(() => this.api['/v1/driver/offers/{id}/accept'].POST(path))) return;
    this.request = request;
    this.stage.found(request);
    if (await this.isLost(request, 'depart', {})) return;
    this.setOut(request.pickup);
    const arrival = this.way!.arrivesAt;
    if (request.fate === 'driver goes dark') {
      request.fate = 'as planned';
      this.stage.agenda.at((now().getTime() + arrival) / 2, () => this.goDark(request));
    } else this.stage.agenda.at(arrival, () => this.arrive(request));
  }

  private async arrive(request: OnDemandRequest): Promise<void> {
    if (this.request !== request) return;
    const { agenda, now, random } = this.stage;
    await this.report();
    this.stop();
    const fix = { ...this.place, accuracyMetres: 8, fixedAt: now().toISOString() };
    if (await this.isLost(request, 'arrive', { fix })) return;
    agenda.at(now().getTime() + random.whole(1, 3) * MINUTE, () => this.start(request));
  }

  private async start(request: OnDemandRequest): Promise<void> {
    if (this.request !== request) return;
    const code = await request.rider.phone.read(/the code (\d{4})/);
    if (await this.isLost(request, 'start', { code, odometerStartMetres: this.day.driver.cab.odometerMetres })) return;
    this.setOut(request.drop);
    this.stage.agenda.at(this.way!.arrivesAt, () => this.complete(request));
  }

  private async complete(request: OnDemandRequest): Promise<void> {
    const { tally, progress, now } = this.stage;
    await this.report();
    this.stop();
    const path = { params: { path: { id: request.rideId } } };
    const { data } = await this.api['/v1/rides/{id}/complete'].POST({
      ...path,
      body: { odometerEndMetres: this.day.driver.cab.odometerMetres, tollsPaise: 0 },
    });
    tally.completed++;
    this.free();
    if (data!.fare === null) throw new Error(`Ride ${data!.code} waits for a review instead of its cash.`);
    if (request.fate === 'not paid') {
      progress.say(`${request.rider.name} has no cash on him, and owes the fare`, now());
      return this.stage.owes(request);
    }
    const { data: cash } = await this.api['/v1/driver/rides/{id}/cash'].GET(path);
    const collectedPaise = cash!.toCollectPaise;
    await this.api['/v1/driver/rides/{id}/cash'].POST({ ...path, body: { collectedPaise } });
    this.day.takeCash(collectedPaise);
    progress.tally.cashPaise += collectedPaise;
  }

  /** The battery is flat: nobody hears of him for a while, and he of nobody. */
  private async goDark(request: OnDemandRequest): Promise<void> {
    const { agenda, now, progress, tally } = this.stage;
    if (this.request !== request) return;
    await this.report();
    this.stop();
    this.phoneIsOff = true;
    tally.dark++;
    progress.say(`${this.name} goes dark on the way to ${request.pickup.name}`, now());
    this.stage.searchesAgain(request);
    agenda.at(now().getTime() + 20 * MINUTE, () => {
      this.phoneIsOff = false;
      this.free();
      return this.report();
    });
  }

  /** The rider has given the ride up. */
  lose(request: OnDemandRequest): void {
    if (this.request !== request) return;
    this.stop();
    this.free();
  }

  private free(): void {
    this.request = null;
    this.day.isBusy = false;
  }

  private setOut(to: Point): void {
    this.day.isBusy = true;
    this.way = new Way(this.place, pointOf(to), this.stage.now().getTime());
  }

  private stop(): void {
    const { way, stage, day } = this;
    if (!way) return;
    this.place = way.placeAt(stage.now().getTime());
    day.driver.cab.odometerMetres += Math.round(way.metres);
    this.chargePercent -= (way.metres / FULL_RANGE_METRES) * 100;
    this.way = null;
  }

  private fix(at: number) {
    return {
      ...(this.way?.placeAt(at) ?? this.place),
      accuracyMetres: 8,
      speedMetresPerSecond: this.way ? 30 / 3.6 : 0,
      headingDegrees: 0,
      chargePercent: Math.round(this.chargePercent),
      deviceAt: new Date(at).toISOString(),
      mock: false,
    };
  }

  /** Takes a step of his ride. True where it is his no more: who was taken for lost finds another driver in his place. */
  private async isLost(request: OnDemandRequest, verb: 'depart' | 'arrive' | 'start', body: object): Promise<boolean> {
    if (!(await this.isRefused(() => this.day.step({ id: request.rideId }, verb, body)))) return false;
    this.stage.progress.say(`${this.name} has lost the ride from ${request.pickup.name}`, this.stage.now());
    this.lose(request);
    this.stage.searchesAgain(request);
    return true;
  }

  /** True where somebody else was faster; any other refusal is a fault. */
  private async isRefused(act: () => Promise<unknown>): Promise<boolean> {
    try {
      await act();
      return false;
    } catch (error) {
      if (error instanceof ProblemError && OVERTAKEN.has(error.code)) return true;
      throw error;
    }
  }

  private get api() {
    return this.day.driver.phone.client.api;
  }
}
