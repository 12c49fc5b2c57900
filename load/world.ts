import { permissionsOf } from '../src/platform/auth/permissions';
import { BenchClient } from '../bench/bench-client';
import type { BenchServer } from '../bench/bench-server';
import { OnDemandWorld } from '../bench/on-demand-world';
import { openSession, seed, type SeededDriver, type SeededSession } from '../bench/seed';

/** Short, so that many run out while the load is on. */
export const OFFER_SECONDS = 6;
const ROUND_PAUSE_SECONDS = 2;
/** A ride on demand takes its rider some seconds; more are never under way than this. */
const RIDERS = 300;

/** Who takes part, logged in, and known to the service. */
export interface LoadWorld {
  readonly organizationId: string;
  readonly operator: SeededSession;
  /** Those who wait for rides on demand. */
  readonly onDemand: readonly SeededDriver[];
  /** Those who drive what was booked ahead. */
  readonly scheduled: readonly SeededDriver[];
  readonly riders: readonly SeededSession[];
  /** Each a dispatcher of his own. */
  readonly watchers: readonly SeededSession[];
}

export async function makeWorld(
  server: BenchServer,
  database: string,
  url: string,
  { drivers, streams }: { readonly drivers: number; readonly streams: number },
): Promise<LoadWorld> {
  const client = new BenchClient(url);
  try {
    const seeded = await seed(server, database, client, drivers);
    const { organizationId, operator } = seeded;
    const policy = await client.call<{ version: number }>('GET', '/v1/dispatch/policy', operator.token);
    await client.call('PUT', '/v1/dispatch/policy', operator.token, {
      ...policy,
      ...{ offerSeconds: OFFER_SECONDS, roundPauseSeconds: ROUND_PAUSE_SECONDS },
      reason: 'The load lasts minutes, and is to see offers run out',
    });
    const riders = await OnDemandWorld.seedRiders(server, database, organizationId, RIDERS);
    const watchers: SeededSession[] = [];
    for (let index = 0; index < streams; index++)
      watchers.push(await openSession(server, database, organizationId, permissionsOf('ops'), null));
    const half = drivers >> 1;
    return {
      ...{ organizationId, operator, riders, watchers },
      onDemand: seeded.drivers.slice(0, half),
      scheduled: seeded.drivers.slice(half),
    };
  } finally {
    client.close();
  }
}
