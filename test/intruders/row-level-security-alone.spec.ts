import { readFileSync } from 'node:fs';
import type { Client } from 'pg';
import { permissionsOf, ROLES, type Role } from '../../src/platform/auth/permissions';
import { TestApplication } from '../support/application';
import { type Described, operations } from './api';
import { callCell, type CellAnswer } from './cell';
import { type Fixture, type Fixtures, expectationOf } from './expectation';
import { fixturesOf } from './fixtures/all';
import { type Person, People } from './people';
import { leaksIn, marksOf, tenantTables, UUID } from './tenant-marks';
import { WatchedDatabase } from './watched-database';
import { furnish } from './world';

/**
 * What row-level security does not hold, and what does instead. Everything else in the document has to pass without a single
 * condition of the application's.
 */
const HELD_OTHERWISE: Readonly<Record<string, string>> = {
  listDeadLetters: 'reads as the worker, which sees every organization: the statement names the caller’s',
  replayDeadLetter: 'as listDeadLetters',
  skipDeadLetter: 'as listDeadLetters',
  eraseFromAudit: 'destroys a key as the worker: the statement names the caller’s organization',
  showMe: 'a person is one in all his organizations: his own id, from his session, opens his own rows',
  listOwnSessions: 'as showMe',
  revokeOwnSession: 'as showMe',
  logOut: 'as showMe',
  issueStreamTicket: 'a ticket stands for the caller’s own session, and is redeemed before it is known whose it is',
};

/**
 * The application's own conditions taken out, all at once and without touching a statement: the caller is one whom each of
 * them lets through, since he acts at home and reaches for what is his. Only row-level security is told, underneath, that the
 * transaction belongs to the other organization. Whatever of his home he is still shown, or still changes, the policies of the
 * database would have let an intruder see or change, had the application forgotten its conditions.
 */
