import { readFileSync, writeFileSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import { Client } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { VerifyChain } from '../../../src/contexts/audit/application/verify-chain';
import { Configuration } from '../../../src/platform/config/configuration';
import { KeepMonths } from '../../../src/platform/retention/keep-months.job';
import { eventually } from '../../support/application';
import { AuditedApplication, noted } from './audit-fixture';

const FIXTURE = 'fixture.noted';
const RETIRED = 'platform.month_retired';

/** Of the month so many before this one. */
function monthsAgo(months: number, milliseconds = 0): Date {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months) + milliseconds);
}
const named = (month: Date): string => month.toISOString().slice(0, 7);
const partitionOf = (month: Date): string => `audit.entries_${named(month).replace('-', '_')}`;

describe('a month of the record', () => {
  /** Kept for eight years after its end, to the month. */
  const leaves = monthsAgo(97);
  const stays = monthsAgo(96);
  const thisMonth = partitionOf(monthsAgo(0));
  let audited: AuditedApplication;
  let anchorFile: string;

  beforeAll(async () => {
    audited = await AuditedApplication.start();
    anchorFile = audited.application.app.get(Configuration).auditAnchorFile;
    // The one of the start is over.
    await eventually(async () => expect(await keep()).toBe(true));
    for (const month of [leaves, stays, monthsAgo(40), monthsAgo(36)]) await addMonth(month);
    // Long before, a month left: what told of it is in the one that leaves next.
    const before = monthsAgo(160);
    await addMonth(before);
    await recorded(FIXTURE, before);
    await recorded(FIXTURE, before);
    await sealAll(before);
    await audited.sql(`DROP TABLE ${partitionOf(before)}`);
    await recordedRetirement(before, 2, leaves);
    for (const at of [leaves, new Date(stays.getTime() - 1)]) await recorded(FIXTURE, at);
    await sealAll(leaves, 2);
    await recorded(FIXTURE, stays);
    await sealAll(stays, 2);
    for (const month of [monthsAgo(40), monthsAgo(36)]) {
      await recorded(FIXTURE, month);
      await sealAll(month, 2);
    }
    await audited.publish(noted());
    await audited.sealAll(2);
  });
  afterAll(() => audited.application.stop());

  const addMonth = (month: Date): Promise<unknown> =>
    audited.sql(`SET ROLE cabstand_owner; SELECT platform.add_month('audit.entries', '${named(month)}-01')`);
  const recorded = async (type: string, at: Date, payload: object = {}): Promise<string> => {
    const id = uuidv7({ msecs: at.getTime() });
    await audited.sql(
      `INSERT INTO audit.entries (id, type, schema_version, occurred_at, actor_type, entity, entity_id, entity_version, payload)
       VALUES ($1, $2, 1, $3, 'system', $4, $5, 1, $6)`,
      [id, type, at, type === RETIRED ? 'month' : 'fixture', uuidv7(), payload],
    );
    return id;
  };
  /** As the service itself would, or whoever forges one. */
  const recordedRetirement = async (month: Date, rows: number, at: Date): Promise<void> => {
    const recordId = await recorded(RETIRED, at, { table: 'audit.entries', month: named(month), rows });
    await audited.sql('INSERT INTO audit.retired_months VALUES ($1, $2, $3)', [named(month), rows, recordId]);
  };
  /** And anchored at that time: of what was anchored since the last call. */
  const sealAll = async (at: Date, retired = 0): Promise<void> => {
    await audited.sealAll(retired);
    const lines = readFileSync(anchorFile, 'utf8').trimEnd().split('\n');
    const anchors = lines.map((line) => JSON.parse(line) as { at: string });
    const recently = monthsAgo(1).toISOString();
    const backdated = anchors.map((anchor) => (anchor.at > recently ? { ...anchor, at: at.toISOString() } : anchor));
    writeFileSync(anchorFile, backdated.map((anchor) => `${JSON.stringify(anchor)}\n`).join(''));
  };
  const months = (): Promise<object[]> =>
    audited.sql(
      `SELECT tableoid::regclass::text AS partition, count(*)::int AS entries FROM audit.entries
       WHERE type = 'fixture.noted' GROUP BY 1 ORDER BY 1`,
    );
  const keep = (): Promise<boolean> => audited.application.app.get(KeepMonths, { strict: false }).keep();
  const verify = () =>
    audited.application.app.get(VerifyChain, { strict: false }).execute({ fleetIds: null, hubIds: null });
  const told = (): Promise<object[]> =>
    audited.sql(`SELECT payload FROM audit.entries WHERE type = $1 AND actor_id = 'platform.keep_months'`, [RETIRED]);
  const kept = [stays, monthsAgo(40), monthsAgo(36), monthsAgo(0)].map((month) => {
    return { partition: partitionOf(month), entries: 1 };
  });

  it('stays for eight years, and then leaves with its links left behind, and with what told of another', async () => {
    expect(await months()).toEqual([{ partition: partitionOf(leaves), entries: 2 }, ...kept]);
    expect(await verify()).toMatchObject({ retired: 2, violation: null });
    expect(await keep()).toBe(true);
    expect(await months()).toEqual(kept);
    expect(await told()).toEqual([{ payload: { table: 'audit.entries', month: named(leaves), rows: 3 } }]);
    expect(await verify()).toMatchObject({ retired: 5, violation: null, unsealed: { count: 1 } });
    await audited.sealAll(5);
    expect(await verify()).toMatchObject({ retired: 5, retiredUpTo: named(leaves), violation: null });
  });

  it('leaves once', async () => {
    expect(await keep()).toBe(true);
    expect(await told()).toHaveLength(1);
  });

  it('lets by who writes while it waits for who reads', async () => {
    await addMonth(monthsAgo(150));
    const reader = new Client({ connectionString: audited.application.database.adminUrl });
    await reader.connect();
    try {
      await reader.query('BEGIN; SELECT FROM audit.entries');
      const leaving = keep();
      await eventually(async () => {
        const waiting = await audited.sql(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%retire_month%'`,
        );
        expect(waiting).toHaveLength(1);
      });
      await audited.publish(noted());
      await reader.query('COMMIT');
      expect(await leaving).toBe(true);
    } finally {
      await reader.end();
    }
    expect(await told()).toHaveLength(2);
    const waits = await audited.sql(
      `SELECT proname, proconfig FROM pg_proc WHERE proname IN ('retire_month', 'prepare_months') AND 'lock_timeout=200ms' = ANY(proconfig)`,
    );
    expect(waits).toHaveLength(2);
    await audited.sealAll(5);
    expect((await verify()).violation).toBeNull();
  });

  it('leaves though another table cannot be kept, and the job fails all the same', async () => {
    await addMonth(monthsAgo(149));
    await audited.sql(`INSERT INTO platform.monthly_tables VALUES ('audit.a_table_gone', 'id', true, 1, 1)`);
    try {
      expect(await keep()).toBe(false);
    } finally {
      await audited.sql(`DELETE FROM platform.monthly_tables WHERE name = 'audit.a_table_gone'`);
    }
    expect(await told()).toHaveLength(3);
    expect(await keep()).toBe(true);
    await audited.sealAll(5);
  });

  it.each([
    `UPDATE ${thisMonth} SET type = 'x'`,
    `DELETE FROM ${thisMonth}`,
    `TRUNCATE ${thisMonth}`,
    `TRUNCATE audit.entries`,
    `DELETE FROM audit.entries_rest`,
    `DELETE FROM audit.retired_months`,
    `UPDATE audit.retired_months SET entries = 0`,
  ])('takes no change past the whole: %s', async (statement) => {
    await expect(audited.sql(statement)).rejects.toThrow('what is recorded stays as it is');
  });

  it('has the two that follow ready', async () => {
    const [{ count }] = (await audited.sql(
      `SELECT count(*)::int FROM pg_inherits WHERE inhparent = 'audit.entries'::regclass`,
    )) as [{ count: number }];
    // These three, the three that stay, and the rest.
    expect(count).toBe(7);
  });

  /** Undone with all that it forged, but for what the sealer makes of it outside: the anchors. */
  describe('whose end was forged by who can rewrite the database', () => {
    /** What a superuser must do first; the tables' own triggers refuse everything else. */
    const DISARM = `DO $$ DECLARE armed regclass; BEGIN
      FOR armed IN SELECT unnest(ARRAY['audit.entries', 'audit.chain', 'audit.retired_months']::regclass[])
        UNION SELECT inhrelid FROM pg_inherits WHERE inhparent = 'audit.entries'::regclass
      LOOP EXECUTE format('ALTER TABLE %s DISABLE TRIGGER ALL', armed); END LOOP; END $$`;
    let anchorsBefore: string;

    beforeAll(async () => {
      anchorsBefore = readFileSync(anchorFile, 'utf8');
      await audited.sql(`${DISARM}; CREATE TABLE public.entries AS TABLE audit.entries; CREATE TABLE public.chain AS TABLE audit.chain;
        CREATE TABLE public.retired_months AS TABLE audit.retired_months`);
    });
    afterEach(async () => {
      await audited.sql(`DELETE FROM audit.chain; DELETE FROM audit.entries; DELETE FROM audit.retired_months;
        INSERT INTO audit.entries TABLE public.entries; INSERT INTO audit.chain TABLE public.chain;
        INSERT INTO audit.retired_months TABLE public.retired_months`);
      writeFileSync(anchorFile, anchorsBefore);
    });

    /** The record of it is put in as any other, and the service seals and anchors it. */
    const forge = async (month: Date, rows: number): Promise<void> => {
      await recordedRetirement(month, rows, new Date());
      await audited.sealAll(5 + rows);
    };

    it.each([0, 36])('is found where it has not been over for 36 months: the one of %s months ago', async (ago) => {
      const month = monthsAgo(ago);
      const gone = await audited.sql(`DELETE FROM ${partitionOf(month)} RETURNING id`);
      await forge(month, gone.length);
      expect((await verify()).violation).toMatchObject({ kind: 'retired_too_early' });
    });

    it('is found where younger entries are called some of it', async () => {
      const [{ entry_id: entryId }] = (await audited.sql(
        'SELECT entry_id FROM audit.chain ORDER BY number DESC LIMIT 1',
      )) as [{ entry_id: string }];
      await audited.sql('DELETE FROM audit.entries WHERE id = $1', [entryId]);
      await audited.sql('UPDATE audit.chain SET entry_id = $1 WHERE entry_id = $2', [
        uuidv7({ msecs: monthsAgo(200).getTime() }),
        entryId,
      ]);
      await forge(monthsAgo(200), 1);
      expect((await verify()).violation).toMatchObject({ kind: 'retired_too_early' });
    });

    it('is found where nothing tells of it, or what does tells otherwise', async () => {
      await audited.sql(`UPDATE audit.retired_months SET record_id = gen_random_uuid() WHERE month = $1`, [
        named(leaves),
      ]);
      expect((await verify()).violation).toMatchObject({ kind: 'retired_month_differs' });
      await audited.sql(
        `UPDATE audit.retired_months SET record_id = (SELECT id FROM audit.entries WHERE type = $1 LIMIT 1) WHERE month = $2`,
        [FIXTURE, named(leaves)],
      );
      expect((await verify()).violation).toMatchObject({ kind: 'retired_month_differs' });
      await audited.sql('DELETE FROM audit.retired_months');
      expect((await verify()).violation).toMatchObject({ kind: 'entry_missing', number: 1 });
    });

    /** What is documented as not found: decisions/audit.md. */
    it('is not found where it is older, but told', async () => {
      const month = monthsAgo(40);
      const gone = await audited.sql(`DELETE FROM ${partitionOf(month)} RETURNING id`);
      await forge(month, gone.length);
      expect(await verify()).toMatchObject({ violation: null, retired: 5 + gone.length, retiredUpTo: named(month) });
    });

    it('cannot be said to have left by who has only taken entries out of it', async () => {
      expect((await verify()).violation).toBeNull();
      await audited.sql(`DELETE FROM ${partitionOf(stays)}`);
      expect((await verify()).violation).toMatchObject({ kind: 'entry_missing' });
    });
  });
});

