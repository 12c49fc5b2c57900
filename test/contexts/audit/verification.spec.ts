import { execFile } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { VerifyChain } from '../../../src/contexts/audit/application/verify-chain';
import { linkHash } from '../../../src/contexts/audit/domain/chain';
import { CANONICAL_ENTRY } from '../../../src/contexts/audit/persistence/canonical';
import { Configuration } from '../../../src/platform/config/configuration';
import { AuditedApplication, noted, passengerNamed } from './audit-fixture';

/** What a superuser must do first; the tables' own triggers refuse everything else. */
const DISARM = 'ALTER TABLE audit.entries DISABLE TRIGGER ALL; ALTER TABLE audit.chain DISABLE TRIGGER ALL;';
const REARM = `ALTER TABLE audit.entries ENABLE ALWAYS TRIGGER entries_append_only;
  ALTER TABLE audit.chain ENABLE ALWAYS TRIGGER chain_append_only; ALTER TABLE audit.chain ENABLE TRIGGER chain_gapless;`;

describe('verification', () => {
  let audited: AuditedApplication;
  let anchorFile: string;
  let ids: string[];

  const tamper = (statements: string): Promise<unknown> => audited.sql(`${DISARM} ${statements}; ${REARM}`);
  const verify = () =>
    audited.application.app.get(VerifyChain, { strict: false }).execute({ fleetIds: null, hubIds: null });

  beforeAll(async () => {
    audited = await AuditedApplication.start();
    anchorFile = audited.application.app.get(Configuration).auditAnchorFile;
    for (let batch = 0; batch < 4; batch++) {
      await audited.publish(noted(), passengerNamed(`+91981000000${batch}`));
      await audited.publish(noted());
      await audited.sealAll();
    }
    ids = (await audited.sql<{ id: string }>('SELECT entry_id AS id FROM audit.chain ORDER BY number')).map(
      ({ id }) => id,
    );
    await audited.sql(
      'CREATE TABLE public.entries AS TABLE audit.entries; CREATE TABLE public.chain AS TABLE audit.chain',
    );
    copyFileSync(anchorFile, `${anchorFile}.kept`);
  });
  afterEach(async () => {
    await tamper(`DELETE FROM audit.chain; DELETE FROM audit.entries;
      INSERT INTO audit.entries TABLE public.entries; INSERT INTO audit.chain TABLE public.chain`);
    copyFileSync(`${anchorFile}.kept`, anchorFile);
  });
  afterAll(() => audited.application.stop());

  it('finds nothing where nothing was touched, and tells the unsealed tail', async () => {
    expect(await verify()).toMatchObject({
      intact: 12,
      anchoredUpTo: 12,
      violation: null,
      unsealed: { count: 0, oldestRecordedAt: null },
    });
    await audited.publish(noted(), noted());
    expect(await verify()).toMatchObject({
      intact: 12,
      violation: null,
      unsealed: { count: 2, oldestRecordedAt: expect.any(Date) as Date },
    });
  });

  it.each([
    ['payload', `payload = payload || '{"note": "forged"}'`],
    ['a key of the payload', `payload = payload || '{"added": null}'`],
    ['personal', `personal = set_byte(coalesce(personal, '\\x00'), 0, 9), subject = coalesce(subject, '')`],
    ['actor', `actor_id = 'somebody else'`],
    ['address', `address = '203.0.113.9'`],
    ['organization', 'organization_id = NULL'],
    ['time', `occurred_at = occurred_at + interval '1 microsecond'`],
    ['time of recording', `recorded_at = recorded_at - interval '1 microsecond'`],
    ['version', 'entity_version = entity_version + 1'],
    ['transaction', 'transaction_id = transaction_id + 1'],
  ])('finds an altered %s', async (_, change) => {
    await tamper(`UPDATE audit.entries SET ${change} WHERE id = '${ids[4]}'`);
    expect(await verify()).toMatchObject({
      intact: 4,
      violation: { kind: 'entry_altered', number: 5, entryId: ids[4] },
    });
  });

  it('finds a removed entry', async () => {
    await tamper(`DELETE FROM audit.entries WHERE id = '${ids[6]}'`);
    expect(await verify()).toMatchObject({ violation: { kind: 'entry_missing', number: 7, entryId: ids[6] } });
  });

  it('finds an entry removed with its link', async () => {
    await tamper(`DELETE FROM audit.entries WHERE id = '${ids[6]}'; DELETE FROM audit.chain WHERE number = 7`);
    expect(await verify()).toMatchObject({ violation: { kind: 'number_missing', number: 7 } });
  });

  it('finds an entry removed with its link, and the numbers behind it closed up', async () => {
    const closeUp = Array.from(
      { length: 5 },
      (_, index) => `UPDATE audit.chain SET number = ${index + 7} WHERE number = ${index + 8}`,
    );
    await tamper(
      `DELETE FROM audit.entries WHERE id = '${ids[6]}'; DELETE FROM audit.chain WHERE number = 7; ${closeUp.join(';')}`,
    );
    expect(await verify()).toMatchObject({ violation: { kind: 'entry_altered', number: 7, entryId: ids[7] } });
  });

  it('finds entries that changed places', async () => {
    await tamper(`UPDATE audit.chain SET entry_id = gen_random_uuid() WHERE number = 3;
      UPDATE audit.chain SET entry_id = '${ids[2]}' WHERE number = 4; UPDATE audit.chain SET entry_id = '${ids[3]}' WHERE number = 3`);
    expect(await verify()).toMatchObject({ violation: { kind: 'entry_altered', number: 3, entryId: ids[3] } });
  });

  it('finds a chain cut short, with and without its entries, even when it is sealed on', async () => {
    await tamper('DELETE FROM audit.chain WHERE number > 10');
    expect(await verify()).toMatchObject({ intact: 10, violation: { kind: 'chain_truncated', number: 11 } });
    await tamper(`DELETE FROM audit.entries WHERE id IN ('${ids[10]}', '${ids[11]}')`);
    expect(await verify()).toMatchObject({ violation: { kind: 'chain_truncated', number: 11 } });
    await audited.publish(noted(), noted(), noted());
    await audited.sealAll();
    expect(await verify()).toMatchObject({ violation: { kind: 'chain_rewritten', number: 12 } });
  });

  it('finds a chain recomputed over an altered entry, by its anchors', async () => {
    await tamper(`UPDATE audit.entries SET actor_id = 'somebody else' WHERE id = '${ids[4]}'`);
    await tamper(await resealed());
    expect(await verify()).toMatchObject({ violation: { kind: 'chain_rewritten', number: 6 } });
  });

  it('takes an anchor that its sealer wrote late, behind those of another', async () => {
    const lines = readFileSync(`${anchorFile}.kept`, 'utf8').trim().split('\n');
    writeFileSync(anchorFile, [...lines.toSpliced(-3, 1), lines.at(-3), ''].join('\n'));
    expect(await verify()).toMatchObject({ intact: 12, anchoredUpTo: 12, violation: null });
  });

  it('finds anchors taken away or rewritten', async () => {
    rmSync(anchorFile);
    expect(await verify()).toMatchObject({ intact: 12, violation: { kind: 'anchors_missing' } });
    writeFileSync(anchorFile, readFileSync(`${anchorFile}.kept`, 'utf8').replace('"number":6', '"number":1'));
    expect(await verify()).toMatchObject({ violation: { kind: 'chain_rewritten', number: 1 } });
    writeFileSync(anchorFile, readFileSync(`${anchorFile}.kept`, 'utf8').replace('"number":6', '"number":"6"'));
    expect(await verify()).toMatchObject({ violation: { kind: 'anchors_unreadable' } });
  });

  it('finds an entry slipped in behind what is sealed', async () => {
    await tamper(`INSERT INTO audit.entries SELECT (jsonb_populate_record(e, jsonb_build_object('id', gen_random_uuid()))).*
      FROM audit.entries e WHERE id = '${ids[4]}'`);
    expect(await verify()).toMatchObject({
      intact: 12,
      violation: { kind: 'entry_unsealed_behind_the_head', number: null, entryId: expect.any(String) as string },
    });
  });

  it('does not mind that a person was erased', async () => {
    await audited.sql('DELETE FROM audit.person_keys');
    expect(await verify()).toMatchObject({ intact: 12, violation: null });
  });

  it('does not depend on the settings of the session', async () => {
    const canonicalIn = async (settings: string): Promise<unknown> => {
      const client = new Client({ connectionString: audited.application.database.adminUrl, options: settings });
      await client.connect();
      const { rows } = await client.query(`SELECT ${CANONICAL_ENTRY} AS canonical FROM audit.entries e ORDER BY e.id`);
      await client.end();
      return rows;
    };
    const abroad = '-c TimeZone=Asia/Kolkata -c DateStyle=German -c bytea_output=escape -c extra_float_digits=-5';
    expect(await canonicalIn(abroad)).toEqual(await canonicalIn('-c TimeZone=UTC'));
  });

  describe('from the command line', () => {
    const run = async (): Promise<{ code: number; output: string }> => {
      const root = join(__dirname, '../../..');
      const environment = {
        ...process.env,
        DATABASE_URL: audited.application.database.adminUrl,
        AUDIT_ANCHOR_FILE: anchorFile,
      };
      const args = ['--require', join(root, 'test/support/register-typescript.js'), join(root, 'src/verify-audit.ts')];
      try {
        const { stdout } = await promisify(execFile)(process.execPath, args, { env: environment, cwd: root });
        return { code: 0, output: stdout };
      } catch (error) {
        const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
        return { code, output: stdout + stderr };
      }
    };

    it('says that all is well', async () => {
      expect(await run()).toMatchObject({ code: 0, output: expect.stringContaining('The audit is intact.') as string });
    });

    it('names the first bad number and why, and exits with 1', async () => {
      await tamper(`UPDATE audit.entries SET actor_id = 'somebody else' WHERE id IN ('${ids[4]}', '${ids[8]}')`);
      const { code, output } = await run();
      expect(code).toBe(1);
      expect(output).toContain(
        `VIOLATED at number 5 (entry_altered): Entry ${ids[4]} is not what was sealed as number 5`,
      );
    });
  });

  /** What someone would run who can rewrite the database and knows how it is sealed. */
  async function resealed(): Promise<string> {
    const rows = await audited.sql<{ number: string; canonical: string }>(
      `SELECT c.number, ${CANONICAL_ENTRY} AS canonical FROM audit.chain c JOIN audit.entries e ON e.id = c.entry_id ORDER BY c.number`,
    );
    let hash = Buffer.alloc(32);
    return rows
      .map(({ number, canonical }) => {
        hash = Buffer.from(linkHash(hash, Number(number), canonical));
        return `UPDATE audit.chain SET hash = '\\x${hash.toString('hex')}' WHERE number = ${number}`;
      })
      .join('; ');
  }
});
