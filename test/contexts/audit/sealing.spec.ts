import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { Configuration } from '../../../src/platform/config/configuration';
import { Metrics } from '../../../src/platform/telemetry/metrics';
import { eventually, TestApplication } from '../../support/application';
import { AuditedApplication, noted, passengerNamed } from './audit-fixture';

interface Sealed {
  number: number;
  entry_id: string;
  transaction_id: number;
}

describe('sealing', () => {
  let audited: AuditedApplication;
  let anchorFile: string;

  beforeAll(async () => {
    audited = await AuditedApplication.start();
    anchorFile = audited.application.app.get(Configuration).auditAnchorFile;
  });
  afterAll(() => audited.application.stop());

  const chain = (): Promise<Sealed[]> => audited.sql<Sealed>('SELECT * FROM audit.chain ORDER BY number');
  const anchors = (): { number: number; hash: string }[] =>
    readFileSync(anchorFile, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { number: number; hash: string });

  it('numbers the entries without gaps in the order of their transactions, and anchors the head', async () => {
    for (const phone of ['+919810000001', '+919810000002']) await audited.publish(noted(), passengerNamed(phone));
    await audited.sealAll();
    const links = await chain();
    expect(links.map(({ number }) => number)).toEqual(links.map((_, index) => index + 1));
    const ordered = await audited.sql<{ id: string }>('SELECT id FROM audit.entries ORDER BY transaction_id, id');
    expect(links.map(({ entry_id: id }) => id)).toEqual(ordered.map(({ id }) => id));
    expect(anchors().at(-1)).toMatchObject({ number: links.length });
  });

  it('hashes the hash before, the number and the whole entry', async () => {
    await audited.publish(passengerNamed('+919810000003'));
    await audited.sealAll();
    const [last] = await audited.sql<{ previous: Buffer; hash: Buffer; number: string; canonical: string }>(
      `SELECT previous.hash AS previous, c.hash, c.number, jsonb_build_array(1, id, organization_id, type, schema_version,
         (extract(epoch FROM occurred_at) * 1000000)::bigint, (extract(epoch FROM recorded_at) * 1000000)::bigint, actor_type,
         actor_id, request_id, correlation_id, causation_id, address, entity, entity_id, entity_version, payload,
         encode(personal, 'hex'), subject, e.transaction_id)::text AS canonical
       FROM audit.chain c JOIN audit.chain previous ON previous.number = c.number - 1 JOIN audit.entries e ON e.id = c.entry_id
       ORDER BY c.number DESC LIMIT 1`,
    );
    const number = Buffer.alloc(8);
    number.writeBigUInt64BE(BigInt(last!.number));
    const hash = createHash('sha256').update(last!.previous).update(number).update(last!.canonical).digest();
    expect(hash.equals(last!.hash)).toBe(true);
    expect(anchors().at(-1)?.hash).toBe(hash.toString('hex'));
  });

  it('covers every column of an entry, save those that a later version may add', async () => {
    const columns = await audited.sql<{ name: string }>(
      `SELECT column_name AS name FROM information_schema.columns WHERE table_schema = 'audit' AND table_name = 'entries'`,
    );
    expect(columns).toHaveLength(19);
  });

  it('waits for a transaction that stays open, and then skips nothing', async () => {
    const [slow, quick] = [noted('slow'), noted('quick')];
    let commit: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (commit = resolve));
    const slowDone = audited.unitOfWork.run(async () => {
      await audited.unitOfWork.query('SELECT pg_current_xact_id()');
      await audited.unitOfWork.publish(slow);
      await held;
    });
    await sleep(50);
    await audited.publish(quick);
    await audited.sealChain.execute();
    const sealed = async (id: string): Promise<number> =>
      (await chain()).find((link) => link.entry_id === id)?.number ?? 0;
    expect(await sealed(quick.id)).toBe(0);
    commit();
    await slowDone;
    await audited.sealAll();
    expect(await sealed(slow.id)).toBe((await sealed(quick.id)) - 1);
  });

  it('skips and repeats nothing while many write, some slowly, and two processes seal', async () => {
    const other = await TestApplication.start({
      database: audited.application.database,
      environment: { AUDIT_ANCHOR_FILE: anchorFile },
    });
    let writing = true;
    const writer = async (index: number): Promise<void> => {
      for (let round = 0; round < 12; round++) {
        await audited.unitOfWork.run(async () => {
          await audited.unitOfWork.publish(noted(`writer ${index}`));
          await audited.unitOfWork.query('SELECT pg_current_xact_id(), pg_sleep($1::float)', [
            index % 3 === 0 ? 0.03 : 0,
          ]);
          await audited.unitOfWork.publish(noted(`writer ${index}`));
        });
      }
    };
    const sealer = async (): Promise<void> => {
      while (writing) await audited.sealChain.execute().catch(() => undefined);
    };
    const sealers = [sealer(), sealer()];
    await Promise.all(Array.from({ length: 8 }, (_, index) => writer(index)));
    writing = false;
    await Promise.all(sealers);
    await audited.sealAll();
    await other.stop();

    const links = await chain();
    expect(links.map(({ number }) => number)).toEqual(links.map((_, index) => index + 1));
    const ordered = await audited.sql<{ id: string }>('SELECT id FROM audit.entries ORDER BY transaction_id, id');
    expect(links.map(({ entry_id: id }) => id)).toEqual(ordered.map(({ id }) => id));
  });

  it('catches up on an anchor that a crash left out', async () => {
    await audited.publish(noted());
    await audited.sealAll();
    const lines = anchors();
    truncateSync(anchorFile, readFileSync(anchorFile, 'utf8').trimEnd().lastIndexOf('\n') + 1);
    const restarted = await TestApplication.start({
      database: audited.application.database,
      environment: { AUDIT_ANCHOR_FILE: anchorFile },
    });
    await eventually(() =>
      expect(anchors().at(-1)).toMatchObject({ number: lines.at(-1)!.number, hash: lines.at(-1)!.hash }),
    );
    await restarted.stop();
  });

  it('begins the anchor file again where it was taken away, and says so by failing once', async () => {
    rmSync(anchorFile);
    await audited.publish(noted());
    await eventually(async () => {
      await expect(audited.sealChain.execute()).rejects.toThrow('ENOENT');
    });
    expect(existsSync(anchorFile)).toBe(false);
    await audited.sealAll();
    expect(anchors()).toMatchObject([{ number: (await chain()).length }]);
  });

  it('shows how far sealing lags', async () => {
    const lag = async (): Promise<number> =>
      Number(
        /^cabstand_audit_seal_lag_seconds (\S+)$/m.exec(await audited.application.app.get(Metrics).exposition())![1],
      );
    await audited.sealAll();
    expect(await lag()).toBe(0);
    await audited.publish(noted());
    await sleep(100);
    expect(await lag()).toBeGreaterThan(0.09);
  });

  it('is done by the service itself, every second', async () => {
    const service = await TestApplication.start({ environment: { AUDIT_ANCHOR_FILE: `${anchorFile}.service` } });
    const client = new Client({ connectionString: service.database.adminUrl });
    await client.connect();
    await client.query(
      `INSERT INTO audit.entries (id, type, schema_version, occurred_at, actor_type, entity, entity_id, entity_version, payload)
       VALUES (gen_random_uuid(), 'fixture.noted', 1, now(), 'system', 'fixture', gen_random_uuid(), 1, '{}')`,
    );
    await eventually(async () => expect((await client.query('SELECT FROM audit.chain')).rowCount).toBe(1), 15_000);
    await client.end();
    await service.stop();
  });
});
