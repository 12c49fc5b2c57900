import { randomUUID } from 'node:crypto';
import type { Answer, CallerOptions, TestApplication, TestCaller } from '../../support/application';

let sequence = 0;

/** Something that no other row has: six digits. */
export const unique = (): string => String(100_000 + sequence++);

export const newPlate = (): string => `DL1ZA${unique().slice(-4)}`;
export const newPhone = (): string => `+9198${unique().padStart(8, '0')}`;
export const newLicence = (): string => `DL04201101${unique().slice(-5)}`;

export const HUB = { address: 'Plot 4, Sector 21, Dwarka', latitude: 28.5562, longitude: 77.1 };
export const VEHICLE = {
  make: 'Tata',
  model: 'Xpres-T EV',
  vehicleClass: 'SEDAN',
  batteryWattHours: 26_000,
  rangeMetres: 213_000,
  odometerMetres: 1_000_000,
};
export const DRIVER = { name: 'Ravi Kumar', licenceExpiresOn: '2099-12-31', paymentModel: 'SALARY' };

/** An organization with an operator who may do everything in it, and what he has set up over HTTP. */
export class FleetFixture {
  private constructor(
    readonly application: TestApplication,
    readonly organizationId: string,
    readonly ops: TestCaller,
  ) {}

  static async create(application: TestApplication): Promise<FleetFixture> {
    const organizationId = randomUUID();
    return new FleetFixture(application, organizationId, await application.actAs({ role: 'ops', organizationId }));
  }

  actAs(options: CallerOptions): Promise<TestCaller> {
    return this.application.actAs({ organizationId: this.organizationId, ...options });
  }

  async fleet(overrides: object = {}): Promise<string> {
    return created(await this.ops.post('/v1/fleets', { name: `Fleet ${unique()}`, city: 'Delhi NCR', ...overrides }));
  }

  async hub(fleetId: string, overrides: object = {}): Promise<string> {
    return created(await this.ops.post('/v1/hubs', { fleetId, name: `Hub ${unique()}`, ...HUB, ...overrides }));
  }

  async vehicle(hubId: string, overrides: object = {}): Promise<string> {
    return created(await this.ops.post('/v1/vehicles', { hubId, plate: newPlate(), ...VEHICLE, ...overrides }));
  }

  async driver(hubId: string, overrides: object = {}): Promise<string> {
    const numbers = { phone: newPhone(), licenceNumber: newLicence() };
    return created(await this.ops.post('/v1/drivers', { hubId, ...numbers, ...DRIVER, ...overrides }));
  }

  async activeVehicle(hubId: string, overrides: object = {}): Promise<string> {
    const id = await this.vehicle(hubId, overrides);
    done(await this.ops.post(`/v1/vehicles/${id}/status`, { status: 'ACTIVE', reason: 'Papers seen' }));
    return id;
  }
}

export function patch(caller: TestCaller, path: string, body: object): Promise<Answer> {
  return caller.call('PATCH', path, body);
}

/** The id of what was created. */
export function created({ status, body }: Answer): string {
  if (status !== 201) throw new Error(`Expected 201, got ${status}: ${JSON.stringify(body)}`);
  return (body as { id: string }).id;
}

export function done({ status, body }: Answer): void {
  if (status !== 200) throw new Error(`Expected 200, got ${status}: ${JSON.stringify(body)}`);
}

/** The fields that a 400 names, with what is wrong with each. */
export function wrongFields({ body }: Answer): Record<string, string> {
  const { errors } = body as { errors: { field: string; code: string }[] };
  return Object.fromEntries(errors.map(({ field, code }) => [field, code]));
}
