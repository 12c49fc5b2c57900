import { Client } from 'pg';

/** The login by itself, which takes on no role: there may be none yet, and a replication session takes none. */
export function bareLogin(url: string): string {
  const login = new URL(url);
  login.searchParams.delete('options');
  return login.href;
}

export interface ServerFacts {
  /** Of PostgreSQL: its major version. */
  readonly version: number;
  /** By its own clock, as a date and time in ISO 8601 to the microsecond. */
  readonly now: string;
}

export async function askServer(url: string, applicationName: string): Promise<ServerFacts> {
  const client = new Client({ connectionString: bareLogin(url), application_name: applicationName });
  await client.connect();
  try {
    const { rows } = await client.query<ServerFacts>(
      `SELECT current_setting('server_version_num')::int / 10000 AS version, to_json(clock_timestamp())#>>'{}' AS now`,
    );
    return rows[0]!;
  } finally {
    await client.end();
  }
}
