import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'pg';
import { StartCodes } from '../src/contexts/ride/application/start-codes';
import { permissionsOf } from '../src/platform/auth/permissions';
import type { Configuration } from '../src/platform/config/configuration';
import { BenchClient } from './bench-client';
import type { BenchServer } from './bench-server';
import type { BenchService } from './bench-service';
import { closedLoop, type Level, round } from './measure';
import { DROP, openSession, PICKUP, PICKUP_FIX, type Seeded, type SeededDriver, type SeededSession } from './seed';

export const OTP_SECRET = 'the-otp-secret-of-the-benchmarks-0123456789';
/** How often the bench looks for the offers, all in one statement: the resolution of the time to them. */
const LOOK_MS = 4;
const OFFER_WITHIN_MS = 30_000;
const POSITION_EVERY_MS = 20_000;
/** Drivers stand within about 2 km of the pickup. */
const SPREAD_DEGREES = 0.015;

/** A cab now. */
export const REQUEST = {
  when: 'now',
  vehicleClass: 'SEDAN',
  tripType: 'LOCAL',
  pickup: PICKUP,
  drop: DROP,
  paymentMode: 'CASH',
} as const;

/** As the rider reads it in his message. */
const codes = new StartCodes({ otpSecret: OTP_SECRET } as Configuration);

interface Offered {
  readonly id: string;
  readonly driverId: string;
}

interface Prepared {
  readonly seeded: Seeded;
  readonly riders: readonly SeededSession[];
}

/** What one level of load showed: whole rides, and the time from the request until the offer is there to be read. */
export interface OnDemandLevel {
  readonly rides: Level;
  readonly offerP50Ms: number;
  readonly offerP99Ms: number;
  readonly cpuMsPerRide: number;
}

export interface Ridden {
  readonly id: string;
  readonly code: string;
  readonly driverId: string;
  /** Milliseconds from sending the request until the offer could be read. */
  readonly offeredAfterMs: number;
}

/** A service with drivers online and riders who ask. */
export class OnDemandWorld {
  /** Request, accept, depart, arrive, start, complete, what to collect, cash. */
  static readonly REQUESTS_A_RIDE = 8;

  private readonly drivers: ReadonlyMap<string, SeededDriver>;
  private readonly wanted = new Map<string, (offer: Offered) => void>();
  private looking: Promise<void> | null = null;
  private positions: NodeJS.Timeout | undefined;

  private constructor(
    private readonly client: BenchClient,
    private readonly pool: Pool,
    private readonly service: BenchService,
    private readonly prepared: Prepared,
  ) {
    this.drivers = new Map(prepared.seeded.drivers.map((driver) => [driver.driverId, driver]));
  }

  static async seedRiders(
    server: BenchServer,
    database: string,
    organizationId: string,
    count: number,
  ): Promise<SeededSession[]> {
    const riders: SeededSession[] = [];
    for (let index = 0; index < count; index++) {
      const rider = await openSession(server, database, organizationId, permissionsOf('rider'), null);
      await server.query(
        database,
        `INSERT INTO ride.riders (organization_id, rider_id, name, phone, status, blocking_paise)
         VALUES ($1, $2, $3, $4, 'ACTIVE', 0)`,
        [organizationId, rider.userId, `Rider ${index}`, `+9198${String(10_000_000 + index)}`],
      );
      riders.push(rider);
    }
    return riders;
  }

  static async open(databaseUrl: string, service: BenchService, prepared: Prepared): Promise<OnDemandWorld> {
    const pool = new Pool({ connectionString: databaseUrl, max: 8 });
    const world = new OnDemandWorld(new BenchClient(service.url), pool, service, prepared);
    for (const { token } of prepared.seeded.drivers) {
      const { online } = await world.client.call<{ online: boolean }>('GET', '/v1/driver/online', token);
      if (!online) await world.client.post('/v1/driver/go-online', token, {});
    }
    await world.reportPositions();
    world.positions = setInterval(() => void world.reportPositions().catch(() => undefined), POSITION_EVERY_MS);
    return world;
  }

