import { RefusedRequest } from '../bench/bench-client';
import type { GeoPoint } from '../src/kernel/geo-point';
import { answerTo } from './behaviour';
import { placeAlong } from './road-graph';
import { onTheBeat, type Request, type Stage } from './stage';
import type { Cab } from './cabs';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** On the way to a rider his device may not be silent for 90 s. */
const REPORTS_ON_THE_WAY = MINUTE;
const REPORTS_ON_THE_TRIP = 5 * MINUTE;
/** A report has a fix for each of these. */
const FIX_EVERY = 30 * SECOND;
/** Who waits must be seen within 10 minutes, and his charge told within 15. */
const REPORTS_AT_REST = 9 * MINUTE;
const ACCURACY_METRES = 8;
/** An answer that comes too late: others decided, or his time was over. Whatever else is refused is a fault. */
const OVERTAKEN = new Set(['offer_not_open', 'offer_lapsed', 'earlier_ride_lost', 'ride_already_assigned']);
/** Charging is not what is replayed. */
const CHARGE_PERCENT = 90;

export interface DriverOffer {
  readonly id: string;
  readonly madeAt: string;
}

interface Drive {
  readonly path: readonly number[];
  readonly leavesAt: number;
  readonly arrivesAt: number;
}

/** A cab and its driver: where it is, what he answers, and whom he drives. */
export class ReplayDriver {
  rides = 0;
  /** Without a rider, on the way to one. */
  emptyMinutes = 0;
  tripMinutes = 0;
  answers = { accepts: 0, declines: 0, 'lets lapse': 0, overtaken: 0 };
  lost = 0;
  private longestIdle = 0;
  /** Since when nobody rides with him, and he drives to nobody; null while somebody does. */
  private idleSince: number | null = null;
  private node: number;
  private drive: Drive | null = null;
  private current: Request | null = null;
  /** Accepted while somebody is aboard. */
  private next: Request | null = null;
  private odometerMetres = 10_000_000;
  private fixedUntil: number;
  private reportsAt: number;

  /** @param restShare how far into his first rest between two reports he is */
  constructor(
    readonly number: number,
    readonly cab: Cab,
    restShare: number,
    private readonly stage: Stage,
  ) {
    this.node = cab.start;
    this.fixedUntil = stage.now();
    this.reportsAt = stage.now() + restShare * REPORTS_AT_REST;
  }

  get isDueToReport(): boolean {
    return this.stage.now() >= this.reportsAt;
  }

  /** Where he is counts from now on, and then he says that he takes rides. */
  async goOnline(): Promise<void> {
    const due = this.reportsAt;
    await this.report();
    this.reportsAt = due;
    await this.post('/v1/driver/go-online', {});
    this.idleSince = this.stage.now();
  }

  /** The longest that he waited for a ride at a time, also for the first and, until that moment, after the last. */
  longestIdleMinutes(until: number): number {
    const still = this.idleSince === null ? 0 : until - this.idleSince;
    return Math.max(this.longestIdle, still) / MINUTE;
  }

  /** Sends the fixes since the last time, the oldest first. */
  async report(): Promise<void> {
    const now = this.stage.now();
    const fixes = [];
    if (this.drive) {
      const from = Math.max(this.fixedUntil + FIX_EVERY, this.drive.leavesAt);
      for (let at = from; at < now; at += FIX_EVERY) fixes.push(this.fix(at));
    }
    fixes.push(this.fix(now));
    this.fixedUntil = now;
    this.reportsAt = now + REPORTS_AT_REST;
    await this.post('/v1/driver/positions', { points: fixes, sentAt: new Date(now).toISOString() });
  }

  /** An offer is on his phone. */
  consider(offer: DriverOffer, request: Request): void {
    const { agenda, seed, now } = this.stage;
    const answer = answerTo(seed, this.number, request.trip.trip);
    this.answers[answer.kind]++;
    if (answer.kind === 'lets lapse') return;
    const at = Math.max(now(), onTheBeat(Date.parse(offer.madeAt) + answer.afterSeconds * SECOND));
    const path = `/v1/driver/offers/${offer.id}`;
    agenda.at(at, () => (answer.kind === 'accepts' ? this.accept(path, request) : this.decline(path, request)));
  }

  private async decline(path: string, request: Request): Promise<void> {
    await this.succeeds(() => this.post(`${path}/decline`, { reason: 'Not this one' }));
    this.stage.searched(request);
  }

  private async accept(path: string, request: Request): Promise<void> {
    if (!(await this.succeeds(() => this.post(`${path}/accept`, {})))) return this.stage.searched(request);
    request.cab = this.number;
    this.stage.found(request);
    if (this.current) this.next = request;
    else await this.setOut(request);
  }

  private async setOut(request: Request): Promise<void> {
    const { graph, now, agenda } = this.stage;
    this.current = request;
    if (this.idleSince !== null) this.longestIdle = Math.max(this.longestIdle, now() - this.idleSince);
    this.idleSince = null;
    if (!(await this.step('depart', {}))) return;
    const { pickup } = request.trip;
    const minutes = graph.minutes(this.node, pickup);
    if (minutes > 0) {
      this.drive = { path: graph.path(this.node, pickup), leavesAt: now(), arrivesAt: now() + minutes * MINUTE };
      if (now() - this.fixedUntil > FIX_EVERY) await this.report();
      this.reportAgain(request, REPORTS_ON_THE_WAY);
    }
    agenda.at(onTheBeat(now() + minutes * MINUTE), () => this.arrive(request, minutes));
  }

