import { randomUUID } from 'node:crypto';
import type { Answer, CallerOptions, TestApplication, TestCaller } from '../../support/application';
import { created, DRIVER, HUB, newLicence, newPhone, newPlate, unique, VEHICLE } from '../fleet/fleet-fixture';

export const AADHAAR = '234123412346';
/** One white pixel, as an encoder writes it. */
export const PICTURE = Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64');

type Paper = Readonly<Record<string, unknown>>;

/** An operator who wants the default documents, a fleet of his with a hub, and what a test does to their papers. */
export class Papers {
  /** Of each driver his licence's, of each vehicle its plate. */
  private readonly numbers = new Map<string, string>();

  private constructor(
    readonly application: TestApplication,
    readonly organizationId: string,
    readonly ops: TestCaller,
    readonly fleetId: string,
    readonly hubId: string,
  ) {}

  static async create(application: TestApplication, documents?: 'default'): Promise<Papers> {
    const organizationId = randomUUID();
    const ops = await application.actAs({ role: 'super_admin', organizationId, documents });
    const fleetId = created(await ops.post('/v1/fleets', { name: `Fleet ${unique()}`, city: 'Delhi NCR' }));
    const hubId = created(await ops.post('/v1/hubs', { fleetId, name: `Hub ${unique()}`, ...HUB }));
    return new Papers(application, organizationId, ops, fleetId, hubId);
  }

  actAs(options: CallerOptions): Promise<TestCaller> {
    return this.application.actAs({ organizationId: this.organizationId, ...options });
  }

  async hub(): Promise<string> {
    return created(await this.ops.post('/v1/hubs', { fleetId: this.fleetId, name: `Hub ${unique()}`, ...HUB }));
  }

  async driver(hubId = this.hubId): Promise<string> {
    const licenceNumber = newLicence();
    const driver = { hubId, phone: newPhone(), licenceNumber, ...DRIVER };
    return this.numbered(created(await this.ops.post('/v1/drivers', driver)), licenceNumber);
  }

  async vehicle(overrides: object = {}): Promise<string> {
    const vehicle = { hubId: this.hubId, plate: newPlate(), ...VEHICLE, ...overrides };
    return this.numbered(created(await this.ops.post('/v1/vehicles', vehicle)), vehicle.plate);
  }

  /** The number that the driver's licence and the vehicle's certificate bear. */
  numberOf(subjectId: string): string {
    return this.numbers.get(subjectId)!;
  }

  /** A licence and a certificate are the subject's own, where the test names no number. */
  submit(subjectType: string, subjectId: string, document: Paper, caller = this.ops): Promise<Answer> {
    const bears = document.documentType === 'driving_licence' || document.documentType === 'registration_certificate';
    const number = bears ? { number: this.numberOf(subjectId) } : {};
    return caller.post('/v1/documents', { subjectType, subjectId, ...number, ...document });
  }

  /** @returns its id */
  async verified(subjectType: string, subjectId: string, document: Paper): Promise<string> {
    const id = created(await this.submit(subjectType, subjectId, document));
    const { status, body } = await this.ops.post(`/v1/documents/${id}/verify`);
    if (status !== 200) throw new Error(`Expected 200, got ${status}: ${JSON.stringify(body)}`);
    return id;
  }

  async file(caller = this.ops, path = '/v1/documents/files'): Promise<string> {
    const { status, body } = await caller.post(path, PICTURE, { 'content-type': 'image/webp' });
    if (status !== 201) throw new Error(`Expected 201, got ${status}: ${JSON.stringify(body)}`);
    return (body as { fileId: string }).fileId;
  }

  private numbered(id: string, number: string): string {
    this.numbers.set(id, number);
    return id;
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  async standing(subjectId: string): Promise<any> {
    const { items } = (await this.ops.get('/v1/documents/standings?limit=200')).body as {
      items: { subjectId: string }[];
    };
    return items.find((standing) => standing.subjectId === subjectId);
  }

  /** Payloads of the events of a type about the thing, oldest first, as the audit keeps them. */
  async events<P = Record<string, unknown>>(type: string, aggregateId: string): Promise<P[]> {
    const rows = await this.application.sql<{ payload: P }>(
      'SELECT payload FROM audit.entries WHERE type = $1 AND entity_id = $2 ORDER BY occurred_at, id',
      [type, aggregateId],
    );
    return rows.map(({ payload }) => payload);
  }
}

/** As one driver has them: their numbers are no other's. */
export function everyPaper(): readonly (readonly [string, object])[] {
  const own = unique();
  return [
    ['driving_licence', { expiresOn: '2031-08-14' }],
    ['pan', { number: `ABCPK${own.slice(-4)}F` }],
    ['aadhaar', { number: AADHAAR }],
    ['police_verification', { expiresOn: '2030-01-31' }],
    ['bank_account', { number: `50100012${own}`, ifsc: 'HDFC0001234', holderName: 'Ravi Kumar' }],
  ];
}