  async measure(clients: number, rides: number): Promise<OnDemandLevel> {
    const offers: number[] = [];
    const cpuBefore = this.service.cpuMs();
    const level = await closedLoop(clients, rides, async (index) => {
      offers.push((await this.rideOnce(this.prepared.riders[index]!)).offeredAfterMs);
    });
    offers.sort((a, b) => a - b);
    const at = (share: number): number =>
      round(offers[Math.min(offers.length - 1, Math.floor(offers.length * share))]!);
    const cpuMsPerRide = round((this.service.cpuMs() - cpuBefore) / rides);
    return { rides: level, offerP50Ms: at(0.5), offerP99Ms: at(0.99), cpuMsPerRide };
  }

  /** What no request of this service can undercut: the round trip through its HTTP layer. */
  emptyRequests(clients: number, count: number): Promise<Level> {
    return closedLoop(clients, count, async () => void (await this.client.call('GET', '/health/live', '')));
  }

  async close(): Promise<void> {
    clearInterval(this.positions);
    this.client.close();
    await this.pool.end();
  }

  /** Until nothing that is due waits in the outbox. */
  async settled(): Promise<void> {
    const waits = `SELECT count(*)::int AS waiting FROM platform.outbox WHERE due_at <= now()`;
    for (let tries = 0; tries < 200; tries++, await sleep(50)) {
      const { rows } = await this.pool.query<{ waiting: number }>(waits);
      if (rows[0]!.waiting === 0) return;
    }
    throw new Error('The outbox does not come to rest.');
  }

  /** A rider's whole ride, with whichever driver is asked. */
  async rideOnce(rider: SeededSession): Promise<Ridden> {
    const asked = performance.now();
    const { id, code } = await this.client.post<{ id: string; code: string }>('/v1/rides', rider.token, REQUEST);
    const offer = await this.offerFor(id);
    const offeredAfterMs = performance.now() - asked;
    const driver = this.drivers.get(offer.driverId)!;
    const { token, odometerMetres } = driver;
    await this.client.post(`/v1/driver/offers/${offer.id}/accept`, token, {});
    const path = `/v1/rides/${id}`;
    await this.client.post(`${path}/depart`, token, {});
    await this.client.post(`${path}/arrive`, token, { fix: { ...PICKUP_FIX, fixedAt: new Date().toISOString() } });
    await this.client.post(`${path}/start`, token, { code: codes.of(id), odometerStartMetres: odometerMetres });
    await this.client.post(`${path}/complete`, token, { odometerEndMetres: odometerMetres });
    const cash = `/v1/driver/rides/${id}/cash`;
    const { toCollectPaise } = await this.client.call<{ toCollectPaise: number }>('GET', cash, token);
    await this.client.post(cash, token, { collectedPaise: toCollectPaise });
    return { id, code, driverId: offer.driverId, offeredAfterMs };
  }

  private async offerFor(rideId: string): Promise<Offered> {
    const offered = new Promise<Offered>((resolve) => this.wanted.set(rideId, resolve));
    this.looking ??= this.look();
    const tooLate = sleep(OFFER_WITHIN_MS, null, { ref: false });
    const offer = await Promise.race([offered, tooLate]);
    if (!offer) throw new Error(`Ride ${rideId} was offered to nobody within ${OFFER_WITHIN_MS / 1000} s.`);
    return offer;
  }

  private async look(): Promise<void> {
    for (; this.wanted.size > 0; await sleep(LOOK_MS)) {
      const { rows } = await this.pool.query<Offered & { rideId: string }>({
        name: 'offers',
        text: `SELECT id, driver_id AS "driverId", ride_id AS "rideId" FROM assignment.offers
               WHERE ride_id = ANY($1) AND status = 'OPEN'`,
        values: [[...this.wanted.keys()]],
      });
      for (const offer of rows) {
        this.wanted.get(offer.rideId)?.(offer);
        this.wanted.delete(offer.rideId);
      }
    }
    this.looking = null;
  }

  private async reportPositions(): Promise<void> {
    for (const [index, { token }] of this.prepared.seeded.drivers.entries()) {
      const now = new Date().toISOString();
      const turn = index * 2.4;
      const reach = (SPREAD_DEGREES * ((index % 10) + 1)) / 10;
      const point = {
        latitude: PICKUP.point.latitude + reach * Math.sin(turn),
        longitude: PICKUP.point.longitude + reach * Math.cos(turn),
        accuracyMetres: 10,
        chargePercent: 90,
        deviceAt: now,
      };
      await this.client.post('/v1/driver/positions', token, { points: [point], sentAt: now });
    }
  }
}
