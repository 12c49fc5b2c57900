import { join } from 'node:path';
import { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { BenchClient } from '../bench/bench-client';
import { openSession } from '../bench/seed';
// These declare permissions that no context does.
import '../src/platform/imports/import-permissions';
import '../src/platform/outbox/dead-letters.controller';
import { runningEmbeddedPostgres } from '../src/platform/database/embedded-postgres';
import { allPermissions, permissionsOf } from '../src/platform/auth/permissions';
import { bringCabsIn, type Cab } from './cabs';
import type { ReplayOptions } from './options';
import type { RoadGraph } from './road-graph';

export const CITY = 'MANHATTAN';
export const TIME_ZONE = 'America/New_York';
const MINUTE = 60_000;
/** So many minutes of requests at most: what begins in them ends within the one shift that everybody drives. */
export const MOST_MINUTES = 12 * 60;
/** Where rides begin: beyond the outermost nodes too. */
const MARGIN_DEGREES = 0.01;

/** From 1 km in steps of 1 km to 8 km, and what else is not as usual. */
const RADII = { startMetres: 1_000, stepMetres: 1_000, mostMetres: 8_000 };
export const OFFER_SECONDS = 20;
export const SEARCH_SECONDS = 600;
export const ROUND_PAUSE_SECONDS = 10;
/** Cabs that wait report every few minutes, to keep requests few. */
const SEEN_WITHIN_SECONDS = 600;
/** A morning of twelve hours is driven by the same drivers; who relieves whom is not what is measured. */
const HOURS_A_DRIVER = 24;

export interface World {
  readonly operatorToken: string;
  readonly cabs: readonly Cab[];
  /** Beside the service, for what no route tells. */
  readonly pool: Pool;
}

/** What the world is made of. */
export interface Ground {
  readonly client: BenchClient;
  readonly directory: string;
  readonly graph: RoadGraph;
  readonly starts: readonly number[];
  readonly options: ReplayOptions;
  /** Domain time, which stands still meanwhile. */
  readonly now: Date;
}

/**
 * An operator in the recorded city, and its cabs with their drivers on approved duty, over the public API. Only the organization
 * and the sessions are put in by hand: nobody reads thousands of text messages.
 */
export async function buildWorld(ground: Ground): Promise<World> {
  const { client, directory, graph, starts, options, now } = ground;
  const pool = new Pool({ connectionString: runningEmbeddedPostgres(join(directory, 'postgres'), 'cabstand'), max: 8 });
  // The database ends with the service.
  pool.on('error', () => undefined);
  const server = {
    query: async <R extends object>(_database: string, text: string, values: unknown[] = []): Promise<R[]> => {
      return (await pool.query<R>(text, values)).rows;
    },
  };
  // Nobody needs what is played after a power cut, and the disk is not what is measured.
  await pool.query('ALTER SYSTEM SET synchronous_commit = off');
  await pool.query('SELECT pg_reload_conf()');
  const organizationId = uuidv7();
  await pool.query(
    `INSERT INTO identity.organizations (id, name, code, status, created_at, version)
     VALUES ($1, 'Replayed Cabs', 'replayed-cabs', 'ACTIVE', $2, 1)`,
    [organizationId, now],
  );
  const session = async (permissions: readonly string[], driverId: string | null): Promise<string> => {
    return (await openSession(server, '', organizationId, permissions, driverId)).token;
  };
  const operatorToken = await session(
    allPermissions().map(({ name }) => name),
    null,
  );
  const post = <T>(path: string, body: object, token = operatorToken): Promise<T> => client.post<T>(path, token, body);

  const middle = graph.pointOf(0);
  // Nobody's papers are of the recorded day.
  await client.call('PUT', '/v1/document-sets', operatorToken, {
    sets: [
      { subjectType: 'driver', city: '*', documents: [] },
      { subjectType: 'vehicle', city: '*', documents: [] },
    ],
  });
  // Nobody relieves a driver, and two days of duty are more than is played.
  await client.call('PUT', '/v1/hours-policy', operatorToken, {
    ...{ limitMinutes: 2_879, windowMinutes: 2_880, restMinutes: 0 },
    reason: 'Who relieves whom is not what is measured',
  });
  const fleet = await post<{ id: string }>('/v1/fleets', { name: 'Replayed Cabs', city: 'New York' });
  const place = { name: 'Garage', address: 'New York', ...middle };
  const hub = await post<{ id: string }>('/v1/hubs', { fleetId: fleet.id, ...place });
  await client.call('PUT', `/v1/cities/${CITY}`, operatorToken, cityTerms(graph, options));
  await post('/v1/tariffs', {
    ...{ cityCode: CITY, vehicleClass: 'SEDAN', tripType: 'LOCAL' },
    effectiveFrom: new Date(now.getTime() - MINUTE).toISOString(),
    terms: { basePaise: 8000, includedMetres: 3000, perKilometrePaise: 1600, perMinutePaise: 150 },
  });
  await client.call('PUT', '/v1/dispatch/policy', operatorToken, policyTerms(options));

  const cabs = await bringCabsIn({
    ...{ client, operatorToken, hubId: hub.id, starts, now },
    session: (driverId) => session(permissionsOf('driver'), driverId),
  });
  return { operatorToken, cabs, pool };
}

function cityTerms(graph: RoadGraph, options: ReplayOptions): object {
  const points = Array.from({ length: graph.size }, (_, node) => graph.pointOf(node));
  const latitudes = points.map(({ latitude }) => latitude);
  const longitudes = points.map(({ longitude }) => longitude);
  const [south, north] = [Math.min(...latitudes) - MARGIN_DEGREES, Math.max(...latitudes) + MARGIN_DEGREES];
  const [west, east] = [Math.min(...longitudes) - MARGIN_DEGREES, Math.max(...longitudes) + MARGIN_DEGREES];
  const { mode, windowSeconds, waitingPercent: waitingPercentPerMinute, lookAheadMinutes } = options;
  return {
    name: 'Manhattan',
    timeZone: TIME_ZONE,
    origin: [
      { latitude: south, longitude: west },
      { latitude: north, longitude: west },
      { latitude: north, longitude: east },
      { latitude: south, longitude: east },
    ],
    leadDays: 0,
    windows: {
      ...{ departureLeadMinutes: 150, arrivalToleranceMinutes: 120, arrivalRadiusMetres: 500 },
      ...{ positionAccuracyMetres: 100, positionAgeSeconds: 30, noShowWaitMinutes: 10 },
    },
    kilometresPerHour: Math.max(5, Math.min(150, Math.round(graph.estimatedSpeed()))),
    matching: { mode, windowSeconds, waitingPercentPerMinute, lookAheadMinutes },
  };
}

function policyTerms({ fairnessSeconds }: ReplayOptions): object {
  return {
    rules: [
      { name: 'seen_recently', enabled: true, parameters: { seconds: SEEN_WITHIN_SECONDS } },
      { name: 'hours_left', enabled: true, parameters: { hoursAtMost: HOURS_A_DRIVER } },
    ],
    radii: RADII,
    ...{ offerSeconds: OFFER_SECONDS, batchSize: 1, searchSeconds: SEARCH_SECONDS },
    roundPauseSeconds: ROUND_PAUSE_SECONDS,
    weights: { pickup: 1, idleMinute: fairnessSeconds, idleMinutesAtMost: 60, acceptance: 30, chargePercent: 0.1 },
    reason: 'The rules of the replay',
  };
}
