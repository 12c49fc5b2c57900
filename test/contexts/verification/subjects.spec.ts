import { SimulatedTime } from '../../../src/platform/simulation/simulated-time';
import { localDate } from '../../../src/kernel/local-day';
import { TestApplication } from '../../support/application';
import { created, done, DRIVER, newPhone, newPlate, patch, unique, VEHICLE } from '../fleet/fleet-fixture';
import { Papers } from './papers';

const DAY = 86_400_000;
const REASON = { reason: 'The wrong file.' };
const LICENCE = { documentType: 'driving_licence', expiresOn: '2031-08-14' };
const CERTIFICATE = { documentType: 'registration_certificate', expiresOn: '2036-12-31' };
const GAS = { fuelType: 'CNG' };

describe('documents and what becomes of their subject', () => {
  let application: TestApplication;
  let papers: Papers;
  beforeAll(async () => {
    const environment = { CLOCK: 'stepped', SIMULATION_TOKEN: 'the token of this test, and of no other' };
    application = await TestApplication.start({ environment });
    papers = await Papers.create(application, 'default');
  });
  afterAll(() => application.stop());

  const time = (): SimulatedTime => application.app.get(SimulatedTime);
  const inDays = (days: number): string => localDate(new Date(time().now.getTime() + days * DAY), 'Asia/Kolkata');
  const passDays = (days: number): Promise<void> => time().advance(new Date(time().now.getTime() + days * DAY));
  const read = async (id: string) => (await papers.ops.get(`/v1/documents/${id}`)).body;
  const problemOf = async (id: string, documentType: string): Promise<string | undefined> =>
    (await papers.standing(id)).problems.find((p: { documentType: string }) => p.documentType === documentType)
      ?.problem;
  const driverOf = async (id: string) => (await papers.ops.get(`/v1/drivers/${id}`)).body;
  const newNumber = (): string => `DL04201103${unique().slice(-5)}`;
  const insurance = () => ({ documentType: 'insurance', number: `P-${unique()}`, expiresOn: '2036-12-31' });

  it('are revoked where they bear a number that their subject has no more', async () => {
    const driverId = await papers.driver();
    const licence = await papers.verified('driver', driverId, LICENCE);
    expect(await problemOf(driverId, 'driving_licence')).toBeUndefined();
    done(await patch(papers.ops, `/v1/drivers/${driverId}`, { name: 'Ravi K', address: '12, Palam Village' }));
    expect((await read(licence)).status).toBe('VERIFIED');
    const licenceNumber = newNumber();
    done(await patch(papers.ops, `/v1/drivers/${driverId}`, { licenceNumber, licenceExpiresOn: '2040-01-01' }));
    expect(await read(licence)).toMatchObject({ status: 'REVOKED', reason: expect.stringContaining('was changed') });
    expect(await problemOf(driverId, 'driving_licence')).toBe('revoked');
    expect((await papers.submit('driver', driverId, LICENCE)).body.code).toBe('number_of_another');
    await papers.verified('driver', driverId, { ...LICENCE, number: licenceNumber });
    expect(await problemOf(driverId, 'driving_licence')).toBeUndefined();
    expect((await driverOf(driverId)).licenceExpiresOn).toBe(LICENCE.expiresOn);
  });

  it('are looked at again where something else that they say has changed', async () => {
    const vehicleId = await papers.vehicle();
    const [certificate, policy] = [
      await papers.verified('vehicle', vehicleId, CERTIFICATE),
      await papers.verified('vehicle', vehicleId, insurance()),
    ];
    done(await patch(papers.ops, `/v1/vehicles/${vehicleId}`, GAS));
    expect([(await read(certificate)).status, (await read(policy)).status]).toEqual(['UNDER_REVIEW', 'VERIFIED']);
    expect(await problemOf(vehicleId, 'registration_certificate')).toBe('pending');
    expect(await problemOf(vehicleId, 'puc')).toBe('missing');
    expect((await papers.ops.post(`/v1/documents/${certificate}/verify`)).body).toMatchObject({ status: 'VERIFIED' });
    expect(await problemOf(vehicleId, 'registration_certificate')).toBeUndefined();
    done(await patch(papers.ops, `/v1/vehicles/${vehicleId}`, { plate: newPlate() }));
    expect([(await read(certificate)).status, (await read(policy)).status]).toEqual(['REVOKED', 'UNDER_REVIEW']);
    expect((await papers.ops.post(`/v1/documents/${policy}/reject`, REASON)).status).toBe(200);
  });

  it('are revoked instead where a renewal waits already', async () => {
    const vehicleId = await papers.vehicle();
    const policy = await papers.verified('vehicle', vehicleId, insurance());
    const renewal = created(await papers.submit('vehicle', vehicleId, insurance()));
    done(await patch(papers.ops, `/v1/vehicles/${vehicleId}`, { plate: newPlate() }));
    expect([(await read(policy)).status, (await read(renewal)).status]).toEqual(['REVOKED', 'PENDING']);
  });

  it('count again where the renewal that had replaced them is revoked, and the licence ends when it did', async () => {
    const driverId = await papers.driver();
    const first = await papers.verified('driver', driverId, LICENCE);
    const second = await papers.verified('driver', driverId, { ...LICENCE, expiresOn: '2041-08-14' });
    const third = await papers.verified('driver', driverId, { ...LICENCE, expiresOn: '2051-08-14' });
    expect((await driverOf(driverId)).licenceExpiresOn).toBe('2051-08-14');
    for (const [wrong, right, expiresOn] of [
      [third, second, '2041-08-14'],
      [second, first, '2031-08-14'],
    ] as const) {
      done(await papers.ops.post(`/v1/documents/${wrong}/revoke`, REASON));
      expect(await read(right)).toMatchObject({ status: 'VERIFIED', isCurrent: true, replacedBy: null });
      expect((await driverOf(driverId)).licenceExpiresOn).toBe(expiresOn);
      expect(await problemOf(driverId, 'driving_licence')).toBeUndefined();
    }
    done(await papers.ops.post(`/v1/documents/${first}/revoke`, REASON));
    expect(await problemOf(driverId, 'driving_licence')).toBe('revoked');
    done(await patch(papers.ops, `/v1/drivers/${driverId}`, { licenceExpiresOn: '2030-08-14' }));
  });

  it('do not count again where they have lapsed since, or another has their number', async () => {
    const driverId = await papers.driver();
    const lapsed = await papers.verified('driver', driverId, { ...LICENCE, expiresOn: inDays(2) });
    const renewal = await papers.verified('driver', driverId, LICENCE);
    await passDays(4);
    done(await papers.ops.post(`/v1/documents/${renewal}/revoke`, REASON));
    expect(await read(lapsed)).toMatchObject({ isCurrent: false, replacedBy: renewal });
    expect(await problemOf(driverId, 'driving_licence')).toBe('revoked');

    const pan = { documentType: 'pan', number: `ABCPK${unique().slice(-4)}G` };
    const wrong = await papers.verified('driver', driverId, pan);
    const right = await papers.verified('driver', driverId, { ...pan, number: `ABCPK${unique().slice(-4)}H` });
    await papers.verified('driver', await papers.driver(), pan);
    done(await papers.ops.post(`/v1/documents/${right}/revoke`, REASON));
    expect((await read(wrong)).isCurrent).toBe(false);
  });

  it('restored in their last month remind as they would have', async () => {
    const driverId = await papers.driver();
    const licence = await papers.verified('driver', driverId, { ...LICENCE, expiresOn: inDays(40) });
    const renewal = await papers.verified('driver', driverId, LICENCE);
    await passDays(30);
    done(await papers.ops.post(`/v1/documents/${renewal}/revoke`, REASON));
    await passDays(11);
    const told = await papers.events('verification.document_about_to_expire', licence);
    expect(told.map(({ daysLeft }) => daysLeft)).toEqual([10, 1]);
    expect((await read(licence)).status).toBe('EXPIRED');
  });

  it('of who has left remind nobody, and their numbers are free for who comes again', async () => {
    const [driverId, vehicleId] = [await papers.driver(), await papers.vehicle()];
    const licence = await papers.verified('driver', driverId, { ...LICENCE, expiresOn: inDays(40) });
    const certificate = await papers.verified('vehicle', vehicleId, { ...CERTIFICATE, expiresOn: inDays(40) });
    done(await papers.ops.post(`/v1/drivers/${driverId}/status`, { status: 'LEFT', reason: 'Resigned' }));
    done(await papers.ops.post(`/v1/vehicles/${vehicleId}/status`, { status: 'RETIRED', reason: 'Sold' }));
    await passDays(42);
    for (const id of [licence, certificate]) {
      expect(await papers.events('verification.document_about_to_expire', id)).toEqual([]);
      expect((await read(id)).status).toBe('VERIFIED');
    }
    expect(await papers.standing(driverId)).toBeUndefined();
    expect((await papers.submit('driver', driverId, { documentType: 'police_verification' })).body.code).toBe(
      'subject_left',
    );
    const [licenceNumber, plate] = [papers.numberOf(driverId), papers.numberOf(vehicleId)];
    const again = { hubId: papers.hubId, phone: newPhone(), licenceNumber, ...DRIVER };
    const anew = created(await papers.ops.post('/v1/drivers', again));
    await papers.verified('driver', anew, { ...LICENCE, number: licenceNumber });
    const cab = created(await papers.ops.post('/v1/vehicles', { hubId: papers.hubId, plate, ...VEHICLE }));
    await papers.verified('vehicle', cab, { ...CERTIFICATE, number: plate });
  });

  it('may be one policy, or one permit, of many cabs', async () => {
    for (const documentType of ['insurance', 'permit']) {
      const shared = { documentType, number: `FLEET${unique()}`, expiresOn: inDays(300) };
      const [first, second] = [await papers.vehicle(), await papers.vehicle()];
      await papers.verified('vehicle', first, shared);
      const id = await papers.verified('vehicle', second, shared);
      expect(await read(id)).toMatchObject({ status: 'VERIFIED', isCurrent: true });
    }
  });

  it('are one subject’s by their number in the database too, firms apart', async () => {
    const pan = { documentType: 'pan', number: `ABCPK${unique().slice(-4)}J` };
    const [one, other] = [await papers.driver(), await papers.driver()];
    await papers.verified('driver', one, pan);
    const id = created(await papers.submit('driver', other, pan));
    await expect(
      application.sql(
        `UPDATE verification.documents SET status = 'VERIFIED', version = version + 1, verified_at = now(), verified_how = 'source'
         WHERE id = $1`,
        [id],
      ),
    ).rejects.toThrow('documents_number_once');
    await papers.verified('fleet', papers.fleetId, pan);
    await papers.verified('organization', papers.organizationId, pan);
  });
});
