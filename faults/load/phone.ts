import type { Random } from '../../demo/random';
import type { Caller } from '../caller';
import type { Crew } from '../world';

/** A report that was acknowledged, with everything in it believed. */
export interface AcknowledgedPosition {
  readonly driverId: string;
  /** Milliseconds since the epoch by the campaign's own clock, whatever the phone's says. */
  readonly at: number;
  readonly answeredAt: number;
  /** What the phone's clock said, in milliseconds since the epoch. */
  readonly deviceAt: number;
  /** When its clock first said that second, by the campaign's own: a clock that is put back says some again. */
  readonly saidFirstAt: number;
  /** Under way with it from before the report until after its answer; null: with none. */
  readonly rideId: string | null;
}

interface Reported {
  readonly ignored: readonly unknown[];
  readonly doubted: readonly unknown[];
}

const EVERY_MS = 1_000;
const WOBBLE_DEGREES = 0.00005;
const SECOND_MS = 1_000;

/** A driver's phone: it tells where he is, by a clock that may be wrong. */
export class Phone {
  readonly acknowledged: AcknowledgedPosition[] = [];
  /** Milliseconds that its clock is ahead. */
  skewMs = 0;
  /** What it is under way with, from the acknowledged departure until the completion is sent. */
  rideId: string | null = null;
  private reportedAt = 0;
  /** By the second of its clock. */
  private readonly saidFirst = new Map<number, number>();

  constructor(
    private readonly caller: Caller,
    private readonly crew: Crew,
    private readonly random: Random,
  ) {}

  get driverId(): string {
    return this.crew.driverId;
  }

  /** Once a second, however often it is asked. */
  async report(): Promise<boolean> {
    if (Date.now() - this.reportedAt < EVERY_MS) return true;
    return this.reportNow();
  }

  /** True where it was acknowledged and believed. */
  async reportNow(): Promise<boolean> {
    const at = Date.now();
    this.reportedAt = at;
    const { rideId } = this;
    const { driverId, home, session } = this.crew;
    const deviceAt = at + this.skewMs;
    const second = Math.floor(deviceAt / SECOND_MS);
    const saidFirstAt = this.saidFirst.get(second) ?? at;
    this.saidFirst.set(second, saidFirstAt);
    const shown = new Date(deviceAt).toISOString();
    const wobble = (): number => this.random.between(-WOBBLE_DEGREES, WOBBLE_DEGREES);
    const point = {
      ...{ latitude: home.latitude + wobble(), longitude: home.longitude + wobble(), accuracyMetres: 8 },
      ...{ chargePercent: 80, deviceAt: shown },
    };
    const body = { points: [point], sentAt: shown };
    const answer = await this.caller.try<Reported>(session, 'POST', '/v1/driver/positions', body);
    if (!answer || answer.ignored.length + answer.doubted.length > 0) return false;
    const wasUnderWay = rideId !== null && rideId === this.rideId;
    const answered = { answeredAt: Date.now(), rideId: wasUnderWay ? rideId : null };
    this.acknowledged.push({ driverId, at, deviceAt, saidFirstAt, ...answered });
    return true;
  }
}
