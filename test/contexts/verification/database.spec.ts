import { TestApplication } from '../../support/application';
import { created } from '../fleet/fleet-fixture';
import { AADHAAR, Papers } from './papers';

describe('the database, whoever writes to it', () => {
  let application: TestApplication;
  let papers: Papers;
  let driverId: string;
  let id: string;
  let drivers = 1_000;
  beforeAll(async () => {
    application = await TestApplication.start();
    papers = await Papers.create(application);
  });
  beforeEach(async () => {
    driverId = await papers.driver();
    id = created(await papers.submit('driver', driverId, { documentType: 'pan', number: `ABCPK${drivers++}F` }));
  });
  afterAll(() => application.stop());

  const refused = async (text: string, values: unknown[] = [id]): Promise<string> => {
    try {
      await application.sql(text, values);
    } catch (error) {
      const { constraint, message } = error as { constraint?: string; message: string };
      return constraint ?? message;
    }
    return 'accepted';
  };
  const change = (set: string): Promise<string> =>
    refused(`UPDATE verification.documents SET version = version + 1, ${set} WHERE id = $1`);

  it('lets a document take the steps of its states and no other', async () => {
    expect(await change(`status = 'EXPIRED'`)).toBe('a document that is PENDING does not become EXPIRED');
    expect(await change(`status = 'REJECTED'`)).toBe('documents_reason');
    expect(await change(`status = 'VERIFIED'`)).toBe('documents_verified');
    expect(await change(`status = 'REJECTED', reason = 'No.'`)).toBe('accepted');
    expect(await change(`status = 'VERIFIED'`)).toBe('a document that is REJECTED does not become VERIFIED');
  });

  it('changes nothing that was submitted, skips no version and removes no document', async () => {
    for (const set of [`number = 'ABCPK1234G'`, `subject_id = gen_random_uuid()`, `expires_on = '2040-01-01'`])
      expect(await change(set)).toBe('what was submitted never changes');
    expect(await refused(`UPDATE verification.documents SET version = version + 2 WHERE id = $1`)).toBe(
      'a document changes version by version',
    );
    expect(await refused('DELETE FROM verification.documents WHERE id = $1')).toBe('a document is never removed');
    expect(await refused('TRUNCATE verification.documents CASCADE', [])).toMatch(/never removed|only grows/);
  });

  it('keeps each version, and lets nobody rewrite one', async () => {
    await papers.ops.post(`/v1/documents/${id}/verify`);
    const versions = await application.sql<{ status: string }>(
      'SELECT status FROM verification.document_versions WHERE document_id = $1 ORDER BY version',
      [id],
    );
    expect(versions.map(({ status }) => status)).toEqual(['PENDING', 'VERIFIED']);
    for (const text of [
      `UPDATE verification.document_versions SET status = 'REJECTED' WHERE document_id = $1`,
      'DELETE FROM verification.document_versions WHERE document_id = $1',
    ])
      expect(await refused(text)).toBe('document_versions only grows');
  });

  it('holds one that waits, and one that counts, of each type of each subject', async () => {
    const copy = (more: string, values: string): string =>
      `INSERT INTO verification.documents (id, organization_id, version, subject_type, subject_id, document_type, number,
         submitted_at, submitted_by, status, changed_at${more})
       SELECT gen_random_uuid(), organization_id, 1, subject_type, subject_id, document_type, number || '9', now(), submitted_by,
         ${values} FROM verification.documents WHERE id = $1`;
    expect(await refused(copy('', `'UNDER_REVIEW', now()`))).toBe('documents_one_open');
    expect(await papers.ops.post(`/v1/documents/${id}/verify`)).toMatchObject({ status: 200 });
    const verified = copy(
      ', verified_at, verified_how, verified_by',
      `'VERIFIED', now(), now(), 'person', submitted_by`,
    );
    expect(await refused(verified)).toBe('documents_one_current');
  });

  it('takes no raw Aadhaar number', async () => {
    const insert = `INSERT INTO verification.documents (id, organization_id, version, subject_type, subject_id, document_type,
         number, submitted_at, submitted_by, status, changed_at)
       VALUES (gen_random_uuid(), $1, 1, 'driver', $1, 'aadhaar', $2, now(), $1, 'PENDING', now())`;
    expect(await refused(insert, [papers.organizationId, AADHAAR])).toBe('documents_no_raw_aadhaar');
    expect(await refused(insert, [papers.organizationId, 'XXXXXXXX2346'])).toBe('accepted');
  });

  it('knows nobody who may work with something wrong, and nobody who may not with nothing wrong', async () => {
    const judge = (set: string): Promise<string> =>
      refused(`UPDATE verification.standings SET ${set} WHERE id = $1`, [driverId]);
    expect(await judge('is_usable = false')).toBe('standings_say_why');
    expect(await judge(`problems = '[{}]'`)).toBe('standings_say_why');
    expect(await judge('usable_until = now()')).toBe('standings_lapse');
  });
});
