import { parseArgs } from 'node:util';
import { ConfigurationError } from '../config/configuration';
import { EmbeddedPostgresInUse } from '../database/embedded-postgres-claim';
import { BackupRefused } from './backup';

const FAILED = 1;
const REFUSED = 2;

/** The one option of the command. @throws BackupRefused where it, and it alone, is not given. */
export function folderOf(option: string, usage: string): string {
  try {
    const folder = parseArgs({ options: { [option]: { type: 'string' } } }).values[option];
    if (typeof folder === 'string' && folder !== '') return folder;
  } catch {
    // Said below.
  }
  throw new BackupRefused(`Say which folder, and no more: ${usage}`);
}

/** What to print: a sentence where there is one to say, and the whole error where nobody expected it. */
export function endOf(error: unknown): { told: unknown; exitCode: number } {
  const expected = [BackupRefused, ConfigurationError, EmbeddedPostgresInUse].some((kind) => error instanceof kind);
  return expected ? { told: (error as Error).message, exitCode: REFUSED } : { told: error, exitCode: FAILED };
}
