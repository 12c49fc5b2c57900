import { type Answer, eventually, type TestApplication, type TestCaller } from '../../support/application';
import { FleetFixture, unique } from '../../contexts/fleet/fleet-fixture';

export const DRIVER_COLUMNS = [
  'phone',
  'name',
  'hub',
  'fleet',
  'licence_number',
  'licence_expires_on',
  'payment_model',
  'address',
  'emergency_phone',
];

let sequence = 0;

/** A phone, and a licence, that no other row has: up to a hundred thousand of them. */
export const nextPhone = (): string => `+9171${String(10_000_000 + sequence++)}`;
export const nextLicence = (): string => `DL042011${String(1_000_000 + sequence++)}`;
export const nextPlate = (): string => `DL${sequence % 90}XY${String(1000 + (sequence++ % 9000))}`;

/** An organization with one fleet and one hub, and files for it. */
export class ImportFixture {
  private constructor(
    readonly fleet: FleetFixture,
    readonly fleetId: string,
    readonly fleetName: string,
    readonly hubId: string,
    readonly hubName: string,
  ) {}

  static async create(application: TestApplication): Promise<ImportFixture> {
    const fleet = await FleetFixture.create(application);
    const [fleetName, hubName] = [`Fleet ${unique()}`, `Hub ${unique()}`];
    const fleetId = await fleet.fleet({ name: fleetName });
    return new ImportFixture(fleet, fleetId, fleetName, await fleet.hub(fleetId, { name: hubName }), hubName);
  }

  get ops(): TestCaller {
    return this.fleet.ops;
  }

  /** One of a driver, with what is given over it. */
  driver(overrides: Record<string, string> = {}): Record<string, string> {
    return {
      ...{ phone: nextPhone(), name: 'Ravi Kumar', hub: this.hubName, fleet: this.fleetName },
      ...{ licence_number: nextLicence(), licence_expires_on: '2099-12-31', payment_model: 'SALARY' },
      ...overrides,
    };
  }

  drivers(count: number, overrides: Record<string, string> = {}): Record<string, string>[] {
    return Array.from({ length: count }, () => this.driver(overrides));
  }

  vehicle(overrides: Record<string, string> = {}): Record<string, string> {
    return {
      ...{ plate: nextPlate(), make: 'Tata', model: 'Xpres-T EV', vehicle_class: 'SEDAN', hub: this.hubName },
      ...{ battery_watt_hours: '26000', range_metres: '213000', odometer_metres: '1000000' },
      ...overrides,
    };
  }

  /** How many drivers the organization has with these phones. */
  async known(rows: readonly Record<string, string>[]): Promise<number> {
    const [row] = await this.fleet.application.sql<{ count: number }>(
      'SELECT count(*)::int AS count FROM fleet.drivers WHERE organization_id = $1 AND phone = ANY($2)',
      [this.fleet.organizationId, rows.map(({ phone }) => phone)],
    );
    return row!.count;
  }
}

/** The columns of the first row, quoted where they must be. */
export function csv(rows: readonly Record<string, string>[], columns = Object.keys(rows[0] ?? {})): string {
  const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))]
    .map((cells) => `${cells.map(quoted).join(',')}\r\n`)
    .join('');
}

export function send(
  caller: TestCaller,
  query: string,
  file: string | Buffer,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const bytes = typeof file === 'string' ? Buffer.from(file) : file;
  return caller.call('POST', `/v1/imports?${query}`, bytes, { 'content-type': 'text/csv', ...headers });
}

/** Waits until it is over. */
export async function over(caller: TestCaller, { status, body }: Answer, withinMs = 60_000): Promise<Answer['body']> {
  if (status !== 202) throw new Error(`Expected 202, got ${status}: ${JSON.stringify(body)}`);
  return eventually(async () => {
    const answer = await caller.get(`/v1/imports/${(body as { id: string }).id}`);
    if (answer.body.finishedAt === null) throw new Error(`It is ${answer.body.state}: ${answer.body.rowsSeen} seen.`);
    return answer.body;
  }, withinMs);
}

/** All of them, page after page, as `line column code`. */
export async function errorsOf(caller: TestCaller, id: string): Promise<string[]> {
  const found: string[] = [];
  for (let after = ''; ;) {
    const { body } = await caller.get(`/v1/imports/${id}/errors?limit=200${after}`);
    for (const { line, column, code } of body.items) found.push(`${line} ${column} ${code}`);
    if (body.next === null) return found;
    after = `&after=${body.next}`;
  }
}
