import { type Phone } from './phone';
import { FIRST_NAMES, HUBS, LAST_NAMES } from './places';
import type { Random } from './random';
import { sideBySide } from './agenda';
import { bringIn, type FleetFile } from './fleet-files';
import { type Lapsing, verifyPapers, wantPapers } from './papers';
import { type CopiedWeek, copyWeek, publishShifts } from './week';

export const DRIVERS = 36;
export const CABS = 31;
export const ORGANIZATION_CODE = 'demo-cabs';
const CITY = 'DELHI_NCR';

export interface Cab {
  readonly id: string;
  readonly plate: string;
  readonly hub: number;
  odometerMetres: number;
}

export interface DemoDriver {
  readonly id: string;
  readonly name: string;
  readonly hub: number;
  readonly phone: Phone;
  readonly cab: Cab;
  readonly shiftStart: Date;
  readonly shiftEnd: Date;
  readonly deviceId: string;
  /** Waits for riders who want a cab now; nothing is booked for him. */
  readonly onDemand: boolean;
}

export interface World {
  readonly superAdmin: Phone;
  readonly operator: Phone;
  readonly auditor: Phone;
  readonly fleetManager: Phone;
  /** One a hub. */
  readonly managers: readonly Phone[];
  readonly drivers: readonly DemoDriver[];
  /** Whose police verification ends with the day. */
  readonly lapsing: Lapsing;
  /** The week after, drafted hub by hub. */
  readonly nextWeek: CopiedWeek;
}

export interface Builder {
  readonly phone: (number: string, headers?: Record<string, string>) => Phone;
  readonly random: Random;
  /** Local midnight at which the day begins. */
  readonly midnight: Date;
  readonly superAdminNumber: string;
  readonly say: (text: string) => void;
}

const HOUR = 3_600_000;
/** In hours after local midnight, when riders on demand are served. */
export const ON_DEMAND_SHIFT = { from: 9.5, to: 14.5 };

/** When its drivers are online: after the check-in, and until they go home. */
export function onDemandHours(midnight: Date): { readonly from: Date; readonly to: Date } {
  const at = (minutes: number): Date => new Date(midnight.getTime() + minutes * 60_000);
  return { from: at(ON_DEMAND_SHIFT.from * 60 + 10), to: at(ON_DEMAND_SHIFT.to * 60 - 20) };
}

const SCHEDULED_CABS = 25;
/** His police verification is renewed too late. */
const LAPSING_DRIVER = 2;
/**
 * Shifts as hours after local midnight: 20 cabs from the morning on, five more at noon, and five of the first again later;
 * beside them six at one hub that are booked for nothing. Who comes early and leaves late stays within twelve hours of duty.
 */
const SHIFTS = [
  { drivers: 15, firstCab: 0, from: 4, to: 15 },
  { drivers: 5, firstCab: 15, from: 5, to: 16 },
  { drivers: 5, firstCab: 20, from: 11, to: 22 },
  { drivers: 5, firstCab: 0, from: 16.5, to: 23.9 },
  { drivers: 6, firstCab: SCHEDULED_CABS, ...ON_DEMAND_SHIFT },
];

