import { Client, type QueryResult } from 'pg';
import { callContext } from '../../src/platform/telemetry/call-context';

/** What the database does otherwise for the requests that say so in their id. */
export interface Terms {
  /** Commits become rollbacks, so that the next request finds the world as this one did. */
  readonly keepsNothing: boolean;
  /** Row-level security is told another organization than the application believes to act in. */
  readonly swap?: { readonly from: string; readonly to: string };
  /** Looks at what the transaction did, right before it ends. The client may see everything. */
  readonly look?: (client: Client) => Promise<void>;
}

/** What was seen of a request's transactions. */
export interface Seen {
  /** Transactions that meant to commit a change. */
  changes: number;
}

type Query = (this: Client, statement: unknown, values?: unknown) => Promise<QueryResult>;

/**
 * Stands between pg and the service of this process. A request whose `X-Request-Id` was given terms here is served by the
 * same code on the same database, on these terms; everything else is left alone.
 */
export class WatchedDatabase {
  private readonly terms = new Map<string, { readonly terms: Terms; readonly seen: Seen }>();
  private readonly original = Client.prototype.query as unknown as Query;
  private sequence = 0;

  constructor() {
    const { original } = this;
    const termsOf = (): { terms: Terms; seen: Seen } | undefined => this.terms.get(callContext.get()?.requestId ?? '');
    Client.prototype.query = function (this: Client, statement: unknown, ...rest: unknown[]) {
      const entry = typeof statement === 'string' ? termsOf() : undefined;
      if (!entry) return original.call(this, statement, ...(rest as [unknown]));
      return onTerms(entry.terms, entry.seen, this, original, statement as string, rest);
    } as never;
  }

  restore(): void {
    Client.prototype.query = this.original as never;
  }

  /** The id that a request on these terms is to be sent with, and what will have been seen of it. */
  admit(terms: Terms): { readonly requestId: string; readonly seen: Seen } {
    const requestId = `intruder-${++this.sequence}`;
    const seen: Seen = { changes: 0 };
    this.terms.set(requestId, { terms, seen });
    return { requestId, seen };
  }
}

function onTerms(
  { keepsNothing, swap, look }: Terms,
  seen: Seen,
  client: Client,
  original: Query,
  statement: string,
  rest: unknown[],
): Promise<QueryResult> {
  const ask = (text: string): Promise<QueryResult> => original.call(client, text);
  if (swap && statement.startsWith('BEGIN;')) {
    const set = `set_config('cabstand.organization_id', '${swap.from}', true)`;
    const instead = `set_config('cabstand.organization_id', '${swap.to}', true)`;
    return ask(statement.replace(set, instead));
  }
  if (statement !== 'COMMIT') return original.call(client, statement, ...(rest as [unknown]));
  return (async () => {
    const { rows } = (await ask('SELECT pg_current_xact_id_if_assigned() IS NOT NULL AS changed')) as {
      rows: { changed: boolean }[];
    };
    if (rows[0]!.changed) {
      seen.changes++;
      await look?.(client);
    }
    const ended = await ask(keepsNothing ? 'ROLLBACK' : 'COMMIT');
    return keepsNothing ? { ...ended, command: 'COMMIT' } : ended;
  })();
}
