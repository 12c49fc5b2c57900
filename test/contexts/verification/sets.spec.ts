import { eventually, TestApplication } from '../../support/application';
import { patch } from '../fleet/fleet-fixture';
import { Papers } from './papers';

const wanted = (...types: string[]) => types.map((documentType) => ({ documentType, gatesDuty: true }));

describe('sets of documents', () => {
  let application: TestApplication;
  let papers: Papers;
  beforeAll(async () => (application = await TestApplication.start()));
  beforeEach(async () => (papers = await Papers.create(application, 'default')));
  afterAll(() => application.stop());

  const put = (...sets: object[]) => papers.ops.call('PUT', '/v1/document-sets', { sets });
  const problems = async (id: string): Promise<string[]> =>
    (await papers.standing(id)).problems.map(({ documentType }: { documentType: string }) => documentType);

  it('are the defaults until the operator puts others in their place', async () => {
    const { body } = await papers.ops.get('/v1/document-sets');
    expect(body.sets).toHaveLength(6);
    expect(body.sets.every(({ isDefault }: { isDefault: boolean }) => isDefault)).toBe(true);
    const answer = await put({ subjectType: 'vehicle', city: '*', documents: wanted('insurance') });
    const vehicles = answer.body.sets.filter(({ subjectType }: { subjectType: string }) => subjectType === 'vehicle');
    expect(vehicles).toEqual([
      expect.objectContaining({ isDefault: false, fuelType: null, configuredBy: papers.ops.userId }),
    ]);
  });

  it('are judged by shortly after they change, each who is concerned', async () => {
    const ids = await Promise.all(Array.from({ length: 7 }, () => papers.driver()));
    const vehicleId = await papers.vehicle();
    expect((await put({ subjectType: 'driver', city: '*', documents: wanted('pan') })).status).toBe(200);
    await eventually(async () => {
      for (const id of ids) expect(await problems(id)).toEqual(['pan']);
    });
    expect(await problems(vehicleId)).toHaveLength(3);
    await put({ subjectType: 'driver', city: '*', documents: [{ documentType: 'pan', gatesDuty: false }] });
    await eventually(async () => {
      for (const id of ids) expect(await papers.standing(id)).toMatchObject({ isUsable: true, problems: [] });
    });
    // To put the same again tells nobody anything.
    await put({ subjectType: 'driver', city: '*', documents: [{ documentType: 'pan', gatesDuty: false }] });
    const [{ count }] = (await application.sql<{ count: string }>(
      `SELECT count(*) FROM audit.entries WHERE type = 'verification.document_set_configured' AND organization_id = $1`,
      [papers.organizationId],
    )) as [{ count: string }];
    expect(Number(count)).toBe(2);
  });

  it('go by the city of the fleet and the fuel of the vehicle, also when these change', async () => {
    await put(
      { subjectType: 'vehicle', city: '*', documents: [] },
      { subjectType: 'vehicle', city: '*', fuelType: 'CNG', documents: wanted('puc') },
      { subjectType: 'vehicle', city: 'Pune', documents: wanted('permit') },
    );
    const vehicleId = await papers.vehicle();
    expect(await problems(vehicleId)).toEqual([]);
    expect((await patch(papers.ops, `/v1/vehicles/${vehicleId}`, { fuelType: 'CNG' })).status).toBe(200);
    expect(await problems(vehicleId)).toEqual(['puc']);
    expect((await patch(papers.ops, `/v1/fleets/${papers.fleetId}`, { city: 'pune' })).status).toBe(200);
    await eventually(async () => expect(await problems(vehicleId)).toEqual(['permit']));
  });

  it.each([
    [{ subjectType: 'driver', city: '*', fuelType: 'CNG', documents: [] }, 'fuel_type_unsuitable'],
    [{ subjectType: 'driver', city: '*', documents: wanted('insurance') }, 'document_type_unsuitable'],
    [{ subjectType: 'driver', city: '*', documents: wanted('pan', 'pan') }, 'document_type_twice'],
    [{ subjectType: 'fleet', city: '*', documents: wanted('agreement') }, 'gates_nothing'],
    [{ subjectType: 'organization', city: '*', documents: wanted('pan') }, 'gates_nothing'],
    [{ subjectType: 'driver', city: ' ', documents: wanted('pan') }, 'validation_failed'],
    [{ subjectType: 'driver', city: '*', documents: [{ documentType: 'pan' }] }, 'validation_failed'],
  ])('are refused whole where one is wrong: %j', async (set, code) => {
    const right = { subjectType: 'user', city: '*', documents: [{ documentType: 'pan', gatesDuty: false }] };
    const answer = await put(right, set);
    expect(answer.body.code).toBe(code);
    const { body } = await papers.ops.get('/v1/document-sets');
    expect(body.sets.every(({ isDefault }: { isDefault: boolean }) => isDefault)).toBe(true);
  });
});