/** The demo organization, made as people would make it: each step by somebody who may. */
export async function buildWorld({ phone, random, midnight, superAdminNumber, say }: Builder): Promise<World> {
  const superAdmin = phone(superAdminNumber);
  await superAdmin.logIn();
  const { data: organization } = await superAdmin.client.api['/v1/organizations'].POST({
    body: { name: 'Demo Electric Cabs', code: ORGANIZATION_CODE },
  });
  say(`${organization!.name} is an organization`);
  const acting = phone(superAdminNumber, { 'cabstand-organization': organization!.id });
  await acting.logIn();
  const [operator, auditor, fleetManager] = [phone('+919810000001'), phone('+919810000002'), phone('+919810000003')];
  await acting.client.api['/v1/users'].POST({ body: { phone: operator.number, name: 'Omkar Rao', role: 'ops' } });
  await acting.client.api['/v1/users'].POST({ body: { phone: auditor.number, name: 'Usha Menon', role: 'auditor' } });
  await Promise.all([operator.logIn(), auditor.logIn()]);

  const ops = operator.client.api;
  await wantPapers(operator);
  const { data: fleet } = await ops['/v1/fleets'].POST({ body: { name: 'Yamuna Cabs', city: 'Delhi NCR' } });
  await ops['/v1/fleet-managers'].POST({
    body: { name: 'Farida Ali', phone: fleetManager.number, fleetId: fleet!.id },
  });
  await fleetManager.logIn();
  const hubs: string[] = [];
  const managers: Phone[] = [];
  for (const [index, hub] of HUBS.entries()) {
    const { data: created } = await fleetManager.client.api['/v1/hubs'].POST({ body: { fleetId: fleet!.id, ...hub } });
    hubs.push(created!.id);
    const manager = phone(`+91981000001${index}`);
    const name = `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`;
    await fleetManager.client.api['/v1/hub-managers'].POST({
      body: { name, phone: manager.number, hubId: created!.id },
    });
    await manager.logIn();
    managers.push(manager);
  }
  say(`${HUBS.length} hubs have their managers`);
  await setTariffs(operator, midnight);

  const cabs = await bringInCabs(operator, random, say);
  const drivers = await bringInDrivers(operator, cabs, { phone, midnight, say });
  const lapsing = await verifyPapers(
    operator,
    drivers.map(({ id }) => id),
    drivers[LAPSING_DRIVER]!.id,
    midnight,
  );
  say(`The police verification of ${drivers[LAPSING_DRIVER]!.name} ends with this day`);
  const nextWeek = await rosterWeeks(managers, hubs, drivers, midnight);
  const left = nextWeek.skipped.map(({ driverId, codes }) => {
    return `${drivers.find(({ id }) => id === driverId)!.name} (${codes.join(', ')})`;
  });
  say(`${DRIVERS} drivers are rostered; next week ${nextWeek.drafted} shifts as today, without ${left.join(', ')}`);
  return { superAdmin, operator, auditor, fleetManager, managers, drivers, lapsing, nextWeek };
}

/** From a file, which names the hub of each. */
async function bringInCabs(operator: Phone, random: Random, say: Builder['say']): Promise<Cab[]> {
  const planned = Array.from({ length: CABS }, (_, index) => ({
    plate: `DL1ZA${1001 + index}`,
    hub: index < SCHEDULED_CABS ? index % HUBS.length : 0,
    odometerMetres: random.whole(8_000, 60_000) * 1000,
  }));
  const row = (plate: string, { hub, odometerMetres }: (typeof planned)[number]): string =>
    `${plate},Tata,Xpres-T EV,SEDAN,${HUBS[hub]!.name},${odometerMetres},26000,213000`;
  const file: FleetFile = {
    kind: 'vehicles',
    header: 'plate,make,model,vehicle_class,hub,odometer_metres,battery_watt_hours,range_metres',
    rows: planned.map((cab) => row(cab.plate, cab)),
  };
  const mistake = await bringIn(operator, file, row('DELHI 1001', planned[0]!));
  say(`${CABS} cabs come from a file, once a plate is mended (${mistake})`);
  const { data } = await operator.client.api['/v1/vehicles'].GET({ params: { query: { limit: 200 } } });
  const ids = new Map(data!.items.map(({ plate, id }) => [plate, id]));
  await sideBySide(
    planned.map(({ plate }) => async () => {
      await operator.client.api['/v1/vehicles/{id}/status'].POST({
        params: { path: { id: ids.get(plate)! } },
        body: { status: 'ACTIVE', reason: 'Inspected and charged' },
      });
    }),
  );
  return planned.map((cab) => ({ id: ids.get(cab.plate)!, ...cab }));
}

