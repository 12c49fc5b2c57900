import { Inject, Injectable, Logger } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { WORKER_DATA_SOURCE } from '../database/data-sources';

const CHANNEL = 'cabstand_outbox';
/** Many commits, one NOTIFY: it takes a lock that all committing sessions share, so it never rides in a business transaction. */
const DEBOUNCE_MS = 10;
const RECONNECT_MS = 1000;

/** pg knows its backend's process id and does not declare it. */
type ListeningClient = Client & { readonly processID?: number };

/** Wakes the workers of the other processes. Best effort: what it loses, their polls find. */
@Injectable()
export class OutboxNotifier {
  private readonly log = new Logger(OutboxNotifier.name);
  private client: ListeningClient | null = null;
  private closed = false;
  private pending: NodeJS.Timeout | null = null;

  constructor(@Inject(getDataSourceToken(WORKER_DATA_SOURCE)) private readonly worker: DataSource) {}

  notify(): void {
    this.pending ??= setTimeout(() => {
      this.pending = null;
      this.client?.query(`NOTIFY ${CHANNEL}`).catch(() => undefined);
    }, DEBOUNCE_MS);
  }

  listen(wake: () => void): void {
    if (this.closed) return;
    const options = this.worker.options as { url?: string; extra?: { options?: string } };
    const client: ListeningClient = new Client({
      connectionString: options.url,
      options: options.extra?.options,
      application_name: 'cabstand-listen',
      keepAlive: true,
    });
    let again = false;
    const reconnect = (): void => {
      if (this.client === client) this.client = null;
      if (again || this.closed) return;
      again = true;
      setTimeout(() => this.listen(wake), RECONNECT_MS).unref();
    };
    client.on('notification', (message) => {
      if (message.processId !== client.processID) wake();
    });
    client.on('error', reconnect);
    client.on('end', reconnect);
    client
      .connect()
      .then(() => client.query(`LISTEN ${CHANNEL}`))
      .then(() => {
        this.client = client;
        wake();
      })
      .catch((error: unknown) => {
        if (!this.closed) this.log.warn(`Not listening for other processes yet: ${String(error)}`);
        reconnect();
      });
  }

  async close(): Promise<void> {
    this.closed = true;
    if (this.pending) clearTimeout(this.pending);
    await this.client?.end().catch(() => undefined);
  }
}
