import { createHash, createSecretKey } from 'node:crypto';
import { AccessTokens, AccessTokenSettings } from '../src/platform/auth/access-tokens';
import { permissionsOf } from '../src/platform/auth/permissions';
import type { BenchServer } from './bench-server';
import { JWT_SECRET } from './seed';

export const ORGANIZATION = idOf('organization', 0);
/** Delhi NCR: 68 km by 76 km. */
export const AREA = { south: 28.27, west: 76.835, height: 0.615, width: 0.775 };
/** Connaught Place. */
export const CENTRE = { latitude: 28.6315, longitude: 77.2167 };
/** Every fifth driver has a ride under way. */
const UNDER_WAY_EACH = 5;

export interface ReportingDriver {
  readonly driverId: string;
  readonly token: string;
}

/** The id of the `index`th thing of a kind, which SQL makes in the same way (`idSql`). */
export function idOf(kind: string, index: number): string {
  return `${prefixOf(kind)}${index.toString(16).padStart(12, '0')}`;
}

const idSql = (kind: string): string => `('${prefixOf(kind)}' || lpad(to_hex(i), 12, '0'))::uuid`;

function prefixOf(kind: string): string {
  return `${createHash('md5').update(kind).digest('hex').slice(0, 8)}-0000-7000-8000-`;
}

/** Drivers who are logged in and may report, a part of them on a ride. */
export async function seedReporting(server: BenchServer, database: string, count: number): Promise<ReportingDriver[]> {
  await server.query(
    database,
    `INSERT INTO platform.principals (session_id, user_id, organization_id, permissions, driver_id, expires_at)
     SELECT ${idSql('session')}, ${idSql('user')}, $1, $2, ${idSql('driver')}, now() + interval '1 day'
     FROM generate_series(1, $3) AS i`,
    [ORGANIZATION, permissionsOf('driver'), count],
  );
  await server.query(
    database,
    `INSERT INTO assignment.engagements (id, organization_id, ride_id, driver_id, vehicle_id, roster_entry_id, status,
       planned_from, planned_until, assigned_by, assigned_at, departed_at)
     SELECT ${idSql('engagement')}, $1, ${idSql('ride')}, ${idSql('driver')}, ${idSql('vehicle')}, ${idSql('entry')},
       'UNDER_WAY', now() - interval '1 hour', now() + interval '1 hour', $1, now(), now() - interval '1 hour'
     FROM generate_series(1, $2) AS i WHERE i % ${UNDER_WAY_EACH} = 0`,
    [ORGANIZATION, count],
  );
  const tokens = new AccessTokens(new AccessTokenSettings(createSecretKey(Buffer.from(JWT_SECRET)), 24 * 3600));
  return Array.from({ length: count }, (_, index) => ({
    driverId: idOf('driver', index + 1),
    token: tokens.sign(idOf('user', index + 1), idOf('session', index + 1)).token,
  }));
}

/** On duty, rostered on an active sedan, seen just now anywhere in the area; every tenth is offline. */
export async function seedCity(server: BenchServer, database: string, count: number): Promise<void> {
  const each = (text: string) => server.query(database, text, [ORGANIZATION, count]);
  await each(`
    INSERT INTO assignment.vehicles (vehicle_id, organization_id, fleet_id, hub_id, plate, vehicle_class, status, range_metres)
    SELECT ${idSql('vehicle')}, $1, $1, $1, 'DL1ZA' || i, 'SEDAN', 'ACTIVE', 250000 FROM generate_series(1, $2) AS i`);
  await each(`
    INSERT INTO assignment.drivers (driver_id, organization_id, fleet_id, hub_id, name, phone, status, licence_expires_on, duty,
      attendance_id, attended_vehicle_id, online, online_since, idle_since)
    SELECT ${idSql('driver')}, $1, $1, $1, 'Driver ' || i, '+9190' || i, 'ACTIVE', '2035-03-31', 'ON', ${idSql('attendance')},
      ${idSql('vehicle')}, i % 10 > 0, CASE WHEN i % 10 > 0 THEN now() END, now() - (i % 3600) * interval '1 second'
    FROM generate_series(1, $2) AS i`);
  await each(`
    INSERT INTO assignment.roster_entries (id, organization_id, version, driver_id, vehicle_id, starts_at, ends_at, status,
      planned_by, created_at, published_at, published_by)
    SELECT ${idSql('entry')}, $1, 1, ${idSql('driver')}, ${idSql('vehicle')}, now() - interval '1 hour', now() + interval '10 hours',
      'PUBLISHED', $1, now(), now(), $1 FROM generate_series(1, $2) AS i`);
  await each(`
    INSERT INTO assignment.duty_spells (driver_id, organization_id, started_at)
    SELECT ${idSql('driver')}, $1, now() - interval '1 hour' FROM generate_series(1, $2) AS i`);
}
