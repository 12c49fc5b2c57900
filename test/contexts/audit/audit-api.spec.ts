import { randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { callContext } from '../../../src/platform/telemetry/call-context';
import type { TestCaller } from '../../support/application';
import { AuditedApplication, type Noted, noted, type PassengerNamed, passengerNamed } from './audit-fixture';

const PHONE = '+919810000042';

describe('the audit over HTTP', () => {
  let audited: AuditedApplication;
  let auditor: TestCaller;
  let ops: TestCaller;
  let superAdmin: TestCaller;
  let events: [Noted, PassengerNamed, Noted];
  const entity = uuidv7();

  beforeAll(async () => {
    audited = await AuditedApplication.start();
    const { organizationId, application } = audited;
    auditor = await application.actAs({ role: 'auditor', organizationId });
    ops = await application.actAs({ role: 'ops', organizationId });
    superAdmin = await application.actAs({ organizationId: null });
    events = [noted('first', entity), passengerNamed(PHONE), noted('third', entity, new Date(Date.now() + 60_000))];
    for (const [index, event] of events.entries()) await during(index, () => audited.publish(event));
    await audited.unitOfWork.run(() => audited.unitOfWork.publish(noted('elsewhere')), {
      organizationId: randomUUID(),
    });
    await audited.unitOfWork.run(() => audited.unitOfWork.publish(noted("the platform's")), { organizationId: null });
  });
  afterAll(() => audited.application.stop());

  function during(index: number, work: () => Promise<void>): Promise<void> {
    const actor = { type: 'user', id: `user ${index}` } as const;
    const context = {
      requestId: `request ${index}`,
      correlationId: `correlation ${index}`,
      causationId: null,
      address: '203.0.113.7',
    };
    return callContext.run({ ...context, actor, organizationId: audited.organizationId }, work);
  }

  const ids = async (caller: TestCaller, query = ''): Promise<string[]> => {
    const { status, body } = await caller.get(`/v1/audit?type=fixture.${query}`);
    expect(status).toBe(200);
    return (body as { items: { id: string }[] }).items.map(({ id }) => id);
  };

  it("lists the organization's own, newest first", async () => {
    expect(await ids(ops)).toEqual(events.map(({ id }) => id).reverse());
    const { body } = await ops.get(`/v1/audit?requestId=request%200`);
    expect(body).toEqual({
      items: [
        {
          id: events[0].id,
          type: 'fixture.noted',
          schemaVersion: 1,
          occurredAt: events[0].occurredAt.toISOString(),
          recordedAt: expect.any(String) as string,
          organizationId: audited.organizationId,
          actor: { type: 'user', id: 'user 0' },
          requestId: 'request 0',
          correlationId: 'correlation 0',
          causationId: null,
          address: '203.0.113.7',
          entity: 'fixture',
          entityId: entity,
          entityVersion: 0,
          payload: { note: 'first' },
          personal: 'none',
        },
      ],
      next: null,
    });
  });

  it.each([{ fleetIds: [uuidv7()] }, { hubIds: [uuidv7()] }])(
    'is closed to who is narrowed to some of the organization: %j',
    async (scope) => {
      const { organizationId, application } = audited;
      const narrowed = await application.actAs({ organizationId, ...scope });
      for (const answer of [
        await narrowed.get('/v1/audit'),
        await narrowed.get(`/v1/audit/${events[0].id}`),
        await narrowed.get('/v1/audit/verification'),
        await narrowed.post('/v1/audit/erasures', { subject: PHONE, reason: 'He asked for it' }),
      ]) {
        expect(answer).toMatchObject({ status: 403, body: { code: 'outside_scope' } });
      }
    },
  );

  it.each<[string, (event: Noted) => string, number[]]>([
    ['entity', () => '&entity=fixture', [0, 1, 2]],
    ['another entity', () => '&entity=ride', []],
    ['entityId', () => `&entity=fixture&entityId=${entity}`, [0, 2]],
    ['entityId alone', () => `&entityId=${entity}`, [0, 2]],
    ['actorId', () => '&actorId=user%201', [1]],
    ['type', () => 'passenger', [1]],
    ['from', (third) => `&from=${third.occurredAt.toISOString()}`, [2]],
    ['to', (third) => `&to=${third.occurredAt.toISOString()}`, [0, 1]],
    ['correlationId', () => '&correlationId=correlation%202', [2]],
    [
      'all at once',
      (third) => `noted&entity=fixture&actorId=user%200&requestId=request%200&to=${third.occurredAt.toISOString()}`,
      [0],
    ],
  ])('filters by %s', async (_, query, expected) => {
    expect((await ids(ops, query(events[2]))).reverse()).toEqual(expected.map((index) => events[index as 0].id));
  });

  it('pages', async () => {
    const first = await ops.get('/v1/audit?limit=2&type=fixture.');
    expect((first.body as { items: unknown[] }).items).toHaveLength(2);
    const second = await ops.get(`/v1/audit?limit=2&type=fixture.&after=${(first.body as { next: string }).next}`);
    expect(second.body).toMatchObject({ items: [{ id: events[0].id }], next: null });
  });

  it('pages through every organization, and the platform itself, for a super admin of none', async () => {
    const all = await ids(superAdmin);
    const paged: string[] = [];
    for (let after = ''; ;) {
      const { body } = await superAdmin.get(`/v1/audit?limit=2&type=fixture.${after}`);
      const { items, next } = body as { items: { id: string }[]; next: string | null };
      paged.push(...items.map(({ id }) => id));
      if (next === null) break;
      after = `&after=${next}`;
    }
    expect(paged).toEqual(all);
    expect(new Set(all).size).toBe(5);
  });

  it('shows a super admin of no organization everything, and one who names an organization that one', async () => {
    expect(await ids(superAdmin)).toHaveLength(5);
    const named = await superAdmin.get('/v1/audit?type=fixture.', { 'cabstand-organization': audited.organizationId });
    expect((named.body as { items: unknown[] }).items).toHaveLength(3);
  });

  it('decrypts personal fields for those who may see them, and for nobody else', async () => {
    const withheld = await ops.get(`/v1/audit/${events[1].id}`);
    expect(withheld.body).toMatchObject({
      personal: 'withheld',
      payload: { rideId: events[1].aggregateId, passenger: {} },
    });
    expect(JSON.stringify(withheld.body)).not.toMatch(/Asha|9810000042/);
    const shown = await auditor.get(`/v1/audit/${events[1].id}`);
    expect(shown.body).toMatchObject({ personal: 'shown', payload: events[1].payload });
    const listed = await auditor.get('/v1/audit?type=fixture.passenger');
    expect(listed.body).toMatchObject({ items: [{ personal: 'shown', payload: events[1].payload }] });
  });

  it('tells the place in the chain once there is one', async () => {
    expect((await ops.get(`/v1/audit/${events[0].id}`)).body).toMatchObject({ seal: null });
    await audited.sealAll();
    expect((await ops.get(`/v1/audit/${events[0].id}`)).body).toMatchObject({
      seal: { number: expect.any(Number) as number, hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
    });
  });

  it("answers 404 for another organization's entry and for none", async () => {
    const stranger = await audited.application.actAs({ role: 'auditor' });
    for (const id of [events[0].id, uuidv7()]) {
      expect(await stranger.get(`/v1/audit/${id}`)).toMatchObject({
        status: 404,
        body: { code: 'audit_entry_not_found' },
      });
    }
    expect(await stranger.get('/v1/audit')).toMatchObject({ status: 200, body: { items: [], next: null } });
  });

  it.each([
    ['entityId=1', 'entityId'],
    ['entity=Ride', 'entity'],
    ['type=ride%25', 'type'],
    ['from=yesterday', 'from'],
    ['limit=201', 'limit'],
    ['after=*', 'after'],
    ['colour=red', 'colour'],
  ])('refuses ?%s', async (query, field) => {
    const { status, body } = await ops.get(`/v1/audit?${query}`);
    expect(status).toBe(400);
    expect((body as { errors: { field: string }[] }).errors.map((error) => error.field)).toEqual([field]);
  });

  it('refuses a period that ends before it begins, and a cursor of another list', async () => {
    const period = 'from=2026-01-06T00:00:00Z&to=2026-01-05T00:00:00Z';
    expect(await ops.get(`/v1/audit?${period}`)).toMatchObject({ status: 400, body: { code: 'period_invalid' } });
    expect(await ops.get('/v1/audit?after=abc')).toMatchObject({ status: 400, body: { code: 'cursor_invalid' } });
  });

  it('verifies for those who may ask', async () => {
    await audited.sealAll();
    expect(await auditor.get('/v1/audit/verification')).toMatchObject({
      status: 200,
      body: {
        intact: true,
        verifiedCount: 5,
        retiredCount: 0,
        retiredUpTo: null,
        anchoredUpTo: 5,
        unsealedCount: 0,
        oldestUnsealedAt: null,
        violation: null,
      },
    });
    expect(await ops.get('/v1/audit/verification')).toMatchObject({ status: 403 });
  });

  it.each([
    ['GET', '/v1/audit'],
    ['GET', `/v1/audit/${uuidv7()}`],
    ['GET', '/v1/audit/verification'],
    ['POST', '/v1/audit/erasures'],
  ])('is closed to others: %s %s', async (method, path) => {
    const driver = await audited.application.actAs({ role: 'driver', organizationId: audited.organizationId });
    const body = method === 'POST' ? { subject: PHONE, reason: 'asked' } : undefined;
    expect(await driver.call(method, path, body)).toMatchObject({ status: 403 });
    expect(await audited.application.call(method, path, body)).toMatchObject({ status: 401 });
  });

  describe('erasing a person', () => {
    const inOrganization = (): Record<string, string> => ({ 'cabstand-organization': audited.organizationId });
    const erase = (body: object, headers = inOrganization()) => superAdmin.post('/v1/audit/erasures', body, headers);

    it('is for super admins, with a reason', async () => {
      expect(await ops.post('/v1/audit/erasures', { subject: PHONE, reason: 'asked' })).toMatchObject({ status: 403 });
      expect(await erase({ subject: PHONE })).toMatchObject({ status: 400, body: { errors: [{ field: 'reason' }] } });
    });

    it('finds nobody in an organization that knows him not, and changes nothing', async () => {
      const stranger = await audited.application.actAs();
      for (const headers of [{ 'cabstand-organization': stranger.organizationId! }, {}] as Record<string, string>[]) {
        expect(await erase({ subject: PHONE, reason: 'asked' }, headers)).toMatchObject({
          status: 404,
          body: { code: 'person_not_found' },
        });
      }
      expect((await auditor.get(`/v1/audit/${events[1].id}`)).body).toMatchObject({ personal: 'shown' });
    });

    it('makes his fields unreadable for ever, leaves the entry and the chain, and is on record without naming him', async () => {
      const { status, body } = await erase({ subject: '098100 00042', reason: 'Request 118' });
      expect(status).toBe(201);
      const { erasureId } = body as { erasureId: string };

      const erased = await auditor.get(`/v1/audit/${events[1].id}`);
      expect(erased.body).toMatchObject({ personal: 'erased', payload: { passenger: {} } });
      const record = await auditor.get(`/v1/audit?entity=erasure&entityId=${erasureId}`);
      expect(record.body).toMatchObject({
        items: [
          {
            type: 'audit.person_erased',
            actor: { id: superAdmin.userId },
            payload: { erasureId, reason: 'Request 118' },
          },
        ],
      });
      expect(JSON.stringify(record.body)).not.toContain('9810000042');
      await audited.sealAll();
      expect((await auditor.get('/v1/audit/verification')).body).toMatchObject({ intact: true });
      expect(await erase({ subject: PHONE, reason: 'again' })).toMatchObject({ status: 404 });
    });

    it('gives him a new key from there on', async () => {
      const again = passengerNamed(PHONE);
      await audited.publish(again);
      expect((await auditor.get(`/v1/audit/${again.id}`)).body).toMatchObject({
        personal: 'shown',
        payload: again.payload,
      });
      expect((await auditor.get(`/v1/audit/${events[1].id}`)).body).toMatchObject({ personal: 'erased' });
    });
  });
});
