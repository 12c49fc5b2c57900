import { SimulatedTime } from '../../../src/platform/simulation/simulated-time';
import { VerificationSimulator } from '../../../src/platform/verification-source/verification-simulator';
import { TestApplication } from '../../support/application';
import { created, patch, unique } from '../fleet/fleet-fixture';
import { Papers } from './papers';

const MINUTE = 60_000;
const LICENCE = { documentType: 'driving_licence', expiresOn: '2036-12-31' };
/** Nobody else's. */
const account = (): Record<string, string> => ({
  ...{ documentType: 'bank_account', number: `50100012${unique()}` },
  ...{ ifsc: 'HDFC0001234', holderName: 'Ravi Kumar' },
});

describe('documents and the source that knows them', () => {
  let application: TestApplication;
  let papers: Papers;
  beforeAll(async () => {
    const environment = {
      ...{ CLOCK: 'stepped', SIMULATION_TOKEN: 'the token of this test, and of no other' },
      VERIFICATION_PROVIDER: 'simulator',
    };
    application = await TestApplication.start({ environment });
    papers = await Papers.create(application, 'default');
  });
  beforeEach(() => source().reset());
  afterAll(() => application.stop());

  const source = () => application.app.get(VerificationSimulator, { strict: false }).running!;
  const time = (): SimulatedTime => application.app.get(SimulatedTime);
  const passMinutes = (minutes: number): Promise<void> =>
    time().advance(new Date(time().now.getTime() + minutes * MINUTE));
  const submit = async (document: Record<string, unknown> = account(), driverId?: string): Promise<string> => {
    const id = created(await papers.submit('driver', driverId ?? (await papers.driver()), document));
    await time().settle();
    return id;
  };
  const read = async (id: string) => (await papers.ops.get(`/v1/documents/${id}`)).body;

  it('are verified by it where it agrees, and it is asked once', async () => {
    const id = await submit();
    expect(await read(id)).toMatchObject({
      ...{ status: 'VERIFIED', isCurrent: true, verifiedHow: 'source', verifiedBy: null },
      sourceAnswer: { outcome: 'agrees', differences: [] },
    });
    expect(source().journal()).toEqual([expect.objectContaining({ requestId: id, outcome: 'agrees' })]);
    expect(await papers.events('verification.document_verified', id)).toEqual([
      expect.objectContaining({ by: 'source' }),
    ]);
  });

  it.each([
    [
      'differs',
      [
        'The source holds another name for it, or says that it is not in force.',
        'The name that it is in is not the name of the driver.',
      ],
    ],
    ['not_found', ['The source knows no such document.']],
  ] as const)('wait for a person where it says %s, and are never rejected by it', async (kind, differences) => {
    source().always({ kind });
    const id = await submit();
    const waiting = await read(id);
    expect(waiting).toMatchObject({ status: 'UNDER_REVIEW', sourceAnswer: { outcome: kind } });
    expect(waiting.sourceAnswer.differences).toEqual(differences);
    await passMinutes(10_000);
    expect((await read(id)).status).toBe('UNDER_REVIEW');
    expect((await papers.ops.post(`/v1/documents/${id}/verify`)).body).toMatchObject({ verifiedHow: 'person' });
  });

  it('wait for a person where it knows another end of them', async () => {
    const id = await submit({ ...LICENCE, expiresOn: '2027-03-03' });
    const { status, sourceAnswer } = await read(id);
    expect([status, sourceAnswer.outcome]).toEqual(['UNDER_REVIEW', 'differs']);
    expect(sourceAnswer.differences[0]).toMatch(/^The source says that it is valid until \d{4}-\d{2}-\d{2}\.$/);
  });

  it('are verified by it where they are the driver’s own, in his name as far as it says', async () => {
    for (const name of [undefined, 'R*** K***', 'RAVI KUMAR SHARMA']) {
      source().chooseNext({ kind: 'agrees', name });
      expect(await read(await submit(LICENCE))).toMatchObject({ status: 'VERIFIED', verifiedHow: 'source' });
    }
    const vehicleId = await papers.vehicle();
    const certificate = { documentType: 'registration_certificate', expiresOn: '2036-12-31' };
    const id = created(await papers.submit('vehicle', vehicleId, certificate));
    await time().settle();
    expect(await read(id)).toMatchObject({ status: 'VERIFIED', verifiedHow: 'source' });
    const other = { ...certificate, number: papers.numberOf(vehicleId) };
    expect((await papers.submit('vehicle', await papers.vehicle(), other)).body.code).toBe('number_of_another');
  });

  it.each([
    ['a licence', LICENCE, { kind: 'agrees', name: 'A*** K***' }],
    [
      'an account whose holder it is told is somebody else',
      { ...account(), holderName: 'Asha Rao' },
      { kind: 'agrees' },
    ],
  ] as const)('wait for a person where they are in another’s name: %s', async (_what, document, outcome) => {
    source().chooseNext(outcome);
    expect(await read(await submit(document))).toMatchObject({
      status: 'UNDER_REVIEW',
      sourceAnswer: { outcome: 'differs', differences: ['The name that it is in is not the name of the driver.'] },
    });
  });

  it('wait for a person where the driver has another licence by the time that it answers', async () => {
    source().always({ kind: 'error', httpStatus: 503 });
    const driverId = await papers.driver();
    const id = await submit(LICENCE, driverId);
    const licenceNumber = `DL04201102${unique().slice(-5)}`;
    expect((await patch(papers.ops, `/v1/drivers/${driverId}`, { licenceNumber })).status).toBe(200);
    source().always({ kind: 'agrees' });
    await passMinutes(10);
    expect(await read(id)).toMatchObject({
      status: 'UNDER_REVIEW',
      sourceAnswer: { differences: ['The driver is registered with another number.'] },
    });
    expect((await papers.ops.post(`/v1/documents/${id}/verify`)).body.code).toBe('number_of_another');
  });

  it('are verified for one and for nobody else', async () => {
    const same = account();
    const first = await submit(same);
    expect((await read(first)).status).toBe('VERIFIED');
    const second = await submit(same);
    expect(await read(second)).toMatchObject({
      status: 'UNDER_REVIEW',
      sourceAnswer: { differences: ['A document of this number is verified for somebody else already.'] },
    });
    expect((await papers.ops.post(`/v1/documents/${second}/verify`)).body).toMatchObject({
      ...{ code: 'number_held', documentId: first },
    });
    await papers.ops.post(`/v1/documents/${first}/revoke`, { reason: 'It is the other’s.' });
    expect((await papers.ops.post(`/v1/documents/${second}/verify`)).status).toBe(200);
    // Another bank’s account of the same number is another account.
    expect(await read(await submit({ ...same, ifsc: 'ICIC0001234' }))).toMatchObject({ status: 'VERIFIED' });
  });

  it('stay pending while it is down, and are verified once it is back', async () => {
    source().always({ kind: 'error', httpStatus: 503 });
    const id = await submit();
    await passMinutes(40);
    expect(await read(id)).toMatchObject({ status: 'PENDING', sourceAnswer: null });
    source().always({ kind: 'agrees' });
    await passMinutes(180);
    expect((await read(id)).status).toBe('VERIFIED');
  });

  it('wait for a person where it stays down, and no dead letter strands them', async () => {
    source().always({ kind: 'drop' });
    const id = await submit();
    await passMinutes(4_000);
    expect(await read(id)).toMatchObject({ status: 'PENDING', sourceAnswer: { outcome: 'unreachable' } });
    expect(await application.sql('SELECT FROM platform.dead_letters')).toEqual([]);
    expect(await application.sql(`SELECT FROM platform.outbox WHERE listener LIKE 'CheckWithSource%'`)).toEqual([]);
    expect((await papers.ops.post(`/v1/documents/${id}/verify`)).status).toBe(200);
  });

  it('are not asked about again once a person verified them and what they say of the vehicle has changed', async () => {
    source().always({ kind: 'error', httpStatus: 503 });
    const vehicleId = await papers.vehicle();
    const certificate = { ...LICENCE, documentType: 'registration_certificate' };
    const id = created(await papers.submit('vehicle', vehicleId, certificate));
    await time().settle();
    expect((await papers.ops.post(`/v1/documents/${id}/verify`)).status).toBe(200);
    expect((await patch(papers.ops, `/v1/vehicles/${vehicleId}`, { fuelType: 'CNG' })).status).toBe(200);
    source().always({ kind: 'agrees' });
    await passMinutes(4_000);
    expect(await read(id)).toMatchObject({
      ...{ status: 'UNDER_REVIEW', sourceAnswer: null },
      reason: 'What the vehicle runs on was changed.',
    });
    expect((await papers.ops.post(`/v1/documents/${id}/verify`)).body).toMatchObject({ verifiedHow: 'person' });
  });

  it('are decided by whoever is first', async () => {
    source().always({ kind: 'error', httpStatus: 500 });
    const id = await submit();
    expect((await papers.ops.post(`/v1/documents/${id}/reject`, { reason: 'Not his.' })).status).toBe(200);
    source().always({ kind: 'agrees' });
    await passMinutes(4_000);
    expect((await read(id)).status).toBe('REJECTED');
  });
});
