import { randomUUID } from 'node:crypto';
import { TestApplication } from '../../support/application';
import { created, FleetFixture, newPhone, patch, wrongFields } from './fleet-fixture';

describe('fleet and hub managers over HTTP', () => {
  let application: TestApplication;
  let fixture: FleetFixture;
  let fleetId: string;
  let hubId: string;

  beforeAll(async () => {
    application = await TestApplication.start();
    fixture = await FleetFixture.create(application);
    fleetId = await fixture.fleet();
    hubId = await fixture.hub(fleetId);
  });
  afterAll(() => application.stop());

  const appoint = (path: string, overrides: object = {}) =>
    fixture.ops.post(path, {
      ...(path === '/v1/hub-managers' ? { hubId } : { fleetId }),
      name: 'Neha Verma',
      phone: newPhone(),
      ...overrides,
    });
  const kinds = ['/v1/fleet-managers', '/v1/hub-managers'] as const;

  it.each(kinds)('%s: appointed, shown, listed, renamed', async (path) => {
    const phone = newPhone();
    const answer = await appoint(path, { phone: `0${phone.slice(3)}` });
    const post: Record<string, string> = path === '/v1/hub-managers' ? { fleetId, hubId } : { fleetId };
    expect([answer.status, answer.body]).toEqual([
      201,
      {
        id: expect.any(String),
        ...post,
        name: 'Neha Verma',
        phone,
        status: 'ACTIVE',
        statusReason: null,
        createdAt: expect.any(String),
        updatedAt: answer.body.createdAt,
      },
    ]);
    const { id } = answer.body;
    expect((await fixture.ops.get(`${path}/${id}`)).body).toEqual(answer.body);
    const filters = new URLSearchParams({ ...post, phone, status: 'ACTIVE' }).toString();
    expect((await fixture.ops.get(`${path}?${filters}`)).body).toEqual({ items: [answer.body], next: null });
    expect((await fixture.ops.get(`${path}?status=DISMISSED&phone=${encodeURIComponent(phone)}`)).body.items).toEqual(
      [],
    );

    const renamed = await patch(fixture.ops, `${path}/${id}`, { name: 'Neha Sharma' });
    expect([renamed.status, renamed.body.name]).toEqual([200, 'Neha Sharma']);
    expect(wrongFields(await patch(fixture.ops, `${path}/${id}`, { phone: newPhone(), name: null }))).toEqual({
      phone: 'unknown_field',
      name: 'is_text',
    });
    const other = kinds.find((kind) => kind !== path)!;
    expect((await fixture.ops.get(`${other}/${id}`)).status).toBe(404);
  });

  it.each(kinds)('%s: dismissed once with a reason, and free to be appointed again', async (path) => {
    const phone = newPhone();
    const id = created(await appoint(path, { phone }));
    const taken = await appoint(path, { phone });
    expect([taken.status, taken.body.code]).toEqual([409, 'manager_already_appointed']);

    expect(wrongFields(await fixture.ops.post(`${path}/${id}/dismiss`, {}))).toEqual({ reason: 'required' });
    const dismissed = await fixture.ops.post(`${path}/${id}/dismiss`, { reason: 'Left the company' });
    expect(dismissed.body).toMatchObject({ status: 'DISMISSED', statusReason: 'Left the company' });
    const again = await fixture.ops.post(`${path}/${id}/dismiss`, { reason: 'Again' });
    expect([again.status, again.body.code]).toEqual([409, 'illegal_manager_transition']);
    expect((await patch(fixture.ops, `${path}/${id}`, { name: 'X' })).body.code).toBe('manager_dismissed');
    created(await appoint(path, { phone }));
  });

  it.each(kinds)('%s: refused naming every wrong field', async (path) => {
    const answer = await appoint(path, { hubId: 'x', fleetId: 'x', name: '', phone: '12' });
    const place = path === '/v1/hub-managers' ? 'hubId' : 'fleetId';
    const other = place === 'hubId' ? 'fleetId' : 'hubId';
    expect([answer.status, wrongFields(answer)]).toEqual([
      400,
      { [other]: 'unknown_field', [place]: 'is_uuid', name: 'is_text', phone: 'is_phone' },
    ]);
    const unknown = await appoint(path, { [place]: randomUUID() });
    expect([unknown.status, unknown.body.code]).toEqual([404, place === 'hubId' ? 'hub_not_found' : 'fleet_not_found']);
  });

  it.each(kinds)('%s: of twenty at once with one phone, one wins', async (path) => {
    const phone = newPhone();
    const answers = await Promise.all(Array.from({ length: 20 }, () => appoint(path, { phone })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
  });
});
