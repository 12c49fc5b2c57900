import { Random } from '../demo/random';
import { AppClient } from './app-client';
import type { Arrival } from './arrivals';
import { BoardDelays } from './board-delays';
import { Journal } from './journal';
import { Measurements, type Operation } from './measurements';
import { OfferDesk, type SeenOffer } from './offer-desk';
import { openLoop, type OpenLoopOutcome } from './open-loop';
import { Reads } from './reads';
import { Reporting } from './reporting';
import { RideSteps } from './ride-steps';
import { Rides } from './rides';
import { type StreamEvent, StreamWatcher } from './stream-watcher';
import type { LoadWorld } from './world';

/** An app asks again for so long before it gives up. */
const PATIENCE_MS = 30_000;
/** Whoever is not seen for longer is not asked. */
const SEEN_EVERY_MS = 20_000;
/** The others are watched, and not measured. */
const BOARDS_MEASURED = 5;

/** By which an arrival ends. */
const WHOLE: readonly Operation[] = ['positions', 'read', 'ride on demand', 'ride booked ahead'];

/** The load on one address: drivers who report, and wait on their streams; riders, dispatchers, boards. */
export class Load {
  readonly measurements = new Measurements();
  readonly journal = new Journal();
  readonly client: AppClient;
  readonly boards: StreamWatcher[] = [];
  /** By driver. */
  readonly phones = new Map<string, StreamWatcher>();

  private readonly desk = new OfferDesk();
  private readonly reporting: Reporting;
  private readonly rides: Rides;
  private readonly reads: Reads;
  private readonly delays: BoardDelays;
  private seeing: NodeJS.Timeout | undefined;

  constructor(
    private readonly url: string,
    private readonly world: LoadWorld,
    { seed, lapsingShare }: { readonly seed: number; readonly lapsingShare: number },
  ) {
    const { measurements, journal } = this;
    this.client = new AppClient(url, PATIENCE_MS);
    this.reporting = new Reporting(this.client, world.onDemand);
    this.reads = new Reads(this.client, world, journal);
    const steps = new RideSteps(this.client, measurements, journal);
    this.delays = new BoardDelays(measurements, BOARDS_MEASURED);
    this.rides = new Rides({
      ...{ world, steps, reporting: this.reporting, desk: this.desk, measurements, journal },
      ...{ random: new Random(seed), lapsingShare },
      booked: (rideId, meantMs) => this.delays.booked(rideId, meantMs),
    });
  }

  /** Drivers come online and everybody's stream is open when this resolves. */
  async begin(): Promise<void> {
    await this.reporting.everybody();
    this.seeing = setInterval(() => void this.reporting.everybody().catch(() => undefined), SEEN_EVERY_MS);
    for (const { driverId, token } of this.world.onDemand) {
      const phone = new StreamWatcher(this.url, token, (event) => this.heardBy(driverId, event));
      this.phones.set(driverId, phone);
      await phone.begun;
      await this.client.call('POST', '/v1/driver/go-online', token, { body: {} });
    }
    for (const [index, { token }] of this.world.watchers.entries()) {
      const board = new StreamWatcher(this.url, token, ({ data }) => this.delays.shown(index, data));
      this.boards.push(board);
      await board.begun;
    }
  }

  /** @param began the moment of the arrivals' 0, by `performance.now()` */
  run(arrivals: readonly Arrival[], began: number, stop?: AbortSignal): Promise<OpenLoopOutcome> {
    return openLoop(arrivals, began, (arrival, meantMs) => this.act(arrival, meantMs), stop);
  }

  /** How many arrivals came to their end in the span. */
  ended(fromMs: number, toMs: number): number {
    return WHOLE.reduce((sum, operation) => sum + this.measurements.within(operation, fromMs, toMs).length, 0);
  }

  end(): void {
    clearInterval(this.seeing);
    for (const stream of [...this.boards, ...this.phones.values()]) stream.end();
    this.client.close();
  }

  private async act({ kind }: Arrival, meantMs: number): Promise<void> {
    if (kind === 'ondemand') return this.rides.onDemand(meantMs);
    if (kind === 'scheduled') return this.rides.ahead(meantMs);
    const operation = kind === 'positions' ? 'positions' : 'read';
    try {
      await (kind === 'positions' ? this.reporting.report() : this.reads.read());
      this.measurements.record(operation, meantMs);
    } catch (error) {
      this.measurements.fail(operation, error);
    }
  }

  private heardBy(driverId: string, { name, data }: StreamEvent): void {
    if (name === 'snapshot')
      for (const offer of (JSON.parse(data) as { offers: SeenOffer[] }).offers) this.desk.put(offer);
    if (name !== 'change' || !data.startsWith('{"kind":"offer"')) return;
    const { payload } = JSON.parse(data) as { payload: SeenOffer & { readonly status: string } };
    if (payload.status === 'OPEN' && payload.driverId === driverId) this.desk.put(payload);
  }
}