describe('row-level security alone', () => {
  let application: TestApplication;
  let database: WatchedDatabase;
  let people: People;
  let fixtures: Fixtures;
  let tables: string[];
  let marks: ReadonlySet<string>;
  let touched: string[];
  let rowsBefore: ReadonlyMap<string, number>;

  beforeAll(async () => {
    application = await TestApplication.start({ environment: { OTP_COOLDOWN_SECONDS: '0' } });
    database = new WatchedDatabase();
    people = await People.gather(application);
    fixtures = fixturesOf(await furnish(people), people);
    tables = await tenantTables(application);
    marks = await marksOf(application, people.organizationId, tables);
    rowsBefore = new Map((await rowsOf(application, people.organizationId)).map(({ name, rows }) => [name, rows]));
  });
  afterAll(async () => {
    database?.restore();
    await application?.stop();
  });

  const statement = (organizationId: string): string => {
    const users = `SELECT user_id FROM identity.memberships WHERE organization_id = '${organizationId}'`;
    // A person is of no organization; his memberships say whose he is.
    const ofPeople: [string, string][] = [
      ['identity.users', `id IN (${users})`],
      ['identity.refresh_tokens', `user_id IN (${users})`],
    ];
    return [...tables.map((name): [string, string] => [name, `organization_id = '${organizationId}'`]), ...ofPeople]
      .map(
        ([name, isItsOwn]) =>
          `SELECT '${name}' AS name, count(*)::int AS rows, count(*) FILTER (WHERE xmin = pg_current_xact_id()::xid)::int AS written
           FROM ${name} WHERE ${isItsOwn}`,
      )
      .join(' UNION ALL ');
  };

  const rowsOf = (from: TestApplication, organizationId: string) =>
    from.sql<{ name: string; rows: number; written: number }>(statement(organizationId));

  /** As the superuser whom the service's login is in tests, in the very transaction. */
  const look = async (client: Client): Promise<void> => {
    await client.query('SET LOCAL ROLE NONE');
    const { rows } = await client.query<{ name: string; rows: number; written: number }>(
      statement(people.organizationId),
    );
    for (const { name, rows: count, written } of rows)
      if (written > 0 || count !== rowsBefore.get(name)) touched.push(name);
  };

  const holders = ({ permission }: Described): Role[] =>
    permission === null ? [] : ROLES.filter((role) => permissionsOf(role).includes(permission));

  /** @returns what the call gave away of the organization, or did to it. */
  const callAs = async (person: Person, operation: Described, fixture: Fixture, rls: string): Promise<string[]> => {
    touched = [];
    const swap = { from: people.organizationId, to: rls };
    const terms = { keepsNothing: true, swap, look };
    const answer = await callCell(application, database, terms, operation, fixture, person);
    return [...given(answer, fixture, person), ...touched.map((table) => `changes ${table}`)].map(
      (what) => `${operation.place}, ${person.role}: ${answer.status} ${what}`,
    );
  };

  const given = (answer: CellAnswer, fixture: Fixture, person: Person): string[] => {
    const { shows } = fixture;
    const leaks = leaksIn(answer, marks).filter((id) => !isOf(person, id));
    const found = leaks.map((id) => `shows ${id}`);
    // What was sent is no leak to find again, unless a list has it.
    if (shows !== undefined && answer.status < 300 && answer.text.includes(shows) && !isOf(person, shows))
      found.push(`lists ${shows}`);
    const named = namedBy(fixture, person);
    if (shows === undefined && answer.status < 300 && named.length > 0) found.push(`knows ${named.join(', ')}`);
    const state = stateRefusal(fixture, person);
    if (state !== undefined && answer.code === state) found.push(`knows what state it is in: ${state}`);
    return found;
  };

  /** What the call names of the organization, beside the caller himself. */
  const namedBy = (fixture: Fixture, person: Person): string[] => {
    const body = fixture.bodyOf ? fixture.bodyOf(person) : fixture.body;
    const said = JSON.stringify([fixture.path, Buffer.isBuffer(body) ? null : body]);
    return [...new Set(said.match(UUID) ?? [])].filter((id) => marks.has(id) && !isOf(person, id));
  };

  /** The code by which who reaches it is refused for the state that it is in: nobody's who may not know that it is there. */
  const stateRefusal = ({ reach, refuses }: Fixture, person: Person): string | undefined =>
    reach === 'anything' ? undefined : (typeof refuses === 'function' ? refuses(person) : refuses)?.[1];

  /** What a caller is told of himself is no secret to him. */
  const isOf = (person: Person, id: string): boolean =>
    [person.userId, person.sessionId, person.driverId, person.organizationId].includes(id);

  it('is told of the other organization, and shows, knows and changes nothing of this one', async () => {
    const wrong: string[] = [];
    for (const operation of operations) {
      for (const role of holders(operation)) {
        if (operation.id in HELD_OTHERWISE) continue;
        const fixture = fixtures[operation.id]!;
        wrong.push(...(await callAs(people.get(role), operation, fixture, people.otherOrganizationId)));
      }
    }
    expect(wrong).toEqual([]);
  });

  it('would have been seen to let through: told of this one, the same calls show, know or change something of it', async () => {
    const blind: string[] = [];
    for (const operation of operations) {
      if (holders(operation).length === 0 || operation.id in HELD_OTHERWISE) continue;
      const fixture = fixtures[operation.id]!;
      let seen = false;
      for (const role of holders(operation)) {
        const person = people.get(role);
        const { status, code } = expectationOf(operation, fixture, person);
        if (status >= 300 && (code === undefined || code !== stateRefusal(fixture, person))) continue;
        seen = (await callAs(person, operation, fixture, people.organizationId)).length > 0;
        if (seen) break;
      }
      if (!seen) blind.push(operation.id);
    }
    expect(blind.sort()).toEqual(BLIND);
  });

  it('holds each table that the service’s role reads or writes, but for those that the documents name', async () => {
    const open = await application.sql<{ name: string }>(
      `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relrowsecurity AND n.nspname !~ '^(pg_|information_schema$)'
         AND (has_any_column_privilege('cabstand_runtime', c.oid, 'SELECT, INSERT, UPDATE')
           OR has_table_privilege('cabstand_runtime', c.oid, 'DELETE, TRUNCATE'))`,
    );
    expect(open.map(({ name }) => name).sort()).toEqual(WITHOUT_POLICY);
    const documents = readFileSync('docs/security.md', 'utf8');
    expect(WITHOUT_POLICY.filter((table) => !documents.includes(`\`${table}\``))).toEqual([]);
  });

  it('has no policy that holds of every row, and no function that reads with another’s rights', async () => {
    const loose = await application.sql<{ name: string }>(
      `SELECT format('%s.%s %s', schemaname, tablename, policyname) AS name FROM pg_policies
       WHERE roles && '{cabstand_runtime,public}'::name[] AND 'true' IN (qual, with_check)
       UNION ALL SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
       WHERE p.prosecdef AND n.nspname <> 'pg_catalog' AND has_function_privilege('cabstand_runtime', p.oid, 'EXECUTE')`,
    );
    expect(loose).toEqual([]);
  });
});

/** Nothing in their answers could be told to be this organization's: `docs/security.md` says why. */
const BLIND: string[] = [
  'activateOrganization',
  'approveOrganization',
  'downloadImportTemplate',
  'listOrganizations',
  'listRoles',
  'rejectOrganization',
  'reportPositions',
  'reviewOrganization',
  'showOrganization',
  'verifyAudit',
  'watchStream',
];

/** `docs/security.md` says of each why, and what keeps others from its rows. */
const WITHOUT_POLICY: string[] = [
  'audit.chain',
  'audit.person_keys',
  'identity.otp_challenges',
  'identity.refresh_tokens',
  'identity.users',
  'platform.idempotency_keys',
  'platform.organizations',
  'platform.outbox',
  'platform.principals',
  'platform.stepped_clock',
  'platform.tickets',
  'public.schema_migrations',
];
