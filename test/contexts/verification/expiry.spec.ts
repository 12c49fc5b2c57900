import { endOfLocalDay, localDate } from '../../../src/kernel/local-day';
import { SimulatedTime } from '../../../src/platform/simulation/simulated-time';
import { cloneDatabase, type TestDatabase } from '../../support/database';
import { TestApplication } from '../../support/application';
import { created, patch } from '../fleet/fleet-fixture';
import { everyPaper, Papers } from './papers';

const DAY = 86_400_000;
const LICENCE = { documentType: 'driving_licence' };
const STEPPED = { CLOCK: 'stepped', SIMULATION_TOKEN: 'the token of this test, and of no other' };

describe('time passes over documents', () => {
  let database: TestDatabase;
  let application: TestApplication;
  let papers: Papers;
  const start = (): Promise<TestApplication> => TestApplication.start({ database, environment: STEPPED });
  const time = (): SimulatedTime => application.app.get(SimulatedTime);
  const inDays = (days: number): string => localDate(new Date(time().now.getTime() + days * DAY), 'Asia/Kolkata');
  const passDays = (days: number): Promise<void> => time().advance(new Date(time().now.getTime() + days * DAY));

  beforeAll(async () => {
    database = await cloneDatabase();
    application = await start();
    papers = await Papers.create(application, 'default');
  });
  afterAll(async () => {
    await application.stop();
    await database.drop();
  });

  async function driverWith(expiresOn: string): Promise<{ driverId: string; licence: string }> {
    const driverId = await papers.driver();
    const [, ...others] = everyPaper();
    for (const [documentType, document] of others)
      await papers.verified('driver', driverId, {
        documentType,
        ...document,
        ...(documentType === 'police_verification' && { expiresOn: '2099-12-31' }),
      });
    return { driverId, licence: await papers.verified('driver', driverId, { ...LICENCE, expiresOn }) };
  }

  it('which remind and expire by themselves, once each, whatever is restarted meanwhile', async () => {
    const expiresOn = inDays(40);
    const { driverId, licence } = await driverWith(expiresOn);
    const lapse = endOfLocalDay(expiresOn, 'Asia/Kolkata').toISOString();
    expect(await papers.standing(driverId)).toMatchObject({ isUsable: true, usableUntil: lapse });
    await passDays(26);
    await application.stop();
    application = await start();
    papers = Object.assign(papers, {
      application,
      ops: await application.actAs({
        organizationId: papers.organizationId,
        role: 'super_admin',
        documents: 'default',
      }),
    });
    await passDays(16);
    const reminders = await papers.events('verification.document_about_to_expire', licence);
    expect(reminders.map(({ daysLeft }) => daysLeft)).toEqual([30, 15, 1]);
    const { body } = await papers.ops.get(`/v1/documents/${licence}`);
    expect(body).toMatchObject({ status: 'EXPIRED', isCurrent: false });
    expect(body.history.at(-1)).toMatchObject({ status: 'EXPIRED', changedAt: lapse, changedBy: null });
    expect(await papers.standing(driverId)).toMatchObject({
      ...{ isUsable: false, usableUntil: null, changedAt: lapse },
      problems: [{ documentType: 'driving_licence', problem: 'expired' }],
    });
  });

  it('and over a renewal in time nothing is told but the newer end', async () => {
    const { driverId, licence } = await driverWith(inDays(10));
    await papers.verified('driver', driverId, { ...LICENCE, expiresOn: inDays(400) });
    await passDays(12);
    expect(await papers.events('verification.document_expired', licence)).toEqual([]);
    expect(await papers.events('verification.document_about_to_expire', licence)).toEqual([]);
    expect((await papers.standing(driverId)).isUsable).toBe(true);
  });

  it('and the operator lists in time whose end is near', async () => {
    const { driverId } = await driverWith(inDays(5));
    const before = endOfLocalDay(inDays(6), 'Asia/Kolkata').toISOString();
    const near = await papers.ops.get(
      `/v1/documents/standings?subjectType=driver&isUsable=true&lapsesBefore=${before}`,
    );
    const { name, fleetId, hubId } = (await papers.ops.get(`/v1/drivers/${driverId}`)).body;
    expect(near.body.items).toMatchObject([{ subjectId: driverId, name, fleetId, hubId }]);
    const far = await papers.ops.get(
      `/v1/documents/standings?lapsesBefore=${new Date(time().now.getTime() + DAY).toISOString()}`,
    );
    expect(far.body.items).toEqual([]);
    const first = await papers.ops.get('/v1/documents/standings?limit=1');
    expect(first.body.items).toHaveLength(1);
    const second = await papers.ops.get(`/v1/documents/standings?limit=1&after=${first.body.next}`);
    expect(second.body.items[0].subjectId).not.toBe(first.body.items[0].subjectId);
  });

  it('and the driver’s licence has one end: fleet follows the document, and nobody types over it', async () => {
    const expiresOn = inDays(300);
    const { driverId } = await driverWith(expiresOn);
    expect((await papers.ops.get(`/v1/drivers/${driverId}`)).body.licenceExpiresOn).toBe(expiresOn);
    const typed = await patch(papers.ops, `/v1/drivers/${driverId}`, { licenceExpiresOn: inDays(3_000) });
    expect([typed.status, typed.body.code]).toEqual([409, 'licence_verified']);
    expect(
      (await patch(papers.ops, `/v1/drivers/${driverId}`, { name: 'Ravi K', licenceExpiresOn: expiresOn })).status,
    ).toBe(200);
  });

  it('and what lapsed while it waited is not verified', async () => {
    const driverId = await papers.driver();
    const document = { ...LICENCE, expiresOn: inDays(1) };
    const id = created(await papers.submit('driver', driverId, document));
    await passDays(3);
    expect((await papers.ops.post(`/v1/documents/${id}/verify`)).body.code).toBe('document_lapsed');
    expect((await papers.ops.post(`/v1/documents/${id}/reject`, { reason: 'It lapsed.' })).status).toBe(200);
  });
});
