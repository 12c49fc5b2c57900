import type { Pool } from 'pg';
import { BenchClient } from '../bench/bench-client';
import { book, RIDE_SPACING_MINUTES, seed } from '../bench/seed';
import { AppModule } from '../src/app.module';
import { readConfiguration } from '../src/platform/config/read-configuration';
import type { RoleLogins } from '../src/platform/database/roles';
import { createApplication } from '../src/platform/http/create-application';
import { OutboxOptions } from '../src/platform/outbox/outbox-options';
import type { Prizes } from './messages';

const DRIVERS = 12;
/** As many again half an hour and more later, which the same driver may have beside one of these. */
const RIDES_AT_ONCE = 6;
const TIMES = 2;
const MINUTE = 60_000;
/** Until the first pickup: longer than a run, in which so nothing is late. */
const AHEAD_MINUTES = 180;
/** As `book` says it. */
const EXPECTED_MINUTES = 5;

/** Drivers on duty and rides that wait for one, made over HTTP by a service that stops when it has made them. */
export async function makePrizes(
  logins: RoleLogins,
  environment: Readonly<Record<string, string>>,
  pool: Pool,
): Promise<Prizes> {
  const configuration = readConfiguration({ ...environment });
  const app = await createApplication(
    AppModule.forRoot(configuration, logins, new OutboxOptions(false)),
    configuration,
  );
  await app.listen(0, '127.0.0.1');
  const client = new BenchClient(await app.getUrl());
  try {
    const server = {
      query: async <R extends object>(_database: string, text: string, values: unknown[] = []): Promise<R[]> =>
        (await pool.query<R>(text, values)).rows,
    };
    const { organizationId, operator, drivers } = await seed(server, '', client, DRIVERS);
    const base = Date.now() + AHEAD_MINUTES * MINUTE;
    const pickups = Array.from({ length: RIDES_AT_ONCE * TIMES }, (_, index) => {
      return new Date(base + Math.floor(index / RIDES_AT_ONCE) * RIDE_SPACING_MINUTES * MINUTE);
    });
    const rides = await Promise.all(
      pickups.map(async (pickupAt) => {
        const { id } = await book(client, operator.token, pickupAt);
        return { id, pickupAt: pickupAt.toISOString() };
      }),
    );
    const contended = drivers.map(({ driverId, vehicleId, rosterEntryId }) => ({ driverId, vehicleId, rosterEntryId }));
    const expectedMinutes = EXPECTED_MINUTES;
    return { organizationId, operatorId: operator.userId, rides, drivers: contended, expectedMinutes };
  } finally {
    client.close();
    await app.close();
  }
}
