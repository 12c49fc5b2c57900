import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchClient } from './bench-client';

export interface FileToImport {
  readonly kind: 'drivers' | 'vehicles' | 'roster';
  readonly mode: 'row_wise' | 'atomic';
  /** The names of the columns, as in the first line of the file. */
  readonly header: string;
  readonly lines: readonly string[];
}

interface Shown {
  readonly id: string;
  readonly state: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly rowsApplied: number;
}

const LOOKS_EVERY_MS = 100;

/**
 * Brings a file in over HTTP, and waits for its end.
 * @returns the seconds that it took, by the service's own account
 * @throws Error where not every row is brought in
 */
export async function importFile(client: BenchClient, token: string, file: FileToImport): Promise<number> {
  const { kind, mode, header, lines } = file;
  const text = Buffer.from([header, ...lines, ''].join('\r\n'));
  const path = `/v1/imports?kind=${kind}&mode=${mode}`;
  const { id } = await client.call<Shown>('POST', path, token, text, 'text/csv');
  for (;;) {
    const shown = await client.call<Shown>('GET', `/v1/imports/${id}`, token);
    if (shown.finishedAt !== null) {
      if (shown.rowsApplied === lines.length)
        return (Date.parse(shown.finishedAt) - Date.parse(shown.startedAt)) / 1_000;
      throw new Error(`The import of ${lines.length} ${kind} is ${shown.state}, with ${shown.rowsApplied} of them.`);
    }
    await sleep(LOOKS_EVERY_MS);
  }
}