describe('the months of the record after a pause longer than those that were ready', () => {
  const [thisMonth, next, last] = [0, -1, -2].map((ago) => partitionOf(monthsAgo(ago)));
  let audited: AuditedApplication;
  let warned: jest.SpyInstance;

  beforeAll(async () => {
    audited = await AuditedApplication.start();
    // The one of the start is over.
    await eventually(async () => expect(await keep()).toBe(true));
  });
  beforeEach(async () => {
    await audited.sql(`DROP TABLE ${thisMonth}, ${next}, ${last}`);
    warned = jest.spyOn(Logger.prototype, 'warn');
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => audited.application.stop());

  const keep = (): Promise<boolean> => audited.application.app.get(KeepMonths, { strict: false }).keep();
  const partitions = async (type: string): Promise<unknown[]> => {
    const rows = await audited.sql('SELECT tableoid::regclass::text AS name FROM audit.entries WHERE type = $1', [
      type,
    ]);
    return rows.map((row) => (row as { name: string }).name);
  };

  it('are ready before a month of another table leaves, and tells of it', async () => {
    const path = `platform.add_month('assignment.trip_traces', '${named(monthsAgo(12))}-01')`;
    await audited.sql(`SET ROLE cabstand_owner; SELECT ${path}`);
    expect(await keep()).toBe(true);
    expect(await partitions(RETIRED)).toEqual([thisMonth]);
    expect(warned).not.toHaveBeenCalled();
  });

  it('are told of where they cannot be ready any more, once', async () => {
    await audited.publish(noted());
    expect(await keep()).toBe(true);
    expect(await keep()).toBe(true);
    expect(await partitions(FIXTURE)).toEqual(['audit.entries_rest']);
    const sentence = expect.stringContaining(`rows of ${named(monthsAgo(0))} were written before`) as string;
    expect(warned.mock.calls).toEqual([[sentence]]);
  });
});
