import { Agenda, sideBySide } from '../demo/agenda';
import { Random } from '../demo/random';
import type { Service } from '../demo/service';
import { distanceMetres } from '../src/kernel/geo-point';
import type { BenchClient } from '../bench/bench-client';
import type { RecordedTrip } from './read-day';
import { type DriverOffer, ReplayDriver } from './driver';
import type { RoadGraph } from './road-graph';
import { beats, type Request, type Stage } from './stage';
import { CITY, ROUND_PAUSE_SECONDS, SEARCH_SECONDS, type World } from './world';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** While a driver is searched, offers are looked for at each beat; otherwise only for who is searched anew. */
const LOOKS = { searching: beats(1), quiet: beats(5) };
const SWEEPS = beats(5);
/** Nearer to each other no two places of a trip are told apart. */
const SAME_PLACE_METRES = 10;
/** After the last request; rides that last longer are left, and said to be. */
const DRAIN_MINUTES = 240;
const PROGRESS_MINUTES = 5;
const AT_ONCE = 16;
const OFFERS_A_PAGE = 200;

export interface PlayOptions {
  readonly service: Service;
  readonly client: BenchClient;
  readonly world: World;
  readonly graph: RoadGraph;
  readonly trips: readonly RecordedTrip[];
  readonly seed: number;
  /** Local midnight of the day that is played. */
  readonly midnight: Date;
  readonly start: Date;
  readonly startCode: (rideId: string) => string;
  readonly say: (text: string) => void;
}

/** The recorded demand in stepped time: riders ask at their minutes, and drivers do what drivers do. */
export class Play {
  readonly requests: readonly Request[];
  readonly drivers: readonly ReplayDriver[];
  readonly violations: string[] = [];
  offers = 0;
  private readonly agenda = new Agenda();
  private readonly searching = new Set<Request>();
  private readonly byRide = new Map<string, Request>();
  private readonly seen = new Set<string>();
  private now: number;
  private looksAt = 0;
  private left: number;
  private end = Infinity;
  private readonly byDriver: ReadonlyMap<string, ReplayDriver>;

  constructor(private readonly options: PlayOptions) {
    const { client, graph, seed, trips, world, midnight, start } = options;
    this.now = start.getTime();
    this.requests = trips.map((trip) => requestOf(trip, graph, midnight.getTime() + trip.pickupMinute * MINUTE));
    this.left = this.requests.length;
    const stage: Stage = {
      ...{ client, graph, seed, agenda: this.agenda, startCode: options.startCode },
      now: () => this.now,
      found: (request) => void this.searching.delete(request),
      searched: (request) => this.search(request),
      ended: () => void this.left--,
      astonished: (sentence) => void this.violations.push(sentence),
    };
    const random = new Random(seed);
    this.drivers = world.cabs.map((cab, number) => new ReplayDriver(number, cab, random.next(), stage));
    this.byDriver = new Map(this.drivers.map((driver) => [driver.cab.driverId, driver]));
  }

  async goOnline(): Promise<void> {
    await sideBySide(
      this.drivers.map((driver) => () => driver.goOnline()),
      AT_ONCE,
    );
  }

  /** Until every ride has ended, or the drain is over. */
  async run(): Promise<void> {
    const { service, start, midnight, trips } = this.options;
    const lastMinute = trips.at(-1)!.pickupMinute;
    this.end = midnight.getTime() + (lastMinute + DRAIN_MINUTES) * MINUTE;
    for (const request of this.requests) this.agenda.at(request.askedAt, () => this.ask(request));
    this.agenda.at(start.getTime() + SWEEPS, () => this.sweep());
    for (let minute = 0; minute <= lastMinute; minute += PROGRESS_MINUTES)
      if (minute >= trips[0]!.pickupMinute)
        this.agenda.at(midnight.getTime() + minute * MINUTE, async () => this.tell(minute));
    await this.agenda.run(async (time) => {
      await service.moveTo(time);
      this.now = time.getTime();
    });
    if (this.left > 0)
      this.violations.push(`${this.left} rides had not ended ${DRAIN_MINUTES} minutes after the last.`);
  }

  private async ask(request: Request): Promise<void> {
    const { client, world, graph } = this.options;
    const { trip, path, metres } = request;
    const place = (node: number) => ({ point: graph.pointOf(node), address: `Node ${node}` });
    const { id } = await client.post<{ id: string }>('/v1/rides', world.operatorToken, {
      ...{ when: 'now', cityCode: CITY, vehicleClass: 'SEDAN', tripType: 'LOCAL', paymentMode: 'CASH' },
      pickup: place(trip.pickup),
      drop: place(trip.drop),
      ...(isThereAndBack(trip, graph) && { stops: [place(path[1]!)] }),
      passenger: {
        name: `Rider of trip ${trip.trip}`,
        phone: `+9198${String(trip.trip % 100_000_000).padStart(8, '0')}`,
      },
      expectedMetres: metres,
      expectedMinutes: trip.tripMinutes,
    });
    request.rideId = id;
    this.byRide.set(id, request);
    this.search(request);
  }

