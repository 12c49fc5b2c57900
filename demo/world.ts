import { type Phone } from './phone';
import { FIRST_NAMES, HUBS, LAST_NAMES } from './places';
import type { Random } from './random';
import { sideBySide } from './agenda';

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
  // The papers of this day were seen before it began.
  await ops['/v1/document-sets'].PUT({
    body: {
      sets: [
        { subjectType: 'driver', city: '*', documents: [] },
        { subjectType: 'vehicle', city: '*', documents: [] },
      ],
    },
  });
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

  const cabs: Cab[] = [];
  await sideBySide(
    Array.from({ length: CABS }, (_, index) => async () => {
      const hub = index < SCHEDULED_CABS ? index % HUBS.length : 0;
      const plate = `DL1ZA${1001 + index}`;
      const odometerMetres = random.whole(8_000, 60_000) * 1000;
      const { data: vehicle } = await ops['/v1/vehicles'].POST({
        body: {
          hubId: hubs[hub]!,
          plate,
          make: 'Tata',
          model: 'Xpres-T EV',
          vehicleClass: 'SEDAN',
          batteryWattHours: 26_000,
          rangeMetres: 213_000,
          odometerMetres,
        },
      });
      await ops['/v1/vehicles/{id}/status'].POST({
        params: { path: { id: vehicle!.id } },
        body: { status: 'ACTIVE', reason: 'Inspected and charged' },
      });
      cabs[index] = { id: vehicle!.id, plate, hub, odometerMetres };
    }),
  );
  say(`${CABS} cabs are on the road`);

  const plans = SHIFTS.flatMap(({ drivers, firstCab, from, to }) =>
    Array.from({ length: drivers }, (_, i) => ({
      ...{ cab: cabs[firstCab + i]!, from, to },
      onDemand: firstCab === SCHEDULED_CABS,
    })),
  );
  const drivers: DemoDriver[] = [];
  await sideBySide(
    plans.map(({ cab, from, to, onDemand }, index) => async () => {
      const name = `${FIRST_NAMES[index % FIRST_NAMES.length]} ${LAST_NAMES[index % LAST_NAMES.length]}`;
      const driverPhone = phone(`+9198200001${String(index).padStart(2, '0')}`);
      const { data: driver } = await ops['/v1/drivers'].POST({
        body: {
          hubId: hubs[cab.hub]!,
          name,
          phone: driverPhone.number,
          licenceNumber: `DL01${2010 + (index % 10)}${String(1_000_001 + index)}`,
          licenceExpiresOn: '2032-03-31',
          paymentModel: 'SALARY',
        },
      });
      await ops['/v1/drivers/{id}/status'].POST({
        params: { path: { id: driver!.id } },
        body: { status: 'ACTIVE', reason: 'Papers seen' },
      });
      drivers[index] = {
        id: driver!.id,
        name,
        hub: cab.hub,
        phone: driverPhone,
        cab,
        shiftStart: new Date(midnight.getTime() + from * HOUR),
        shiftEnd: new Date(midnight.getTime() + to * HOUR),
        deviceId: `demo-device-${String(index).padStart(2, '0')}`,
        onDemand,
      };
    }),
  );
  await ops['/v1/roster/bulk'].POST({
    body: {
      entries: drivers.map(({ id, cab, shiftStart, shiftEnd }) => ({
        driverId: id,
        vehicleId: cab.id,
        startsAt: shiftStart.toISOString(),
        endsAt: shiftEnd.toISOString(),
      })),
    },
  });
  say(`${DRIVERS} drivers are rostered`);
  return { superAdmin, operator, auditor, fleetManager, managers, drivers };
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
