import { eventually, TestApplication } from '../../support/application';
import { created } from '../fleet/fleet-fixture';
import { Papers } from './papers';

const LICENCE = { documentType: 'driving_licence', number: 'DL0420110149646', expiresOn: '2031-08-14' };
const AT_ONCE = 6;

describe('documents at once', () => {
  let application: TestApplication;
  let papers: Papers;
  beforeAll(async () => {
    application = await TestApplication.start();
    papers = await Papers.create(application, 'default');
  });
  afterAll(() => application.stop());

  const allAtOnce = async (work: () => Promise<{ status: number; body: { code?: string } }>): Promise<unknown[]> => {
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, work));
    return answers.map(({ status, body }) => (status < 300 ? 'done' : body.code)).sort();
  };
  const others = (code: string): string[] => Array.from({ length: AT_ONCE - 1 }, () => code);

  it('are verified once', async () => {
    const driverId = await papers.driver();
    const id = created(await papers.submit('driver', driverId, LICENCE));
    const told = await allAtOnce(() => papers.ops.post(`/v1/documents/${id}/verify`));
    expect(told).toEqual(['done', ...others('illegal_document_transition')].sort());
    expect(await papers.events('verification.document_verified', id)).toHaveLength(1);
  });

  it('are renewed by one, however many send a renewal', async () => {
    const driverId = await papers.driver();
    await papers.verified('driver', driverId, LICENCE);
    const told = await allAtOnce(() => papers.submit('driver', driverId, { ...LICENCE, expiresOn: '2041-08-14' }));
    expect(told).toEqual(['done', ...others('document_in_review')].sort());
  });

  it('never leave two that count', async () => {
    const driverId = await papers.driver();
    const old = await papers.verified('driver', driverId, LICENCE);
    const renewal = created(await papers.submit('driver', driverId, { ...LICENCE, expiresOn: '2041-08-14' }));
    const [verified, revoked] = await Promise.all([
      papers.ops.post(`/v1/documents/${renewal}/verify`),
      papers.ops.post(`/v1/documents/${old}/revoke`, { reason: 'Forged.' }),
    ]);
    expect(verified.status).toBe(200);
    expect([200, 409]).toContain(revoked.status);
    const { body } = await papers.ops.get(`/v1/documents?subjectId=${driverId}&isCurrent=true`);
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual([renewal]);
  });

  it('of two kinds leave one standing that knows both', async () => {
    const driverId = await papers.driver();
    const licence = created(await papers.submit('driver', driverId, LICENCE));
    const pan = created(await papers.submit('driver', driverId, { documentType: 'pan', number: 'ABCPK1234F' }));
    await Promise.all([licence, pan].map((id) => papers.ops.post(`/v1/documents/${id}/verify`)));
    const { problems } = await papers.standing(driverId);
    expect(problems.map(({ documentType }: { documentType: string }) => documentType)).toEqual([
      ...['aadhaar', 'police_verification', 'bank_account'],
    ]);
  });

  it('are wanted of who is registered while the sets change', async () => {
    const wanting = (documents: object[]) =>
      papers.ops.call('PUT', '/v1/document-sets', { sets: [{ subjectType: 'driver', city: '*', documents }] });
    await wanting([]);
    const drivers = Promise.all(Array.from({ length: 8 }, () => papers.driver()));
    const put = await wanting([{ documentType: 'pan', gatesDuty: true }]);
    expect(put.status).toBe(200);
    const ids = await drivers;
    await eventually(async () => {
      for (const id of ids)
        expect((await papers.standing(id)).problems).toEqual([{ documentType: 'pan', problem: 'missing' }]);
    });
  });
});
