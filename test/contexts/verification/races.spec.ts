import { randomUUID } from 'node:crypto';
import { VehicleRegistered } from '../../../src/contexts/fleet/contracts/fleet-events';
import { DocumentSets } from '../../../src/contexts/verification/persistence/document-sets';
import { UnitOfWork } from '../../../src/platform/transaction/unit-of-work';
import { eventually, TestApplication } from '../../support/application';
import { created, newPlate } from '../fleet/fleet-fixture';
import { Papers } from './papers';

const LICENCE = { documentType: 'driving_licence', expiresOn: '2031-08-14' };
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

  it('are wanted of what is being registered while the sets change', async () => {
    const vehicleId = randomUUID();
    const { organizationId, fleetId, hubId } = papers;
    const battery = { batteryWattHours: 26_000, rangeMetres: 213_000, odometerMetres: 1_000_000 };
    const cab = { vehicleId, plate: newPlate(), make: 'Tata', model: 'Xpres-T EV', vehicleClass: 'SEDAN', ...battery };
    const registered = { ...cab, fleetId, hubId, status: 'PENDING', fuelType: 'ELECTRIC' } as const;
    const sets = [{ subjectType: 'vehicle', city: '*', documents: [{ documentType: 'insurance', gatesDuty: true }] }];
    const unitOfWork = application.app.get(UnitOfWork);
    const put = await unitOfWork.run(
      async () => {
        await unitOfWork.publish(new VehicleRegistered(vehicleId, registered, new Date()));
        const changing = papers.ops.call('PUT', '/v1/document-sets', { sets });
        // Long enough for a change that waits for nobody, and for the review that follows it.
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        return { changing };
      },
      { organizationId },
    );
    expect((await put.changing).status).toBe(200);
    await eventually(async () =>
      expect((await papers.standing(vehicleId)).problems).toEqual([{ documentType: 'insurance', problem: 'missing' }]),
    );
  });

  it('let nobody who changes the sets wait long, nor those behind him, while an import holds them', async () => {
    const sets = [{ subjectType: 'driver', city: '*', documents: [{ documentType: 'pan', gatesDuty: true }] }];
    const unitOfWork = application.app.get(UnitOfWork);
    const held = application.app.get(DocumentSets);
    const { organizationId } = papers;
    const [refused, registered] = await unitOfWork.run(
      async () => {
        await held.hold(organizationId);
        const changing = papers.ops.call('PUT', '/v1/document-sets', { sets });
        await new Promise((resolve) => setTimeout(resolve, 500));
        const waiting = papers.driver();
        const late = new Promise<never>((_, reject) =>
          setTimeout(() => reject(new Error('It waits on.')), 10_000).unref(),
        );
        return [await Promise.race([changing, late]), await Promise.race([waiting, late])] as const;
      },
      { organizationId },
    );
    expect(refused).toMatchObject({ status: 409, body: { code: 'document_sets_in_use' } });
    expect(registered).toEqual(expect.any(String));
    expect((await papers.ops.call('PUT', '/v1/document-sets', { sets })).status).toBe(200);
  }, 30_000);
});
