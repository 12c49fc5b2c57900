import { Client, DatabaseError, escapeIdentifier } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { bareLogin } from './bare-login';

/**
 * What a connection may do, whoever logged in: `cabstand_owner` owns the schemas and migrates, `cabstand_runtime` serves
 * requests under row-level security, `cabstand_worker` runs the outbox and the recurring jobs.
 */
export const DATABASE_ROLES = ['cabstand_owner', 'cabstand_runtime', 'cabstand_worker'] as const;
export type DatabaseRole = (typeof DATABASE_ROLES)[number];

/**
 * The URL with the role as a start-up option of the session, so that every client that connects by it (pool, LISTEN,
 * bench) is that role from its first statement, and RESET ROLE leads back to it. Harmless when repeated.
 */
export function asRole(url: string, role: DatabaseRole): string {
  const withRole = new URL(url);
  const others = (withRole.searchParams.get('options') ?? '').replace(/\s*-c role=\S+/g, '').trim();
  withRole.searchParams.set('options', `${others} -c role=${role}`.trim());
  return withRole.href;
}

/** The logins that take on each role. */
export interface RoleLogins {
  readonly ownerUrl: string;
  readonly runtimeUrl: string;
  readonly workerUrl: string;
}

/**
 * Creates the roles, lets each URL's login take on its own, and lets the owner role create schemas: what must be there
 * before anyone can connect as a role, hence before the migrations. Does only what is missing, so that where an
 * administrator has done it all (docs/operating/database.md), the owner's login needs no right to create roles.
 *
 * Roles belong to the whole server and advisory locks to one database, so two first starts on different databases can
 * still collide; the loser finds the winner's work when it tries again.
 */
export async function provisionRoles(logins: RoleLogins): Promise<void> {
  const client = new Client({ connectionString: bareLogin(logins.ownerUrl), application_name: 'cabstand roles' });
  await client.connect();
  try {
    await client.query(`SELECT pg_advisory_lock(hashtext('cabstand roles'))`);
    for (let attempt = 1; ; attempt++) {
      try {
        return await provision(client, logins);
      } catch (error) {
        if (attempt === 5 || !isCollision(error)) throw error;
        await sleep(50 * attempt);
      }
    }
  } finally {
    await client.end();
  }
}

async function provision(client: Client, logins: RoleLogins): Promise<void> {
  const members: [DatabaseRole, string][] = [
    ['cabstand_owner', logins.ownerUrl],
    ['cabstand_runtime', logins.runtimeUrl],
    ['cabstand_worker', logins.workerUrl],
  ];
  for (const [role, url] of members) {
    if (!(await holds(client, 'EXISTS (SELECT FROM pg_roles WHERE rolname = $1)', [role]))) {
      await client.query(`CREATE ROLE ${role} NOLOGIN`);
    }
    const login = decodeURIComponent(new URL(url).username) || (await currentUser(client));
    if (!(await holds(client, `pg_has_role($1, $2, 'SET')`, [login, role]))) {
      // Without INHERIT: the login has the role's rights only as that role.
      await client.query(`GRANT ${role} TO ${escapeIdentifier(login)} WITH INHERIT FALSE, SET TRUE`);
    }
  }
  const database = escapeIdentifier(await currentDatabase(client));
  if (!(await holds(client, `has_database_privilege('cabstand_owner', current_database(), 'CREATE')`))) {
    await client.query(`GRANT CREATE ON DATABASE ${database} TO cabstand_owner`);
  }
  // For the table of migrations that have run.
  if (!(await holds(client, `has_schema_privilege('cabstand_owner', 'public', 'CREATE')`))) {
    await client.query('GRANT CREATE ON SCHEMA public TO cabstand_owner');
  }
}

async function holds(client: Client, condition: string, values: string[] = []): Promise<boolean> {
  const { rows } = await client.query<{ holds: boolean }>(`SELECT ${condition} AS holds`, values);
  return rows[0]?.holds === true;
}

async function currentUser(client: Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>('SELECT current_user AS name');
  return rows[0]!.name;
}

async function currentDatabase(client: Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>('SELECT current_database() AS name');
  return rows[0]!.name;
}

/** duplicate_object, unique_violation, and the internal error "tuple concurrently updated". */
function isCollision(error: unknown): boolean {
  return error instanceof DatabaseError && ['42710', '23505', 'XX000'].includes(error.code ?? '');
}