  private async arrive(request: Request, minutes: number): Promise<void> {
    if (this.current !== request) return;
    const { now, agenda, startCode } = this.stage;
    this.stop(request.trip.pickup);
    this.emptyMinutes += minutes;
    const fix = { ...this.place(now()), accuracyMetres: ACCURACY_METRES, fixedAt: new Date(now()).toISOString() };
    if (!(await this.step('arrive', { fix }))) return;
    request.pickedUpAt = now();
    request.wayMinutes = minutes;
    const start = { code: startCode(request.rideId), odometerStartMetres: this.odometerMetres };
    if (!(await this.step('start', start))) return;
    // From here on: what lies before is not of the trip.
    await this.report();
    this.drive = {
      path: request.path,
      leavesAt: now(),
      arrivesAt: now() + request.trip.tripMinutes * MINUTE,
    };
    this.reportAgain(request, REPORTS_ON_THE_TRIP);
    agenda.at(onTheBeat(this.drive.arrivesAt), () => this.complete(request));
  }

  private async complete(request: Request): Promise<void> {
    if (this.current !== request) return;
    await this.report();
    this.stop(request.trip.drop);
    this.odometerMetres += request.metres;
    if (!(await this.step('complete', { odometerEndMetres: this.odometerMetres }))) return;
    this.rides++;
    this.tripMinutes += request.trip.tripMinutes;
    this.current = null;
    request.end = 'completed';
    this.stage.ended(request);
    const { next } = this;
    this.next = null;
    if (next) await this.setOut(next);
    else this.idleSince = this.stage.now();
  }

  /** Until he is there, or has lost the ride. */
  private reportAgain(request: Request, every: number): void {
    const { agenda, now } = this.stage;
    const drive = this.drive!;
    const at = onTheBeat(now() + every);
    if (at >= drive.arrivesAt) return;
    agenda.at(at, async () => {
      if (this.current !== request || this.drive !== drive) return;
      await this.report();
      this.reportAgain(request, every);
    });
  }

  private stop(node: number): void {
    if (this.drive) this.odometerMetres += this.current?.pickedUpAt === null ? this.metresOf(this.drive) : 0;
    this.drive = null;
    this.node = node;
  }

  /** Somebody else has the rider: he is where his way has brought him, and drove so far in vain. */
  private breakOff({ path, leavesAt }: Drive, { pickedUpAt }: Request): void {
    const { graph, now } = this.stage;
    const minutes = (now() - leavesAt) / MINUTE;
    if (pickedUpAt === null) {
      this.emptyMinutes += Math.min(minutes, graph.minutes(path[0]!, path.at(-1)!));
      this.node = path.findLast((node) => graph.minutes(path[0]!, node) <= minutes)!;
    }
  }

  private metresOf({ path }: Drive): number {
    return this.stage.graph.metres(path[0]!, path.at(-1)!);
  }

  /** A step of his ride. False where it is his no more. */
  private async step(verb: 'depart' | 'arrive' | 'start' | 'complete', body: object): Promise<boolean> {
    const request = this.current!;
    try {
      await this.post(`/v1/rides/${request.rideId}/${verb}`, body);
      return true;
    } catch (error) {
      if (!(error instanceof RefusedRequest)) throw error;
      if (error.code !== 'ride_not_found') this.stage.astonished(error.message);
      this.lost++;
      if (this.drive) this.breakOff(this.drive, request);
      this.current = null;
      this.drive = null;
      // Somebody else may have it by now.
      if (request.cab === this.number) {
        request.cab = null;
        request.pickedUpAt = null;
        this.stage.searched(request);
      }
      const { next, stage } = this;
      this.next = null;
      if (next) stage.agenda.at(stage.now(), () => this.setOut(next));
      else this.idleSince = stage.now();
      return false;
    }
  }

  /** False where somebody else decided before him, and where he is refused for another reason, which should not be. */
  private async succeeds(act: () => Promise<unknown>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      if (!(error instanceof RefusedRequest)) throw error;
      if (OVERTAKEN.has(error.code)) this.answers.overtaken++;
      else this.stage.astonished(error.message);
      return false;
    }
  }

  private fix(at: number): object {
    return {
      ...this.place(at),
      accuracyMetres: ACCURACY_METRES,
      chargePercent: CHARGE_PERCENT,
      deviceAt: new Date(at).toISOString(),
    };
  }

  private place(at: number): GeoPoint {
    const { graph } = this.stage;
    if (!this.drive) return graph.pointOf(this.node);
    const { path, leavesAt, arrivesAt } = this.drive;
    return placeAlong(graph, path, arrivesAt === leavesAt ? 1 : (at - leavesAt) / (arrivesAt - leavesAt));
  }

  private post(path: string, body: object): Promise<unknown> {
    return this.stage.client.post(path, this.cab.token, body);
  }
}
