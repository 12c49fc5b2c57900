import 'reflect-metadata';
import { Client, type QueryResultRow } from 'pg';
import { type Verification, verifyChain } from './contexts/audit/application/verify-chain';
import { AnchorFile } from './contexts/audit/persistence/anchor-file';
import type { Read } from './contexts/audit/persistence/chain-links';
import { ConfigurationError } from './platform/config/configuration';
import { environment } from './platform/config/environment';
import { readConfiguration } from './platform/config/read-configuration';
import { openDatabaseBeside } from './platform/database/open-database';
import type { Statement } from './platform/transaction/transaction-scope';

const VIOLATED = 1;
const NOT_VERIFIED = 2;

/** Verifies the chain of the audit against the database and the anchor file; also while the service runs. */
async function main(): Promise<void> {
  const configuration = readConfiguration(environment());
  const database = await openDatabaseBeside(configuration);
  try {
    const anchors = new AnchorFile(configuration.auditAnchorFile);
    const verification = await verifyAt(database.workerUrl, anchors);
    for (const line of report(verification, anchors)) console.log(line);
    if (verification.violation) process.exitCode = VIOLATED;
  } finally {
    await database.embedded?.stop();
  }
}

async function verifyAt(url: string, anchors: AnchorFile): Promise<Verification> {
  const client = new Client({ connectionString: url, application_name: 'cabstand audit verification' });
  await client.connect();
  try {
    const read: Read = async <R extends QueryResultRow>({ name, text }: Statement, values: unknown[]) =>
      (await client.query<R>({ name, text, values })).rows;
    return await verifyChain(read, anchors);
  } finally {
    await client.end();
  }
}

function report(
  { violation, intact, head, anchoredUpTo, anchors: compared, unsealed }: Verification,
  { path }: AnchorFile,
): string[] {
  const waiting = unsealed.oldestRecordedAt ? `, the oldest since ${unsealed.oldestRecordedAt.toISOString()}` : '';
  return [
    `Sealed and as they were: ${intact} entries${head ? `, up to hash ${head.hash.toString('hex')}` : ''}.`,
    `Anchors in ${path}: ${compared} compared, the chain agrees with them up to number ${anchoredUpTo}.`,
    `Not sealed yet: ${unsealed.count} entries${waiting}.`,
    violation
      ? `VIOLATED${violation.number === null ? '' : ` at number ${violation.number}`} (${violation.kind}): ${violation.why}`
      : 'The audit is intact.',
  ];
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigurationError ? error.message : error);
  process.exitCode = NOT_VERIFIED;
});
