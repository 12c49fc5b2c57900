import { setTimeout as sleep } from 'node:timers/promises';
import { Client, DatabaseError } from 'pg';

/** Any number will do: it only has to be the same in every Cabstand. */
const CLAIM_LOCK = 4_217_001;
const APPLICATION_NAME = 'cabstand supervisor';

/** Thrown when the embedded server already serves another live process. */
export class EmbeddedPostgresInUse extends Error {
  constructor(
    readonly directory: string,
    readonly ownerPid: number,
  ) {
    super(
      `Another Cabstand (process ${ownerPid}) is running on the database in ${directory}. ` +
        `Stop it first (kill ${ownerPid}), or give this one a folder of its own with DATA_DIRECTORY, ` +
        'or a server of its own with DATABASE_URL.',
    );
    this.name = 'EmbeddedPostgresInUse';
  }
}

/** The server went away while it was being claimed: it was shutting down. */
export class ServerGone extends Error {}

/**
 * One process at a time answers for a server: whoever holds this session lock. The server itself drops it when that
 * process dies, however it dies, so there is no lock file to go stale and no pid to mistake for another's.
 */
export class Claim {
  private held = false;

  private constructor(private readonly client: Client) {}

  /**
   * @param onLost called when the server goes away although the claim was not released.
   * @throws EmbeddedPostgresInUse when another live process holds it.
   * @throws ServerGone when the server stops first.
   */
  static async take(
    url: string,
    directory: string,
    serverIsAlive: () => boolean,
    onLost: (why: string) => void,
  ): Promise<Claim> {
    const client = await connect(url, serverIsAlive);
    const claim = new Claim(client);
    let why = 'its connection closed';
    let ended = false;
    client.on('error', (error) => (why = error.message));
    client.on('end', () => {
      ended = true;
      if (claim.held) onLost(why);
    });
    try {
      await claim.acquire(directory);
    } catch (error) {
      await claim.release();
      throw isRefusal(error) ? new ServerGone() : error;
    }
    if (ended) throw new ServerGone();
    claim.held = true;
    (client as Client & { unref(): void }).unref();
    return claim;
  }

  async release(): Promise<void> {
    this.held = false;
    await this.client.end().catch(() => undefined);
  }

  /** The lock of a process that was killed this instant takes the server a moment to drop, hence the second chances. */
  private async acquire(directory: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const { rows } = await this.client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
        CLAIM_LOCK,
      ]);
      if (rows[0]?.taken) return;
      const holder = attempt >= 10 ? await this.holder() : undefined;
      if (holder) throw new EmbeddedPostgresInUse(directory, holder);
      await sleep(100);
    }
  }

  private async holder(): Promise<number | undefined> {
    const { rows } = await this.client.query<{ application_name: string }>(
      `SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
        WHERE l.locktype = 'advisory' AND l.objid = $1 AND l.granted`,
      [CLAIM_LOCK],
    );
    return rows[0] && Number(rows[0].application_name.split(' ').at(-1));
  }
}

/** A server that starts or stops is there and refuses connections; the first is waited for, the second waited out. */
async function connect(url: string, serverIsAlive: () => boolean): Promise<Client> {
  for (const end = Date.now() + 60_000; ; await sleep(20)) {
    const client = new Client({ connectionString: url, application_name: `${APPLICATION_NAME} ${process.pid}` });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (!serverIsAlive()) throw new ServerGone();
      if (!isRefusal(error) || Date.now() > end) throw error;
    }
  }
}

/** The server starts or stops (class 57P), or its port is closed, or it cut the connection. */
function isRefusal(error: unknown): boolean {
  if (error instanceof DatabaseError) return error.code?.startsWith('57P') ?? false;
  return !(error instanceof EmbeddedPostgresInUse);
}
