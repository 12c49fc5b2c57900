import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { WORKER_DATA_SOURCE } from '../database/data-sources';

/** Many commits, one NOTIFY: it takes a lock that all committing sessions share, so it never rides in a business transaction. */
const DEBOUNCE_MS = 10;
const RECONNECT_MS = 1000;
const SILENT_MS = 10_000;
const CHANNEL_NAME = /^[a-z_]{1,60}$/;

/** pg knows its backend's process id and does not declare it. */
type ListeningClient = Client & { readonly processID?: number };
/** @param payload null where notices may have been missed: the connection has just come up. */
type Hear = (payload: string | null) => void;

/**
 * Tells the other processes on this database that something committed, by ids only, on the one connection that also hears
 * theirs. Best effort: whoever listens also looks now and then, so that a lost notice costs time and nothing else.
 */
@Injectable()
export class DatabaseNotifications implements OnApplicationShutdown {
  private readonly log = new Logger(DatabaseNotifications.name);
  private readonly hearers = new Map<string, Hear>();
  private readonly pending = new Map<string, Set<string>>();
  private timer: NodeJS.Timeout | null = null;
  private client: ListeningClient | null = null;
  private connecting = false;
  private closed = false;
  /** One query after another: pg 9 will not queue them for us. */
  private asked: Promise<unknown> = Promise.resolve();

  constructor(@Inject(getDataSourceToken(WORKER_DATA_SOURCE)) private readonly worker: DataSource) {}

  /** Sent soon, together with others; the same payload once. A payload holds ids, at most 7,900 bytes of them. */
  notify(channel: string, payload = ''): void {
    const payloads = this.pending.get(channel) ?? new Set();
    this.pending.set(channel, payloads.add(payload));
    this.timer ??= setTimeout(() => this.send(), DEBOUNCE_MS);
  }

  /** What this process notifies itself is not heard by it. */
  listen(channel: string, hear: Hear): void {
    if (!CHANNEL_NAME.test(channel)) throw new Error(`${channel} is no name for a channel.`);
    this.hearers.set(channel, hear);
    if (this.client) this.listenOn(this.client, [channel]);
    else this.connect();
  }

  unlisten(channel: string): void {
    this.hearers.delete(channel);
  }

  async onApplicationShutdown(): Promise<void> {
    this.closed = true;
    if (this.timer) clearTimeout(this.timer);
    await this.client?.end().catch(() => undefined);
  }

  private send(): void {
    this.timer = null;
    const pairs = [...this.pending].flatMap(([channel, payloads]) => [...payloads].map((one) => [channel, one]));
    this.pending.clear();
    const values = [pairs.map(([channel]) => channel), pairs.map(([, payload]) => payload)];
    if (this.client)
      void this.ask(this.client, 'SELECT pg_notify(c, p) FROM unnest($1::text[], $2::text[]) AS t (c, p)', values);
  }

  private connect(): void {
    if (this.closed || this.connecting) return;
    this.connecting = true;
    const options = this.worker.options as { url?: string; extra?: { options?: string } };
    const client: ListeningClient = new Client({
      connectionString: options.url,
      options: options.extra?.options,
      application_name: 'cabstand-listen',
      // One that only hears is told by TCP that its server is gone; one that has said something waits no longer than this.
      ...{ keepAlive: true, keepAliveInitialDelayMillis: SILENT_MS },
      ...{ pipeline: true, query_timeout: SILENT_MS, connectionTimeoutMillis: SILENT_MS },
    });
    let lost = false;
    const reconnect = (): void => {
      if (this.client === client) this.client = null;
      if (lost || this.closed) return;
      lost = true;
      this.connecting = false;
      setTimeout(() => this.connect(), RECONNECT_MS).unref();
    };
    client.on('notification', ({ processId, channel, payload }) => {
      if (processId !== client.processID) this.hearers.get(channel)?.(payload ?? '');
    });
    client.on('error', reconnect);
    client.on('end', reconnect);
    client
      .connect()
      .then(() => {
        this.client = client;
        this.connecting = false;
        this.listenOn(client, [...this.hearers.keys()]);
      })
      .catch((error: unknown) => {
        if (!this.closed) this.log.warn(`Not listening for other processes yet: ${String(error)}`);
        reconnect();
      });
  }

  private listenOn(client: ListeningClient, channels: readonly string[]): void {
    void this.ask(client, channels.map((channel) => `LISTEN ${channel}`).join('; '), []).then((listening) => {
      if (listening) for (const channel of channels) this.hearers.get(channel)?.(null);
    });
  }

  /** @returns whether it was done */
  private ask(client: ListeningClient, text: string, values: unknown[]): Promise<boolean> {
    const answer = this.asked.then(async () => {
      try {
        await (values.length > 0 ? client.query(text, values) : client.query(text));
        return true;
      } catch (error) {
        if (!this.closed) this.log.warn(`A notice to or from the other processes was lost: ${String(error)}`);
        return false;
      }
    });
    this.asked = answer;
    return answer;
  }
}
