import { SimulatedTime } from '../../../src/platform/simulation/simulated-time';
import { VerificationSimulator } from '../../../src/platform/verification-source/verification-simulator';
import { TestApplication } from '../../support/application';
import { created } from '../fleet/fleet-fixture';
import { Papers } from './papers';

const MINUTE = 60_000;
const ACCOUNT = {
  documentType: 'bank_account',
  number: '50100012345678',
  ifsc: 'HDFC0001234',
  holderName: 'Ravi Kumar',
};

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
  const submit = async (document: object = ACCOUNT): Promise<string> => {
    const id = created(await papers.submit('driver', await papers.driver(), document));
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

  it.each(['differs', 'not_found'] as const)(
    'wait for a person where it says %s, and are never rejected by it',
    async (kind) => {
      source().always({ kind });
      const id = await submit();
      const waiting = await read(id);
      expect(waiting).toMatchObject({ status: 'UNDER_REVIEW', sourceAnswer: { outcome: kind } });
      expect(waiting.sourceAnswer.differences).toHaveLength(1);
      await passMinutes(10_000);
      expect((await read(id)).status).toBe('UNDER_REVIEW');
      expect((await papers.ops.post(`/v1/documents/${id}/verify`)).body).toMatchObject({ verifiedHow: 'person' });
    },
  );

  it('wait for a person where it knows another end of them', async () => {
    const id = await submit({ documentType: 'driving_licence', number: 'DL0420110149646', expiresOn: '2027-03-03' });
    const { status, sourceAnswer } = await read(id);
    expect([status, sourceAnswer.outcome]).toEqual(['UNDER_REVIEW', 'differs']);
    expect(sourceAnswer.differences[0]).toMatch(/^The source says that it is valid until \d{4}-\d{2}-\d{2}\.$/);
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

  it('are decided by whoever is first', async () => {
    source().always({ kind: 'error', httpStatus: 500 });
    const id = await submit();
    expect((await papers.ops.post(`/v1/documents/${id}/reject`, { reason: 'Not his.' })).status).toBe(200);
    source().always({ kind: 'agrees' });
    await passMinutes(4_000);
    expect((await read(id)).status).toBe('REJECTED');
  });
});
