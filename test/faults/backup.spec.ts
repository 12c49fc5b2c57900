import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Pool } from 'pg';
import { create } from 'tar';
import { OTP_SECRET } from '../../bench/on-demand-world';
import { JWT_SECRET } from '../../bench/seed';
import { Caller } from '../../faults/caller';
import { brokenPromises, type Evidence } from '../../faults/checks/promises';
import { gatherEvidence, receiptsOf } from '../../faults/evidence';
import { Ledger } from '../../faults/ledger';
import { Load } from '../../faults/load/load';
import { settled } from '../../faults/settle';
import { WITNESS } from '../../faults/witness';
import { buildWorld, type World } from '../../faults/world';
import { type ExotelSimulator, startExotelSimulator } from '../../simulators/exotel/exotel-simulator';
import {
  startVerificationSimulator,
  type VerificationSimulator,
} from '../../simulators/verification/verification-simulator';
import { verifyChainAt } from '../../src/contexts/audit/application/verify-chain-at';
import { AnchorFile } from '../../src/contexts/audit/persistence/anchor-file';
import { StartCodes } from '../../src/contexts/ride/application/start-codes';
import { takeBackup } from '../../src/platform/backup/backup';
import { copyServer } from '../../src/platform/backup/base-backup';
import { layBackup } from '../../src/platform/backup/restore';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/platform/database/embedded-postgres';
import { eventually } from '../support/application';
import { command, configurationOf, type Environment, narrowWire, Place } from './backup.fixture';

const SEED = 11;
const PATIENCE_MS = 120_000;
const REPEATED = 30;
const UNDER_WAY = `status IN ('DRIVER_ASSIGNED', 'EN_ROUTE', 'ARRIVED', 'STARTED')`;
const MEGABYTE = 1024 * 1024;

