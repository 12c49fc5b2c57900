import 'reflect-metadata';
import { randomBytes, randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Client } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { AppModule } from '../../src/app.module';
import { AccessTokens } from '../../src/platform/auth/access-tokens';
import { allPermissions, permissionsOf, type Role } from '../../src/platform/auth/permissions';
import { readConfiguration } from '../../src/platform/config/read-configuration';
import { createApplication } from '../../src/platform/http/create-application';
import { closeGracefully } from '../../src/platform/http/shutdown';
import { OutboxOptions } from '../../src/platform/outbox/outbox-options';
import type { StructuredLogger } from '../../src/platform/telemetry/logger';
import { cloneDatabase, type TestDatabase } from './database';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // What the tests look into; each test knows the shape it expects.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

export interface CallerOptions {
  readonly role?: Role;
  /** Instead of the role's. */
  readonly permissions?: readonly string[];
  readonly organizationId?: string | null;
  readonly fleetIds?: readonly string[];
  readonly hubIds?: readonly string[];
  readonly driverId?: string;
  /** `default`: of the drivers and vehicles of his organization it wants what every new operator does. Otherwise nothing. */
  readonly documents?: 'default';
}

/** Somebody who is logged in, with a session of his own. */
export interface TestCaller {
  readonly userId: string;
  readonly sessionId: string;
  readonly organizationId: string | null;
  readonly token: string;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export interface ApplicationOptions {
  /** Over the defaults of a test. */
  readonly environment?: Record<string, string>;
  readonly outbox?: OutboxOptions;
  /** Two applications on one database are two processes as far as the database can tell. */
  readonly database?: TestDatabase;
  /** All, unless the test publishes the events of the others itself: those would be judged by contexts that know nothing of them. */
  readonly contexts?: readonly Type[];
  /** Instead of the silent one. */
  readonly log?: StructuredLogger;
}

/** The whole service on a database of its own, listening on loopback, with callers to act as. */
export class TestApplication {
  /** Organizations that want their documents: whoever acts in one of them later changes nothing about it. */
  private readonly wantingDocuments = new Set<string>();

  private constructor(
    readonly app: NestFastifyApplication,
    readonly database: TestDatabase,
    readonly url: string,
    private readonly ownsDatabase: boolean,
    private readonly ownDirectory: string | null,
  ) {}

  static async start(options: ApplicationOptions = {}): Promise<TestApplication> {
    const database = options.database ?? (await cloneDatabase());
    const ownDirectory = options.environment?.DATA_DIRECTORY
      ? null
      : `/tmp/cabstand-test-${process.pid}-${randomBytes(4).toString('hex')}`;
    const configuration = readConfiguration({
      NODE_ENV: 'test',
      PORT: '0',
      SMS_SIMULATOR_PORT: '0',
      ROUTING_PROVIDER: 'estimate',
      VERIFICATION_PROVIDER: 'none',
      LOG_LEVEL: 'silent',
      RATE_LIMIT_PER_MINUTE: '1000000',
      ...(ownDirectory && { DATA_DIRECTORY: ownDirectory }),
      ...options.environment,
    });
    const outbox = options.outbox ?? new OutboxOptions(true, 50, 2000, 50, 8, 2, 20, 200, 2000);
    const app = await createApplication(
      AppModule.forRoot(configuration, database, outbox, options.contexts),
      configuration,
      options.log,
    );
    await app.listen(0, '127.0.0.1');
    return new TestApplication(app, database, await app.getUrl(), options.database === undefined, ownDirectory);
  }

  async stop(): Promise<void> {
    await closeGracefully(this.app, 5);
    if (this.ownDirectory) rmSync(this.ownDirectory, { recursive: true, force: true });
    if (this.ownsDatabase) await this.database.drop();
  }

  /** Rows as the superuser sees them. */
  async sql<R extends object>(text: string, values: unknown[] = []): Promise<R[]> {
    const client = new Client({ connectionString: this.database.adminUrl });
    await client.connect();
    try {
      return (await client.query<R>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** Logs somebody in without identity: the principal row that identity would have written, and a token for it. */
  async actAs(options: CallerOptions = {}): Promise<TestCaller> {
    const organizationId = options.organizationId === undefined ? randomUUID() : options.organizationId;
    const permissions =
      options.permissions ?? (options.role ? permissionsOf(options.role) : allPermissions().map(({ name }) => name));
    const userId = uuidv7();
    const sessionId = uuidv7();
    // Memberships that events bring about refer to it.
    await this.sql(
      `INSERT INTO identity.organizations (id, name, code, status, created_at, version)
       SELECT $1::uuid, 'Test cabs', $1::text, 'ACTIVE', now(), 1 WHERE $1::uuid IS NOT NULL ON CONFLICT DO NOTHING`,
      [organizationId],
    );
    await this.sql(
      'INSERT INTO platform.organizations SELECT $1::uuid WHERE $1::uuid IS NOT NULL ON CONFLICT DO NOTHING',
      [organizationId],
    );
    if (organizationId !== null) await this.wantDocuments(organizationId, options.documents);
    await this.sql(
      `INSERT INTO platform.principals (session_id, user_id, organization_id, permissions, fleet_ids, hub_ids, driver_id, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, now() + interval '1 day')`,
      [
        sessionId,
        userId,
        organizationId,
        permissions,
        options.fleetIds ?? null,
        options.hubIds ?? null,
        options.driverId ?? null,
      ],
    );
    const { token } = this.app.get(AccessTokens).sign(userId, sessionId);
    const call: TestCaller['call'] = (method, path, body, headers) =>
      this.call(method, path, body, { authorization: `Bearer ${token}`, ...headers });
    return {
      userId,
      sessionId,
      organizationId,
      token,
      call,
      get: (path, headers) => call('GET', path, undefined, headers),
      post: (path, body, headers) => call('POST', path, body, headers),
    };
  }

  /** Nobody's papers keep him from work in a test that is about something else: sets that want nothing, as an operator may put them. */
  private async wantDocuments(organizationId: string, documents: CallerOptions['documents']): Promise<void> {
    if (documents === 'default') this.wantingDocuments.add(organizationId);
    if (this.wantingDocuments.has(organizationId)) return;
    await this.sql(
      `INSERT INTO verification.document_sets (id, organization_id, version, subject_type, city, documents, configured_at)
       SELECT gen_random_uuid(), $1, 1, of_subject, '*', '[]', now()
       FROM unnest(ARRAY['driver', 'vehicle', 'fleet', 'organization', 'user']) AS of_subject ON CONFLICT DO NOTHING`,
      [organizationId],
    );
  }

  /** A Buffer is sent as it is (give its content-type), anything else as JSON. */
  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const isBytes = Buffer.isBuffer(body);
    const response = await fetch(this.url + path, {
      method,
      headers: body === undefined || isBytes ? headers : { 'content-type': 'application/json', ...headers },
      body: body === undefined ? undefined : isBytes ? new Uint8Array(body) : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text ? (JSON.parse(text) as unknown) : text,
    };
  }
}

/** Tries until it holds: for what happens after the commit. Fails with the last reason after `withinMs`. */
export async function eventually<T>(attempt: () => Promise<T> | T, withinMs = 15_000): Promise<T> {
  for (const end = Date.now() + withinMs; ;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
