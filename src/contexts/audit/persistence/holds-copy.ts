import { Client } from 'pg';
import type { Anchor } from '../domain/chain';
import type { AnchorFile } from './anchor-file';

/**
 * Whether a database can be the copy that these anchors were copied with, from the command line, without a service: its audit
 * holds the last of them, and nothing that was written after the copy.
 * @param url of the worker's login
 * @param copiedUntil by the server's clock; undefined where nobody noted it, and then a server that went on is not told
 * @returns why not, to stand in brackets; null where it can be
 * @throws Error where it cannot be connected to, or has no audit
 */
export async function whyNotCopy(url: string, anchors: AnchorFile, copiedUntil?: string): Promise<string | null> {
  const last = await lastOf(anchors);
  const client = new Client({ connectionString: url, application_name: 'cabstand restore' });
  try {
    await client.connect();
    if ((await client.query('SELECT FROM audit.entries LIMIT 1')).rowCount === 0) return 'its audit is empty';
    if (last && last.number > 0) {
      const { rows } = await client.query<{ hash: Buffer }>('SELECT hash FROM audit.chain WHERE number = $1', [
        last.number,
      ]);
      if (!rows[0]?.hash.equals(last.hash))
        return `its audit is another: entry ${last.number} is not that of the backup`;
    }
    if (copiedUntil === undefined) return null;
    const { rowCount } = await client.query('SELECT FROM audit.entries WHERE recorded_at > $1 LIMIT 1', [copiedUntil]);
    return rowCount === 0 ? null : `its audit goes on after ${copiedUntil}, when the backup was made`;
  } finally {
    await client.end();
  }
}

async function lastOf(anchors: AnchorFile): Promise<Anchor | null> {
  let last: Anchor | null = null;
  for await (const anchor of anchors.read() ?? []) last = anchor;
  return last;
}