describe('a backup', () => {
  const root = mkdtempSync(join(tmpdir(), 'cabstand-backup-'));
  const backup = join(root, 'backup');
  const codes = new StartCodes({ otpSecret: OTP_SECRET } as never);
  let sms: ExotelSimulator;
  let sources: VerificationSimulator;
  let world: World;
  /** What was promised before the backup began. */
  let before: Pick<Evidence, 'writes' | 'files' | 'positions'>;
  let anchorsInTheEnd: string;

  const at = (name: string): Environment => ({
    ...{ DATA_DIRECTORY: join(root, name), JWT_SECRET, OTP_SECRET, OTP_COOLDOWN_SECONDS: '0' },
    ...{ ACCESS_TOKEN_MINUTES: '1440', SMS_SIMULATOR_URL: sms.url },
    ...{ VERIFICATION_PROVIDER: 'simulator', VERIFICATION_URL: sources.url },
  });
  const queryOf =
    (pool: Pool): Evidence['query'] =>
    async <R extends object>(text: string, values?: unknown[]) =>
      ((await pool.query(text, values)) as { rows: R[] }).rows;

  beforeAll(async () => {
    [sms, sources] = await Promise.all([startExotelSimulator(), startVerificationSimulator()]);
    const place = await Place.open(at('first'));
    const pool = new Pool({ connectionString: place.adminUrl, max: 3 });
    const query = queryOf(pool);
    try {
      await pool.query(WITNESS);
      const caller = new Caller(place.application.url, new Ledger());
      world = await buildWorld({ query, sms }, caller);
      const load = new Load(caller, world, SEED, (rideId) => codes.of(rideId));
      await load.arrive();
      load.begin();
      await eventually(async () => {
        const [there] = await query<Record<string, number>>(
          `SELECT (SELECT count(*)::int FROM ride.rides WHERE ${UNDER_WAY}) AS rides,
                  (SELECT count(*)::int FROM assignment.offers WHERE status = 'ACCEPTED') AS offers,
                  (SELECT count(*)::int FROM payment.charges WHERE kind = 'FARE') AS fares,
                  (SELECT count(*)::int FROM platform.imports WHERE state = 'COMPLETED') AS imports,
                  (SELECT count(*)::int FROM platform.outbox WHERE due_at > now()) AS timers`,
        );
        for (const count of Object.values(there!)) expect(count).toBeGreaterThan(0);
        expect(load.positionsSince(0).some(({ rideId }) => rideId !== null)).toBe(true);
      }, PATIENCE_MS);
      const writes = caller.ledger.of('acknowledged');
      before = { writes, files: [...load.files], positions: load.positionsSince(0) };
      // It is taken while everybody goes on.
      const taken = await command('backup', place.environment, '--to', backup);
      expect(taken).toEqual({
        code: 0,
        output: expect.stringContaining('Copied database, anchors and files') as string,
      });
      const counted = caller.ledger.count('acknowledged');
      await eventually(() => expect(caller.ledger.count('acknowledged')).toBeGreaterThan(counted));
      await load.rest();
      const [{ entries }] = (await query('SELECT count(*)::int AS entries FROM audit.entries')) as [
        { entries: number },
      ];
      await eventually(() => {
        anchorsInTheEnd = readFileSync(place.configuration.auditAnchorFile, 'utf8');
        const last = JSON.parse(anchorsInTheEnd.trimEnd().split('\n').at(-1)!) as { number: number };
        expect(last.number).toBeGreaterThanOrEqual(entries);
      });
    } finally {
      await pool.end();
      await place.close();
    }
  }, 3 * PATIENCE_MS);
  afterAll(async () => {
    await Promise.all([sms.stop(), sources.stop()]);
    rmSync(root, { recursive: true, force: true });
  });

  it(
    'serves again from an empty server, with every promise kept, and brings what was under way to its end',
    async () => {
      const restored = await command('restore', at('second'), '--from', backup);
      expect(restored).toEqual({
        code: 0,
        output: expect.stringMatching(/each as they were copied[\s\S]*The audit is intact/) as string,
      });
      const place = await Place.open(at('second'));
      const pool = new Pool({ connectionString: place.adminUrl, max: 3 });
      const query = queryOf(pool);
      try {
        const underWay = await query<{ id: string }>(`SELECT id FROM ride.rides WHERE ${UNDER_WAY}`);
        expect(underWay).not.toEqual([]);
        expect(await settled(query, { leases: false, patienceMs: PATIENCE_MS })).toBeNull();
        const caller = new Caller(place.application.url, new Ledger());
        const load = new Load(caller, world, SEED + 1, (rideId) => codes.of(rideId));
        const gathered = await gatherEvidence({ stage: { query, sms, sources }, caller, world, load }, null, 0);
        const repeated = before.writes.slice(-REPEATED);
        const receipts = await ofWhatIsThere(query);
        expect(await brokenPromises({ ...gathered, ...before, repeated, receipts })).toEqual([]);

        load.takeNoMore();
        load.begin();
        const ids = underWay.map(({ id }) => id);
        await eventually(async () => {
          expect(await query(`SELECT id FROM ride.rides WHERE id = ANY($1) AND ${UNDER_WAY}`, [ids])).toEqual([]);
        }, PATIENCE_MS);
        await load.rest();
        // New entries are sealed onto the old.
        expect(await settled(query, { leases: false, patienceMs: PATIENCE_MS })).toBeNull();
        const anchors = new AnchorFile(place.configuration.auditAnchorFile);
        const { violation, unsealed } = await verifyChainAt(place.workerUrl, anchors);
        expect({ violation, unsealed: unsealed.count }).toEqual({ violation: null, unsealed: 0 });
        expect(filesBelow(place.configuration.objectStoreDirectory)).not.toEqual([]);
      } finally {
        await pool.end();
        await place.close();
      }
    },
    3 * PATIENCE_MS,
  );

  /** Of what came after it the outside world knows, too; the restored does not. */
  async function ofWhatIsThere(query: Evidence['query']): Promise<Evidence['receipts']> {
    const rows = await query<{ id: string }>(
      'SELECT id::text AS id FROM audit.entries UNION ALL SELECT id::text FROM verification.documents',
    );
    const known = new Set<string | null>(rows.map(({ id }) => id));
    return () => {
      const { messages, questions } = receiptsOf({ query, sms, sources });
      return {
        messages: messages.filter(({ reference }) => known.has(reference)),
        questions: questions.filter(({ requestId }) => known.has(requestId)),
      };
    };
  }

  const filesBelow = (folder: string): string[] =>
    existsSync(folder)
      ? readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
          entry.isFile() ? join(entry.parentPath, entry.name) : [],
        )
      : [];

  it('is not laid over what is there, nor taken twice into one folder', async () => {
    const taken = join(root, 'taken');
    mkdirSync(join(taken, 'objects'), { recursive: true });
    writeFileSync(join(taken, 'objects', 'one'), '1');
    await expect(layBackup(configurationOf(at('taken')), backup)).rejects.toThrow('holds files already');
    expect(await command('restore', at('second'), '--from', backup)).toEqual({
      code: 2,
      output: expect.stringContaining('holds a database already') as string,
    });
    expect(await command('backup', at('second'), '--to', backup)).toEqual({
      code: 2,
      output: expect.stringContaining('is there already') as string,
    });
  });

  describe('that is damaged', () => {
    let damaged: string;
    let made = 0;

    beforeEach(() => cpSync(backup, (damaged = join(root, `damaged-${++made}`)), { recursive: true }));
    afterEach(() => rmSync(damaged, { recursive: true }));

    const someObject = (): string => filesBelow(join(damaged, 'objects'))[0]!;

    it.each<[string, () => Promise<void> | void, string]>([
      ['a file of the server', () => altered('PG_VERSION', '19\n'), 'PG_VERSION is not what was copied'],
      [
        'the server’s own list of them',
        () => writeFileSync(join(damaged, 'postgres/backup_manifest'), '{"Files":[]}'),
        'postgres/backup_manifest is not what was copied',
      ],
      ['an object', () => writeFileSync(someObject(), 'another face'), 'is not what was copied'],
      ['an object that is gone', () => rmSync(someObject()), 'is missing'],
      ['all objects', () => rmSync(join(damaged, 'objects'), { recursive: true }), 'is missing'],
      ['the anchors', () => rmSync(join(damaged, 'audit-anchors.jsonl')), 'audit-anchors.jsonl is missing'],
      ['the list', () => rmSync(join(damaged, 'files.jsonl')), 'files.jsonl is not what was written'],
    ])('is refused for %s, and leaves nothing behind', async (_, damage, why) => {
      await damage();
      const configuration = configurationOf(at('third'));
      await expect(layBackup(configuration, damaged)).rejects.toThrow(why);
      expect(filesBelow(configuration.dataDirectory)).toEqual([]);
    });

    /** Of the archive no more is read than up to the first file that is another. */
    async function altered(file: string, text: string): Promise<void> {
      const folder = join(root, 'altered');
      mkdirSync(folder);
      writeFileSync(join(folder, file), text);
      await create({ gzip: true, cwd: folder, file: join(damaged, 'postgres', 'base.tar.gz') }, ['.']);
      rmSync(folder, { recursive: true });
    }
  });

  it('is told to be shorter than the anchors say that outlived the database', async () => {
    const { dataDirectory, auditAnchorFile } = configurationOf(at('third'));
    mkdirSync(dataDirectory, { recursive: true });
    writeFileSync(auditAnchorFile, anchorsInTheEnd);
    const { code, output } = await command('restore', at('third'), '--from', backup);
    expect(output).toContain('they stay, instead of its own');
    expect(output).toContain('VIOLATED (chain_truncated)');
    expect(code).toBe(1);
    expect(readFileSync(auditAnchorFile, 'utf8')).toBe(anchorsInTheEnd);
  });

  describe('of a server', () => {
    let server: EmbeddedPostgres;

    beforeAll(async () => (server = await startEmbeddedPostgres({ directory: join(root, 'third', 'postgres') })));
    afterAll(() => server.stop());

    const onServer = async (...statements: string[]): Promise<object[]> => {
      const client = new Client({ connectionString: server.url('cabstand') });
      await client.connect();
      try {
        let rows: object[] = [];
        for (const statement of statements) ({ rows } = await client.query<object>(statement));
        return rows;
      } finally {
        await client.end();
      }
    };

    it('is not made where that refuses, and leaves nothing behind', async () => {
      await onServer(`CREATE ROLE plain LOGIN PASSWORD 'p'`, 'GRANT cabstand_owner TO plain');
      const url = new URL(server.url('cabstand'));
      [url.username, url.password] = ['plain', 'p'];
      const configuration = configurationOf({ ...at('third'), DATABASE_URL: url.href });
      await expect(takeBackup(configuration, join(root, 'elsewhere'), new Date())).rejects.toThrow('permission denied');
      expect(readdirSync(root).filter((name) => name.includes('elsewhere'))).toEqual([]);
    });

    it('fails where that gives up in the middle', async () => {
      const wire = await narrowWire(server.port, MEGABYTE);
      try {
        const url = new URL(server.url('cabstand'));
        url.port = String(wire.port);
        const refused = expect(copyServer(url.href, join(root, 'given-up'))).rejects.toThrow('canceling statement');
        await wire.full;
        await onServer(`SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE backend_type = 'walsender'`);
        wire.widen();
        await refused;
      } finally {
        wire.close();
      }
    });

    it('has all that the server wrote meanwhile, however long it takes', async () => {
      const wire = await narrowWire(server.port, MEGABYTE);
      try {
        const url = new URL(server.url('cabstand'));
        url.port = String(wire.port);
        const copying = copyServer(url.href, join(root, 'slowly'));
        await wire.full;
        // By these the server would throw away what the copy began with.
        const write = [`SELECT pg_logical_emit_message(false, 'backup', 'goes on')`, 'SELECT pg_switch_wal()'];
        await onServer(...write, ...write, ...write, 'CHECKPOINT', ...write, 'CHECKPOINT');
        wire.widen();
        await copying;
        expect(readdirSync(join(root, 'slowly')).sort()).toEqual(['backup_manifest', 'base.tar.gz']);
        await eventually(async () => expect(await onServer('SELECT FROM pg_replication_slots')).toEqual([]));
      } finally {
        wire.close();
      }
    });
  });
});