  private search(request: Request): void {
    this.searching.add(request);
    this.lookAt(this.now);
    const spent = this.now + (SEARCH_SECONDS + ROUND_PAUSE_SECONDS) * SECOND + beats(1);
    this.agenda.at(spent, () => this.seeWhetherSpent(request));
  }

  /** Its search may have begun anew meanwhile: that has a look of its own. */
  private async seeWhetherSpent(request: Request): Promise<void> {
    if (!this.searching.has(request)) return;
    const { client, world } = this.options;
    const path = `/v1/rides/${request.rideId}`;
    const { status } = await client.call<{ status: string }>('GET', path, world.operatorToken);
    if (status !== 'NO_DRIVERS_FOUND') {
      if (this.isOn) this.agenda.at(this.now + MINUTE, () => this.seeWhetherSpent(request));
      return;
    }
    await client.post(`${path}/cancel`, world.operatorToken, { reasonCode: 'NO_CAB_AVAILABLE' });
    this.searching.delete(request);
    request.end = 'unserved';
    this.left--;
  }

  private lookAt(time: number): void {
    if (this.looksAt >= this.now && this.looksAt <= time) return;
    this.looksAt = time;
    this.agenda.at(time, () => this.look(time));
  }

  /** The dispatcher's board tells all open offers at once: thousands of phones need not be asked. */
  private async look(time: number): Promise<void> {
    // An earlier look took its place.
    if (time !== this.looksAt) return;
    this.looksAt = 0;
    const { client, world } = this.options;
    for (let after = ''; ;) {
      const path = `/v1/dispatch/offers?limit=${OFFERS_A_PAGE}${after}`;
      const page = await client.call<OfferPage>('GET', path, world.operatorToken);
      for (const offer of page.items) this.pass(offer);
      if (page.next === null) break;
      after = `&after=${page.next}`;
    }
    if (this.isOn) this.lookAt(this.now + (this.searching.size > 0 ? LOOKS.searching : LOOKS.quiet));
  }

  private pass(offer: SeenOffer): void {
    if (this.seen.has(offer.id)) return;
    this.seen.add(offer.id);
    this.offers++;
    this.byDriver.get(offer.driverId)!.consider(offer, this.byRide.get(offer.rideId)!);
  }

  /** Those at rest are heard of now and then, while there is anybody to drive to. */
  private async sweep(): Promise<void> {
    const due = this.isWanted ? this.drivers.filter(({ isDueToReport }) => isDueToReport) : [];
    await sideBySide(
      due.map((driver) => () => driver.report()),
      AT_ONCE,
    );
    if (this.isOn) this.agenda.at(this.now + SWEEPS, () => this.sweep());
  }

  private get isWanted(): boolean {
    return this.searching.size > 0 || this.now <= this.requests.at(-1)!.askedAt;
  }

  private get isOn(): boolean {
    return this.left > 0 && this.now < this.end;
  }

  private tell(minute: number): void {
    const { requests } = this;
    const ended = requests.filter(({ end }) => end !== null).length;
    const asked = requests.filter(({ rideId }) => rideId !== '').length;
    this.options.say(`Minute ${minute}: ${asked} asked, ${ended} ended, ${this.searching.size} wait for a driver`);
  }
}

interface SeenOffer extends DriverOffer {
  readonly driverId: string;
  readonly rideId: string;
}

interface OfferPage {
  readonly items: readonly SeenOffer[];
  readonly next: string | null;
}

function requestOf(trip: RecordedTrip, graph: RoadGraph, askedAt: number): Request {
  const { pickup, drop } = trip;
  const path = isThereAndBack(trip, graph)
    ? [pickup, ...graph.path(graph.neighbourOf(pickup), drop)]
    : graph.path(pickup, drop);
  const metres = path.slice(1).reduce((sum, node, index) => sum + graph.metres(path[index]!, node), 0);
  return { trip, askedAt, path, metres, rideId: '', cab: null, pickedUpAt: null, wayMinutes: 0, end: null };
}

/** The service books no trip to where it begins; over a stop it does. */
function isThereAndBack({ pickup, drop }: RecordedTrip, graph: RoadGraph): boolean {
  return distanceMetres(graph.pointOf(pickup), graph.pointOf(drop)) <= SAME_PLACE_METRES;
}