async function bringInDrivers(
  operator: Phone,
  cabs: readonly Cab[],
  { phone, midnight, say }: Pick<Builder, 'phone' | 'midnight' | 'say'>,
): Promise<DemoDriver[]> {
  const planned = SHIFTS.flatMap(({ drivers, firstCab, from, to }) =>
    Array.from({ length: drivers }, (_, i) => ({
      ...{ cab: cabs[firstCab + i]!, from, to },
      onDemand: firstCab === SCHEDULED_CABS,
    })),
  ).map((plan, index) => ({
    ...plan,
    name: `${FIRST_NAMES[index % FIRST_NAMES.length]} ${LAST_NAMES[index % LAST_NAMES.length]}`,
    phone: phone(`+9198200001${String(index).padStart(2, '0')}`),
    licence: `DL01${2010 + (index % 10)}${String(1_000_001 + index)}`,
    deviceId: `demo-device-${String(index).padStart(2, '0')}`,
  }));
  const row = (number: string, { name, cab, licence }: (typeof planned)[number]): string =>
    `${number},${name},${HUBS[cab.hub]!.name},${licence},2032-03-31,SALARY`;
  const file: FleetFile = {
    kind: 'drivers',
    header: 'phone,name,hub,licence_number,licence_expires_on,payment_model',
    rows: planned.map((driver) => row(driver.phone.number, driver)),
  };
  const mistake = await bringIn(operator, file, row('98200', planned[0]!));
  say(`${DRIVERS} drivers come from a file, once a phone is mended (${mistake})`);
  const { data } = await operator.client.api['/v1/drivers'].GET({ params: { query: { limit: 200 } } });
  const ids = new Map(data!.items.map((driver) => [driver.phone, driver.id]));
  await sideBySide(
    planned.map((driver) => async () => {
      await operator.client.api['/v1/drivers/{id}/status'].POST({
        params: { path: { id: ids.get(driver.phone.number)! } },
        body: { status: 'ACTIVE', reason: 'Papers seen' },
      });
    }),
  );
  return planned.map(({ name, cab, from, to, onDemand, deviceId, ...of }) => ({
    ...{ id: ids.get(of.phone.number)!, name, hub: cab.hub, phone: of.phone, cab, deviceId, onDemand },
    shiftStart: new Date(midnight.getTime() + from * HOUR),
    shiftEnd: new Date(midnight.getTime() + to * HOUR),
  }));
}

/** Hub by hub: the day is published, and the week after drafted as this one. */
async function rosterWeeks(
  managers: readonly Phone[],
  hubs: readonly string[],
  drivers: readonly DemoDriver[],
  midnight: Date,
): Promise<CopiedWeek> {
  const copied: CopiedWeek[] = [];
  for (const [index, manager] of managers.entries()) {
    const shifts = drivers
      .filter(({ hub }) => hub === index)
      .map(({ id, cab, shiftStart, shiftEnd }) => {
        return { driverId: id, vehicleId: cab.id, startsAt: shiftStart, endsAt: shiftEnd };
      });
    await publishShifts(manager, hubs[index]!, shifts);
    copied.push(await copyWeek(manager, hubs[index]!, midnight));
  }
  return {
    drafted: copied.reduce((sum, { drafted }) => sum + drafted, 0),
    skipped: copied.flatMap(({ skipped }) => skipped),
  };
}

/** What a sedan costs, from today on. */
async function setTariffs(operator: Phone, midnight: Date): Promise<void> {
  const rates = { basePaise: 80_00, includedMetres: 3_000, perKilometrePaise: 16_00, perMinutePaise: 1_50 };
  for (const tripType of ['LOCAL', 'AIRPORT'] as const) {
    await operator.client.api['/v1/tariffs'].POST({
      body: {
        cityCode: CITY,
        vehicleClass: 'SEDAN',
        tripType,
        effectiveFrom: new Date(midnight.getTime() - 24 * HOUR).toISOString(),
        terms: { ...rates, airportFeePaise: tripType === 'AIRPORT' ? 120_00 : 0 },
      },
    });
  }
}
