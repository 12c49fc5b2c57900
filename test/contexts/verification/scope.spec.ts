import { randomUUID } from 'node:crypto';
import { TestApplication, type TestCaller } from '../../support/application';
import { created, HUB, unique } from '../fleet/fleet-fixture';
import { Papers } from './papers';

const PAN = { documentType: 'pan', number: 'ABCPK1234F' };
const LICENCE = { documentType: 'driving_licence', expiresOn: '2031-08-14' };
const REASON = { reason: 'The photograph cannot be read.' };

describe('whose documents somebody sees and touches', () => {
  let application: TestApplication;
  let papers: Papers;
  let driverId: string;
  let farDriverId: string;
  let pan: string;
  let farPan: string;
  let otherFleetPan: string;
  let callers: Record<'ops' | 'fleetManager' | 'hubManager' | 'auditor' | 'driver' | 'stranger', TestCaller>;

  beforeAll(async () => {
    application = await TestApplication.start();
    papers = await Papers.create(application);
    const { organizationId, fleetId, hubId, ops } = papers;
    driverId = await papers.driver();
    farDriverId = await papers.driver(await papers.hub());
    const otherFleet = created(await ops.post('/v1/fleets', { name: `Fleet ${unique()}`, city: 'Delhi NCR' }));
    const otherHub = created(await ops.post('/v1/hubs', { fleetId: otherFleet, name: `Hub ${unique()}`, ...HUB }));
    const otherDriverId = await papers.driver(otherHub);
    const withFile = { ...PAN, fileId: await papers.file() };
    pan = created(await papers.submit('driver', driverId, withFile));
    farPan = created(await papers.submit('driver', farDriverId, PAN));
    otherFleetPan = created(await papers.submit('driver', otherDriverId, PAN));
    callers = {
      ops: await papers.actAs({ role: 'ops' }),
      fleetManager: await papers.actAs({ role: 'fleet_manager', fleetIds: [fleetId] }),
      hubManager: await papers.actAs({ role: 'hub_manager', fleetIds: [fleetId], hubIds: [hubId] }),
      auditor: await papers.actAs({ role: 'auditor' }),
      driver: await papers.actAs({ role: 'driver', driverId, fleetIds: [fleetId], hubIds: [hubId] }),
      stranger: await application.actAs({ role: 'super_admin', organizationId: randomUUID() }),
    };
    expect(organizationId).not.toBe(callers.stranger.organizationId);
  });
  afterAll(() => application.stop());

  const seenBy = async (who: keyof typeof callers): Promise<string[]> =>
    (await callers[who].get('/v1/documents?limit=200')).body.items.map(({ id }: { id: string }) => id).sort();

  it('is the operator’s, his fleet’s, his hub’s', async () => {
    for (const who of ['ops', 'auditor'] as const)
      expect(await seenBy(who)).toEqual([pan, farPan, otherFleetPan].sort());
    expect(await seenBy('fleetManager')).toEqual([pan, farPan].sort());
    expect(await seenBy('hubManager')).toEqual([pan]);
    expect(await seenBy('stranger')).toEqual([]);
    const standings = async (who: keyof typeof callers): Promise<number> =>
      (await callers[who].get('/v1/documents/standings')).body.items.length;
    expect([await standings('ops'), await standings('fleetManager'), await standings('hubManager')]).toEqual([3, 2, 1]);
    expect(await standings('stranger')).toBe(0);
  });

  it.each([
    ['hubManager', () => farPan],
    ['hubManager', () => otherFleetPan],
    ['fleetManager', () => otherFleetPan],
    ['stranger', () => pan],
  ] as const)('does not let the %s find another’s', async (who, id) => {
    const caller = callers[who];
    expect((await caller.get(`/v1/documents/${id()}`)).status).toBe(404);
    expect((await caller.post(`/v1/documents/${id()}/link`)).status).toBe(404);
    if (who === 'stranger')
      for (const [step, body] of [
        ['review', undefined],
        ['verify', undefined],
        ['reject', REASON],
        ['revoke', REASON],
      ] as const)
        expect((await caller.post(`/v1/documents/${id()}/${step}`, body)).status).toBe(404);
  });

  it('narrows whoever decides for a hub or a fleet only', async () => {
    const clerk = await papers.actAs({
      permissions: ['verification.decide_documents', 'verification.revoke_document'],
      ...{ fleetIds: [papers.fleetId], hubIds: [papers.hubId] },
    });
    for (const [step, body] of [
      ['review', undefined],
      ['verify', undefined],
      ['reject', REASON],
      ['revoke', REASON],
    ] as const)
      expect((await clerk.post(`/v1/documents/${farPan}/${step}`, body)).status).toBe(404);
    expect((await clerk.post(`/v1/documents/${pan}/review`)).status).toBe(200);
  });

  it('lets each submit where he belongs', async () => {
    const { hubManager, fleetManager, stranger } = callers;
    expect((await papers.submit('driver', farDriverId, LICENCE, hubManager)).status).toBe(404);
    expect((await papers.submit('driver', farDriverId, LICENCE, fleetManager)).status).toBe(201);
    expect((await papers.submit('driver', driverId, LICENCE, hubManager)).status).toBe(201);
    expect((await papers.submit('driver', driverId, LICENCE, stranger)).status).toBe(404);
    expect((await papers.submit('fleet', papers.fleetId, PAN, hubManager)).status).toBe(404);
    expect((await papers.submit('fleet', papers.fleetId, PAN, fleetManager)).status).toBe(201);
    expect((await papers.submit('organization', papers.organizationId, PAN, fleetManager)).status).toBe(404);
  });

  it('shows whole numbers to who may see them', async () => {
    const numberFor = async (who: keyof typeof callers): Promise<unknown[]> => {
      const { body } = await callers[who].get(`/v1/documents/${pan}`);
      return [body.number, body.maskedNumber];
    };
    expect(await numberFor('ops')).toEqual(['ABCPK1234F', '******234F']);
    expect(await numberFor('fleetManager')).toEqual(['ABCPK1234F', '******234F']);
    expect(await numberFor('hubManager')).toEqual([null, '******234F']);
    expect(await numberFor('auditor')).toEqual([null, '******234F']);
  });

  it.each([
    ['fleetManager', 'post', (): string => `/v1/documents/${pan}/verify`],
    ['hubManager', 'post', (): string => `/v1/documents/${pan}/verify`],
    ['hubManager', 'post', (): string => `/v1/documents/${pan}/revoke`],
    ['auditor', 'post', (): string => `/v1/documents`],
    ['auditor', 'post', (): string => `/v1/documents/${pan}/review`],
    ['driver', 'get', (): string => `/v1/documents`],
    ['driver', 'get', (): string => `/v1/documents/${pan}`],
    ['driver', 'post', (): string => `/v1/documents`],
    ['driver', 'get', (): string => `/v1/document-sets`],
    ['ops', 'get', (): string => `/v1/driver/documents`],
  ] as const)('forbids the %s to %s what is not his', async (who, method, path) => {
    const answer = method === 'get' ? await callers[who].get(path()) : await callers[who].post(path(), {});
    expect(answer.status).toBe(403);
  });

  it('lets only the operator say what is wanted', async () => {
    const sets = { sets: [{ subjectType: 'driver', city: '*', documents: [] }] };
    for (const who of ['fleetManager', 'hubManager', 'auditor', 'driver'] as const)
      expect((await callers[who].call('PUT', '/v1/document-sets', sets)).status).toBe(403);
    const narrowed = await papers.actAs({
      ...{ permissions: ['verification.configure_sets'], fleetIds: [papers.fleetId] },
    });
    expect((await narrowed.call('PUT', '/v1/document-sets', sets)).body.code).toBe('outside_scope');
  });

  it('gives a driver his own, and no other’s', async () => {
    const { driver } = callers;
    const fileId = await papers.file(driver, '/v1/driver/documents/files');
    const own = await driver.post('/v1/driver/documents', { documentType: 'police_verification', fileId });
    expect(own.body).toMatchObject({ subjectType: 'driver', subjectId: driverId, status: 'PENDING' });
    const { body } = await driver.get('/v1/driver/documents');
    expect(body.items.every(({ subjectId }: { subjectId: string }) => subjectId === driverId)).toBe(true);
    expect(body.items.map(({ id }: { id: string }) => id)).toContain(created(own));
    expect(body).toMatchObject({ standing: { subjectId: driverId, isUsable: true }, wanted: [] });
    expect((await driver.post(`/v1/driver/documents/${created(own)}/link`)).status).toBe(200);
    expect((await driver.post(`/v1/driver/documents/${pan}/link`)).status).toBe(200);
    expect((await driver.post(`/v1/driver/documents/${farPan}/link`)).status).toBe(404);
    const other = { documentType: 'pan', number: 'ABCPK1234F', subjectType: 'driver', subjectId: farDriverId };
    expect((await driver.post('/v1/driver/documents', other)).body.code).toBe('validation_failed');
    const both = await papers.actAs({ driverId });
    expect((await both.post(`/v1/documents/${created(own)}/verify`)).body.code).toBe('own_document');
  });
});
