import { asRole } from '../src/platform/database/roles';
import { BenchClient } from './bench-client';
import { BenchServer } from './bench-server';
import { BenchService } from './bench-service';
import { type Level, median, medianLevel, round } from './measure';
import { JWT_SECRET, seed } from './seed';
import { FLOOR_CLIENTS, OnDemandFloor } from './on-demand-floor';
import { type OnDemandLevel, OnDemandWorld, OTP_SECRET } from './on-demand-world';
import { startExotelSimulator } from '../simulators/exotel/exotel-simulator';
import type { BenchOptions, BenchReport } from './report';

const CLIENTS = [1, 8, 16, 64];
const RIDES = [60, 400, 400, 400];
const DRIVERS = 160;
const TEMPLATE = 'bench_ondemand';
const GROWN = 'bench_ondemand_grown';
const ROUND = 'bench_ondemand_round';

/**
 * A rider's whole ride over HTTP: request, offer, accept, depart, arrive, start, complete, cash confirmed. One floor is the
 * same SQL by bare `pg`; the other what any process of this kind pays for: eight empty answers of the service's health route.
 */
export async function ondemand({ rounds }: BenchOptions): Promise<BenchReport> {
  const bench = await OnDemandBench.start();
  const results: OnDemandLevel[][] = CLIENTS.map(() => []);
  const empties: Level[] = [];
  const floor: Level[] = [];
  try {
    const bare = await bench.recordFloor();
    for (let turn = 0; turn < rounds; turn++) {
      await bench.onClone(async (world) => {
        for (const [level, clients] of CLIENTS.entries())
          results[level]!.push(await world.measure(clients, RIDES[level]!));
        empties.push(await world.emptyRequests(FLOOR_CLIENTS, 2_000));
        await bench.expectWhole(RIDES.reduce((sum, rides) => sum + rides, 0));
      });
      floor.push(await bench.replay(bare, RIDES[1]!));
    }
    const clients = results.map((levels) => ({
      ...medianLevel(levels.map(({ rides }) => rides)),
      offerP50Ms: median(levels.map(({ offerP50Ms }) => offerP50Ms)),
      offerP99Ms: median(levels.map(({ offerP99Ms }) => offerP99Ms)),
      cpuMsPerRide: median(levels.map(({ cpuMsPerRide }) => cpuMsPerRide)),
    }));
    const empty = medianLevel(empties);
    const barePg = medianLevel(floor);
    return {
      name: 'ondemand',
      clients,
      floors: { barePg: [barePg], emptyRequests: [empty] },
      ratio: round(clients[CLIENTS.indexOf(FLOOR_CLIENTS)]!.perSecond / barePg.perSecond),
      // In rides: as many empty requests as a ride makes.
      ratioToEmptyRequests: round(
        clients[CLIENTS.indexOf(FLOOR_CLIENTS)]!.perSecond / (empty.perSecond / OnDemandWorld.REQUESTS_A_RIDE),
      ),
      statementsPerRide: bare.statementsPerRide,
    };
  } finally {
    await bench.stop();
  }
}

/** A server with a seeded template, of which each round gets a clone with a service of its own. */
export class OnDemandBench {
  private constructor(
    readonly server: BenchServer,
    private readonly sms: Awaited<ReturnType<typeof startExotelSimulator>>,
    private readonly prepared: Parameters<typeof OnDemandWorld.open>[2],
  ) {}

  static async start(): Promise<OnDemandBench> {
    const server = await BenchServer.start();
    const sms = await startExotelSimulator({ port: 0, stepMs: 60_000 });
    await server.createMigrated(TEMPLATE);
    const service = await BenchService.start('../src/main', environment(server, sms.url, TEMPLATE));
    const client = new BenchClient(service.url);
    const seeded = await seed(server, TEMPLATE, client, DRIVERS);
    const riders = await OnDemandWorld.seedRiders(server, TEMPLATE, seeded.organizationId, Math.max(...CLIENTS));
    client.close();
    await service.stop();
    return new OnDemandBench(server, sms, { seeded, riders });
  }

  recordFloor(): Promise<OnDemandFloor> {
    return this.onClone((world) => OnDemandFloor.record(this.server, ROUND, world, this.prepared));
  }

  /** Rides by bare `pg` on a clone of their own, once the service that brought the drivers online has ended. */
  async replay(floor: OnDemandFloor, rides: number): Promise<Level> {
    await this.server.drop(ROUND);
    await this.server.clone(TEMPLATE, ROUND);
    await this.serve(ROUND, (world) => world.settled());
    const level = await floor.replay(asRole(this.server.url(ROUND), 'cabstand_worker'), rides);
    await this.expectWhole(rides);
    return level;
  }

  /** A ride that nobody completed, or that two drivers had, would be fast. */
  async expectWhole(rides: number): Promise<void> {
    const [row] = await this.server.query<{ completed: number; ended: number; paid: number }>(
      ROUND,
      `SELECT (SELECT count(*)::int FROM ride.rides WHERE status = 'COMPLETED' AND booked_by = ANY($1)) AS completed,
         (SELECT count(*)::int FROM assignment.engagements WHERE status = 'ENDED') AS ended,
         (SELECT count(*)::int FROM payment.charges WHERE status = 'PAID') AS paid`,
      [this.riderIds],
    );
    const { completed, ended, paid } = row!;
    if (completed < rides || ended < rides || paid < rides)
      throw new Error(
        `Of ${rides} rides ${completed} were completed, ${ended} engagements ended and ${paid} fares paid.`,
      );
  }

  get riderIds(): string[] {
    return this.prepared.riders.map(({ userId }) => userId);
  }

  get driverIds(): string[] {
    return this.prepared.seeded.drivers.map(({ driverId }) => driverId);
  }

  /** A second template, which has seen what `past` puts there; one ride is driven first, for it to copy. */
  async grow(past: (database: string) => Promise<void>): Promise<void> {
    await this.server.clone(TEMPLATE, GROWN);
    await this.serve(GROWN, async (world) => void (await world.measure(1, 1)));
    await past(GROWN);
    await this.server.query(GROWN, 'VACUUM ANALYZE');
  }

  async onClone<T>(work: (world: OnDemandWorld) => Promise<T>, of: 'empty' | 'grown' = 'empty'): Promise<T> {
    await this.server.drop(ROUND);
    await this.server.clone(of === 'empty' ? TEMPLATE : GROWN, ROUND);
    const result = await this.serve(ROUND, work);
    await this.server.drop(ROUND);
    return result;
  }

  private async serve<T>(database: string, work: (world: OnDemandWorld) => Promise<T>): Promise<T> {
    const service = await BenchService.start('../src/main', environment(this.server, this.sms.url, database));
    try {
      const world = await OnDemandWorld.open(this.server.url(database), service, this.prepared);
      return await work(world).finally(() => world.close());
    } finally {
      await service.stop();
    }
  }

  async stop(): Promise<void> {
    await this.sms.stop();
    await this.server.stop();
  }
}

function environment(server: BenchServer, smsUrl: string, database: string): Record<string, string> {
  return {
    DATABASE_URL: server.url(database),
    DATABASE_POOL_SIZE: '16',
    JWT_SECRET,
    OTP_SECRET,
    SMS_SIMULATOR_URL: smsUrl,
    // A service of its own beside the measured one where it runs; in the measured process it would be counted with it.
    ROUTING_PROVIDER: 'estimate',
  };
}
