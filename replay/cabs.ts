import type { BenchClient } from '../bench/bench-client';
import { importFile } from '../bench/file-import';
import { SELFIE } from '../bench/seed';
import { sideBySide } from '../demo/agenda';

const MINUTE = 60_000;
const AT_ONCE = 16;
/** The longest shift there may be; it begins before the check-in. */
const SHIFT_MINUTES = 16 * 60;
const CHECK_IN_AFTER_MINUTES = 10;
const ODOMETER_METRES = 10_000_000;
/** As many as a page shows, and as many as one call changes. */
const TOGETHER = 100;
const REASON = 'Takes part in the replay';

export interface Cab {
  readonly driverId: string;
  readonly vehicleId: string;
  readonly token: string;
  /** Where it stands when the replay begins. */
  readonly start: number;
}

/** What cabs are brought into. */
export interface Garage {
  readonly client: BenchClient;
  readonly operatorToken: string;
  readonly hubId: string;
  /** Where each of them is to stand. */
  readonly starts: readonly number[];
  /** Domain time, which stands still meanwhile. */
  readonly now: Date;
  /** Logs a driver in. */
  readonly session: (driverId: string) => Promise<string>;
}

/** Cabs, drivers and their shifts, brought in by files as an operator does, and then every driver on approved duty. */
export async function bringCabsIn({ client, operatorToken, hubId, starts, now, session }: Garage): Promise<Cab[]> {
  const each = <T>(of: (index: number) => T): T[] => starts.map((_, index) => of(index));
  // Row by row: all at once would lock more drivers and cabs than one transaction may.
  const bring = (kind: 'vehicles' | 'drivers' | 'roster', header: string, lines: readonly string[]): Promise<number> =>
    importFile(client, operatorToken, { kind, mode: 'row_wise', header, lines });
  await bring(
    'vehicles',
    'plate,make,model,vehicle_class,hub,odometer_metres,battery_watt_hours,range_metres',
    each((index) => `${plateOf(index)},Tata,Xpres-T,SEDAN,${hubId},${ODOMETER_METRES},26000,213000`),
  );
  await bring(
    'drivers',
    'phone,name,hub,licence_number,licence_expires_on,payment_model',
    each((index) => {
      const licence = `DL012010${String(1_000_001 + index)}`;
      return `${phoneOf(index)},Driver ${index + 1},${hubId},${licence},${now.getUTCFullYear() + 5}-03-31,SALARY`;
    }),
  );
  const vehicles = await idsBy<{ id: string; plate: string }>(client, operatorToken, 'vehicles', ({ plate }) => plate);
  const drivers = await idsBy<{ id: string; phone: string }>(client, operatorToken, 'drivers', ({ phone }) => phone);
  await activate(client, operatorToken, '/v1/vehicles/statuses', 'vehicleIds', [...vehicles.values()]);
  await activate(client, operatorToken, '/v1/drivers/statuses', 'driverIds', [...drivers.values()]);
  const shift = `${minutesAfter(now, -CHECK_IN_AFTER_MINUTES)},${minutesAfter(now, SHIFT_MINUTES - CHECK_IN_AFTER_MINUTES - 1)}`;
  await bring(
    'roster',
    'driver_phone,plate,starts_at,ends_at',
    each((index) => `${phoneOf(index)},${plateOf(index)},${shift}`),
  );

  const attendances: string[] = [];
  const cabs: Cab[] = [];
  const checkIn = async (index: number): Promise<void> => {
    const [driverId, vehicleId] = [drivers.get(phoneOf(index))!, vehicles.get(plateOf(index))!];
    const token = await session(driverId);
    const selfie = await client.call<{ selfieId: string }>('POST', '/v1/driver/selfies', token, SELFIE, 'image/png');
    const { id } = await client.post<{ id: string }>('/v1/driver/attendance/check-in', token, {
      ...{ ...selfie, odometerStartMetres: ODOMETER_METRES, deviceId: `replay-device-${index}` },
    });
    attendances.push(id);
    cabs[index] = { driverId, vehicleId, token, start: starts[index]! };
  };
  await sideBySide(
    each((index) => () => checkIn(index)),
    AT_ONCE,
  );
  await inParts(attendances, (attendanceIds) =>
    client.post<Changes>('/v1/attendance/approvals', operatorToken, { attendanceIds }),
  );
  return cabs;
}

function plateOf(index: number): string {
  return `DL1ZA${1000 + index}`;
}

function phoneOf(index: number): string {
  return `+9199${String(10_000_000 + index)}`;
}

async function idsBy<T extends { id: string }>(
  client: BenchClient,
  token: string,
  kind: 'vehicles' | 'drivers',
  keyOf: (one: T) => string,
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (let after = ''; ;) {
    const path = `/v1/${kind}?limit=${TOGETHER}${after}`;
    const { items, next } = await client.call<{ items: T[]; next: string | null }>('GET', path, token);
    for (const one of items) ids.set(keyOf(one), one.id);
    if (next === null) return ids;
    after = `&after=${next}`;
  }
}

interface Changes {
  readonly items: readonly { readonly problem: object | null }[];
}

function activate(
  client: BenchClient,
  token: string,
  path: string,
  name: 'vehicleIds' | 'driverIds',
  ids: readonly string[],
): Promise<void> {
  return inParts(ids, (some) => client.post<Changes>(path, token, { [name]: some, status: 'ACTIVE', reason: REASON }));
}

/** @throws Error where one of them is refused */
async function inParts(ids: readonly string[], change: (some: readonly string[]) => Promise<Changes>): Promise<void> {
  const parts = Array.from({ length: Math.ceil(ids.length / TOGETHER) }, (_, part) =>
    ids.slice(part * TOGETHER, (part + 1) * TOGETHER),
  );
  await sideBySide(
    parts.map((some) => async () => {
      const refused = (await change(some)).items.find(({ problem }) => problem !== null);
      if (refused) throw new Error(`The replay could not be set up: ${JSON.stringify(refused)}`);
    }),
    AT_ONCE,
  );
}

function minutesAfter(moment: Date, minutes: number): string {
  return new Date(moment.getTime() + minutes * MINUTE).toISOString();
}
