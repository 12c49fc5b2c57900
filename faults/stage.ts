import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Pool } from 'pg';
import { OTP_SECRET } from '../bench/on-demand-world';
import { JWT_SECRET } from '../bench/seed';
import { type ExotelSimulator, startExotelSimulator } from '../simulators/exotel/exotel-simulator';
import { type OsrmSimulator, startOsrmSimulator } from '../simulators/osrm/osrm-simulator';
import {
  startVerificationSimulator,
  type VerificationSimulator,
} from '../simulators/verification/verification-simulator';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/platform/database/embedded-postgres';
import { freePort } from '../src/platform/database/embedded-postgres-process';
import { migrate } from '../src/platform/database/migrate';
import { roleUrls } from '../src/platform/database/open-database';
import { ServiceProcess } from './service-process';
import { TcpProxy } from './tcp-proxy';
import { WITNESS } from './witness';

const DATABASE = 'cabstand';
/** Few, so that a handful of slow transactions fills the pool. */
export const POOL_SIZE = 6;
/** Crash recovery of a small database, on a machine that others load. */
const RECOVERY_MS = 90_000;

/**
 * The service in a process of its own, PostgreSQL with the settings of a real one, a wire between them that can be cut, and
 * the outside world as simulators whose receipts outlive the service.
 */
export class Stage {
  /** When the service, the database or the wire between them was last not whole. */
  private disturbedAt = Date.now();

  private constructor(
    readonly postgres: EmbeddedPostgres,
    readonly wire: TcpProxy,
    readonly service: ServiceProcess,
    readonly url: string,
    /** Beside the service, as the superuser, and not over the wire. */
    readonly pool: Pool,
    readonly sms: ExotelSimulator,
    readonly roads: OsrmSimulator,
    readonly sources: VerificationSimulator,
  ) {}

  static async open(directory: string): Promise<Stage> {
    const postgres = await startEmbeddedPostgres({ directory: join(directory, 'postgres') });
    const client = new Client({ connectionString: postgres.url('postgres') });
    await client.connect();
    await client.query(`CREATE DATABASE ${DATABASE}`);
    await client.end();
    const directUrl = postgres.url(DATABASE);
    await migrate(roleUrls(directUrl));
    const pool = new Pool({ connectionString: directUrl, max: 4 });
    pool.on('error', () => undefined);
    await pool.query(WITNESS);

    const wire = await TcpProxy.to('127.0.0.1', postgres.port);
    const throughTheWire = new URL(directUrl);
    throughTheWire.port = String(wire.port);
    const [sms, roads, sources] = await Promise.all([
      startExotelSimulator(),
      startOsrmSimulator(),
      startVerificationSimulator(),
    ]);
    const port = await freePort();
    const service = new ServiceProcess(directory, {
      ...{ PORT: String(port), DATABASE_URL: throughTheWire.href, DATA_DIRECTORY: directory, JWT_SECRET, OTP_SECRET },
      ...{ DATABASE_POOL_SIZE: String(POOL_SIZE), WORKER_POOL_SIZE: String(POOL_SIZE), NODE_ENV: 'development' },
      ...{ SMS_PROVIDER: 'simulator', SMS_SIMULATOR_URL: sms.url, ROUTING_PROVIDER: 'osrm', ROUTING_URL: roads.url },
      ...{ VERIFICATION_PROVIDER: 'simulator', VERIFICATION_URL: sources.url },
      ...{
        RATE_LIMIT_PER_MINUTE: '1000000',
        OTP_COOLDOWN_SECONDS: '0',
        ACCESS_TOKEN_MINUTES: '1440',
        LOG_LEVEL: 'warn',
      },
    });
    return new Stage(postgres, wire, service, `http://127.0.0.1:${port}`, pool, sms, roads, sources);
  }

  /** When something was last not whole, as far as the campaign broke it; in milliseconds since the epoch. */
  get wholeSince(): number {
    return this.disturbedAt;
  }

  disturb(): void {
    this.disturbedAt = Date.now();
  }

  /** Nothing is broken any more, and the service is up. @throws Error where something does not come back */
  async heal(): Promise<void> {
    this.wire.mend();
    this.sms.always({ kind: 'success' });
    this.roads.always({ kind: 'ok' });
    this.sources.always({ kind: 'agrees' });
    await this.databaseBack();
    await this.service.start();
    this.disturb();
  }

  /** By a connection of its own: at those of the pool, a server that was just killed may answer once more. */
  async databaseBack(): Promise<void> {
    for (const end = Date.now() + RECOVERY_MS; ; await sleep(200)) {
      const client = new Client({ connectionString: this.postgres.url(DATABASE) });
      client.on('error', () => undefined);
      try {
        await client.connect();
        return;
      } catch (error) {
        if (Date.now() > end) throw new Error('PostgreSQL does not come back.', { cause: error });
      } finally {
        await client.end().catch(() => undefined);
      }
    }
  }

  async query<R extends object>(text: string, values: unknown[] = []): Promise<R[]> {
    return (await this.pool.query<R>(text, values)).rows;
  }

  async close(): Promise<void> {
    await this.service.kill();
    await this.pool.end().catch(() => undefined);
    await this.wire.close();
    await Promise.all([this.sms.stop(), this.roads.stop(), this.sources.stop()]);
    await this.postgres.stop();
  }
}
