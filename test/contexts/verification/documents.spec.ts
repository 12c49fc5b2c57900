import { randomUUID } from 'node:crypto';
import { eventually, TestApplication } from '../../support/application';
import { created } from '../fleet/fleet-fixture';
import { AADHAAR, everyPaper, Papers, PICTURE } from './papers';

const LICENCE = { documentType: 'driving_licence', expiresOn: '2031-08-14' };
const REASON = { reason: 'The photograph cannot be read.' };

describe('documents', () => {
  let application: TestApplication;
  let papers: Papers;
  beforeAll(async () => {
    application = await TestApplication.start();
    papers = await Papers.create(application, 'default');
  });
  afterAll(() => application.stop());

  it('are submitted, verified and kept with their history', async () => {
    const driverId = await papers.driver();
    const fileId = await papers.file();
    const number = papers.numberOf(driverId);
    const written = `${number.slice(0, 4)} ${number.slice(4).toLowerCase()}`;
    const licence = { ...LICENCE, number: written, fileId, issuedOn: '2021-08-15' };
    const submitted = await papers.submit('driver', driverId, licence);
    expect(submitted.status).toBe(201);
    expect(submitted.body).toMatchObject({ status: 'PENDING', isCurrent: false, hasFile: true, renews: null });
    expect(submitted.body.maskedNumber).toBe(`******${number.slice(-4)}`);
    const path = `/v1/documents/${created(submitted)}`;
    expect((await papers.ops.post(`${path}/review`)).body).toMatchObject({ status: 'UNDER_REVIEW' });
    const verified = await papers.ops.post(`${path}/verify`);
    expect(verified.body).toMatchObject({ status: 'VERIFIED', isCurrent: true, verifiedHow: 'person' });
    expect(verified.body.verifiedBy).toBe(papers.ops.userId);
    const { body } = await papers.ops.get(path);
    expect(body.number).toBe(number);
    const statuses = body.history.map(({ status }: { status: string }) => status);
    expect([statuses[0], statuses.at(-1)]).toEqual(['PENDING', 'VERIFIED']);
    expect(statuses).toContain('UNDER_REVIEW');
    expect(await papers.events('verification.document_verified', body.id)).toEqual([
      {
        ...{ documentId: body.id, subjectType: 'driver', subjectId: driverId, documentType: 'driving_licence' },
        ...{ by: 'person', issuedOn: '2021-08-15', expiresOn: '2031-08-14' },
      },
    ]);
  });

  it('decide whether a driver may work, from his registration on', async () => {
    const driverId = await papers.driver();
    expect(await papers.standing(driverId)).toMatchObject({ isUsable: false, usableUntil: null });
    const all = everyPaper();
    for (const [documentType, document] of all) {
      expect((await papers.standing(driverId)).isUsable).toBe(false);
      await papers.verified('driver', driverId, { documentType, ...document });
    }
    expect(await papers.standing(driverId)).toMatchObject({
      ...{ isUsable: true, usableUntil: '2030-01-31T18:30:00.000Z', problems: [] },
      lapses: [{ documentType: 'police_verification', expiresOn: '2030-01-31' }],
    });
    const told = await papers.events('verification.document_standing_changed', driverId);
    expect(told[0]).toMatchObject({
      isUsable: false,
      problems: all.map(([documentType]) => ({ documentType, problem: 'missing' })),
    });
    expect(told.at(-1)).toMatchObject({ isUsable: true, usableUntil: '2030-01-31T18:30:00.000Z' });
  });

  it('ask no PUC and no permit of an electric vehicle, and both of one that burns gas', async () => {
    const problems = async (id: string): Promise<string[]> =>
      (await papers.standing(id)).problems.map(({ documentType }: { documentType: string }) => documentType);
    const base = ['registration_certificate', 'insurance', 'fitness'];
    expect(await problems(await papers.vehicle())).toEqual(base);
    const gas = { fuelType: 'CNG', batteryWattHours: undefined, rangeMetres: undefined };
    const id = await papers.vehicle(gas);
    expect(await problems(id)).toEqual([...base, 'permit', 'puc']);
  });

  it('are rejected and revoked with a reason, and go no other way', async () => {
    const driverId = await papers.driver();
    const id = created(await papers.submit('driver', driverId, LICENCE));
    expect((await papers.ops.post(`/v1/documents/${id}/reject`, {})).body.code).toBe('validation_failed');
    expect((await papers.ops.post(`/v1/documents/${id}/revoke`, REASON)).body.code).toBe('illegal_document_transition');
    expect((await papers.ops.post(`/v1/documents/${id}/reject`, REASON)).body).toMatchObject({
      status: 'REJECTED',
      ...REASON,
    });
    expect((await papers.ops.post(`/v1/documents/${id}/verify`)).status).toBe(409);
    expect((await papers.standing(driverId)).problems).toContainEqual({
      documentType: 'driving_licence',
      problem: 'rejected',
    });
    const next = await papers.verified('driver', driverId, LICENCE);
    expect((await papers.ops.post(`/v1/documents/${next}/revoke`, REASON)).body).toMatchObject({
      status: 'REVOKED',
      isCurrent: false,
    });
    expect((await papers.standing(driverId)).problems).toContainEqual({
      documentType: 'driving_licence',
      problem: 'revoked',
    });
  });

  it('wait one at a time, and name the one that waits', async () => {
    const driverId = await papers.driver();
    const id = created(await papers.submit('driver', driverId, LICENCE));
    const again = await papers.submit('driver', driverId, LICENCE);
    expect([again.status, again.body.code, again.body.documentId]).toEqual([409, 'document_in_review', id]);
  });

  it('give way to a newer one once that is verified, and not before', async () => {
    const driverId = await papers.driver();
    const old = await papers.verified('driver', driverId, LICENCE);
    const renewal = await papers.submit('driver', driverId, { ...LICENCE, expiresOn: '2041-08-14' });
    expect(renewal.body.renews).toBe(old);
    expect((await papers.ops.get(`/v1/documents/${old}`)).body.isCurrent).toBe(true);
    await papers.ops.post(`/v1/documents/${created(renewal)}/verify`);
    const { body } = await papers.ops.get(`/v1/documents/${old}`);
    expect(body).toMatchObject({ status: 'VERIFIED', isCurrent: false, replacedBy: created(renewal) });
    expect((await papers.ops.post(`/v1/documents/${old}/revoke`, REASON)).body.code).toBe('document_replaced');
    const current = await papers.ops.get(`/v1/documents?subjectId=${driverId}&isCurrent=true`);
    expect(current.body.items.map(({ id }: { id: string }) => id)).toEqual([created(renewal)]);
  });

  it.each([
    [{ documentType: 'insurance', number: 'P-1', expiresOn: '2031-01-01' }, 'document_type_unsuitable'],
    [{ documentType: 'pan' }, 'number_missing'],
    [{ documentType: 'pan', number: 'ABCP1234F' }, 'invalid_pan'],
    [{ documentType: 'driving_licence', number: '?', expiresOn: '2031-01-01' }, 'invalid_licence'],
    [{ documentType: 'driving_licence', number: 'DL0420110149646', expiresOn: '2031-01-01' }, 'number_of_another'],
    [{ documentType: 'driving_licence' }, 'dates_invalid'],
    [{ ...LICENCE, expiresOn: '2020-01-01' }, 'document_lapsed'],
    [{ ...LICENCE, issuedOn: '2099-01-01' }, 'dates_invalid'],
    [{ documentType: 'pan', number: 'ABCPK1234F', expiresOn: '2031-01-01' }, 'dates_invalid'],
    [{ documentType: 'bank_account', number: '50100012345678', holderName: 'Ravi' }, 'bank_account_incomplete'],
    [
      { documentType: 'bank_account', number: '5010', ifsc: 'HDFC0001234', holderName: 'Ravi' },
      'invalid_account_number',
    ],
    [{ documentType: 'bank_account', number: '50100012345678', ifsc: 'HDFC', holderName: 'Ravi' }, 'invalid_ifsc'],
    [{ documentType: 'police_verification', number: AADHAAR }, 'aadhaar_misplaced'],
    [{ documentType: 'police_verification', number: `PV/${AADHAAR}/26` }, 'aadhaar_misplaced'],
    [{ ...LICENCE, number: AADHAAR }, 'aadhaar_misplaced'],
    [{ ...LICENCE, holderName: `Ravi ${AADHAAR}` }, 'aadhaar_misplaced'],
    [{ ...LICENCE, fileId: randomUUID() }, 'file_not_found'],
    [{ documentType: 'passport', expiresOn: 'soon' }, 'validation_failed'],
  ])('are refused at the door: %j', async (document, code) => {
    const driverId = await papers.driver();
    const { body } = await papers.submit('driver', driverId, document);
    expect(body.code).toBe(code);
    expect((await papers.ops.get(`/v1/documents?subjectId=${driverId}`)).body.items).toEqual([]);
  });

  it('show a file once, and only one that the caller uploaded', async () => {
    const [one, other] = [await papers.driver(), await papers.driver()];
    const fileId = await papers.file();
    await papers.submit('driver', one, { ...LICENCE, fileId });
    expect((await papers.submit('driver', other, { ...LICENCE, fileId })).body.code).toBe('file_used');
    const colleague = await papers.actAs({ role: 'ops' });
    const theirs = await papers.file(colleague);
    expect((await papers.submit('driver', other, { ...LICENCE, fileId: theirs })).body.code).toBe('file_not_found');
  });

  it('hand their file out by a link alone, and the audit knows to whom', async () => {
    const driverId = await papers.driver();
    const fileId = await papers.file();
    const id = created(await papers.submit('driver', driverId, { ...LICENCE, fileId }));
    const { status, body } = await papers.ops.post(`/v1/documents/${id}/link`);
    expect(status).toBe(200);
    const fetched = await fetch(application.url + body.path);
    expect(Buffer.from(await fetched.arrayBuffer())).toEqual(PICTURE);
    expect(fetched.headers.get('content-disposition')).toMatch(/^attachment; filename="driving licence\.webp"/);
    expect(fetched.headers.get('x-content-type-options')).toBe('nosniff');
    const [record] = await application.sql<{ actor_id: string }>(
      `SELECT actor_id FROM audit.entries WHERE type = 'verification.document_downloaded' AND entity_id = $1`,
      [id],
    );
    expect(record!.actor_id).toBe(papers.ops.userId);
    const bare = created(await papers.submit('driver', await papers.driver(), LICENCE));
    expect((await papers.ops.post(`/v1/documents/${bare}/link`)).body.code).toBe('document_file_not_found');
  });

  it('keep of an Aadhaar number the last four digits, and nowhere the rest', async () => {
    const driverId = await papers.driver();
    const wrong = await papers.submit('driver', driverId, { documentType: 'aadhaar', number: '234123412345' });
    expect([wrong.body.code, JSON.stringify(wrong.body)]).toEqual([
      'invalid_aadhaar',
      expect.not.stringContaining('234123412345'),
    ]);
    const answer = await papers.ops.post(
      '/v1/documents',
      { subjectType: 'driver', subjectId: driverId, documentType: 'aadhaar', number: '2341 2341 2346' },
      { 'idempotency-key': randomUUID() },
    );
    expect(answer.body.maskedNumber).toBe('XXXXXXXX2346');
    expect((await papers.ops.get(`/v1/documents/${created(answer)}`)).body.number).toBe('XXXXXXXX2346');
    expect(await application.sql(`SELECT FROM platform.idempotency_keys`)).toEqual([]);
    const tables = await application.sql<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    );
    for (const { name } of tables) {
      const found = await application.sql(`SELECT FROM ${name} AS r WHERE r::text ~ '2341[ -]?2341[ -]?2346'`);
      expect([name, found]).toEqual([name, []]);
    }
    await expect(
      application.sql(
        `INSERT INTO verification.documents (id, organization_id, version, subject_type, subject_id, document_type, number,
           submitted_at, submitted_by, status, changed_at)
         VALUES (gen_random_uuid(), gen_random_uuid(), 1, 'driver', gen_random_uuid(), 'aadhaar', $1, now(), gen_random_uuid(), 'PENDING', now())`,
        [AADHAAR],
      ),
    ).rejects.toThrow('documents_no_raw_aadhaar');
  });

  it('take a bank account of twelve digits for what it is, though they would check as an Aadhaar number, and show its end', async () => {
    const driverId = await papers.driver();
    const account = { documentType: 'bank_account', number: '5010 0012 3459', ifsc: 'hdfc0001234', holderName: 'Ravi' };
    const id = created(await papers.submit('driver', driverId, account));
    const reader = await papers.actAs({ permissions: ['verification.read_documents'] });
    expect((await reader.get(`/v1/documents/${id}`)).body).toMatchObject({ number: null, maskedNumber: '******3459' });
    const told = await application.sql(`SELECT FROM audit.entries WHERE payload::text LIKE '%501000123459%'`);
    expect(told).toEqual([]);
  });

  it('wait for a person where no source can say anything', async () => {
    const id = created(await papers.submit('driver', await papers.driver(), LICENCE));
    await eventually(async () =>
      expect((await papers.ops.get(`/v1/documents/${id}`)).body.sourceAnswer).toMatchObject({ outcome: 'unreachable' }),
    );
    expect((await papers.ops.get(`/v1/documents/${id}`)).body.status).toBe('PENDING');
    expect(await application.sql('SELECT FROM platform.dead_letters')).toEqual([]);
    expect((await papers.ops.post(`/v1/documents/${id}/verify`)).status).toBe(200);
  });

  it('are about fleets, operators and users too', async () => {
    const pan = { documentType: 'pan', number: 'ABCPK1234F' };
    await papers.verified('fleet', papers.fleetId, pan);
    await papers.verified('organization', papers.organizationId, pan);
    expect((await papers.submit('user', randomUUID(), pan)).status).toBe(404);
    expect((await papers.submit('organization', randomUUID(), pan)).status).toBe(404);
    const manager = { fleetId: papers.fleetId, name: 'Asif Ali', phone: '+919812345670' };
    await papers.ops.post('/v1/fleet-managers', manager);
    const [member] = await application.sql<{ user_id: string }>(
      `SELECT user_id FROM identity.memberships WHERE organization_id = $1 AND role = 'fleet_manager'`,
      [papers.organizationId],
    );
    await papers.verified('user', member!.user_id, pan);
  });
});
