import 'reflect-metadata';
import type { Verification } from './contexts/audit/application/verify-chain';
import { verifyChainAt } from './contexts/audit/application/verify-chain-at';
import { AnchorFile } from './contexts/audit/persistence/anchor-file';
import { ConfigurationError } from './platform/config/configuration';
import { environment } from './platform/config/environment';
import { readConfiguration } from './platform/config/read-configuration';
import { openDatabaseBeside } from './platform/database/open-database';

const VIOLATED = 1;
const NOT_VERIFIED = 2;

/** Verifies the chain of the audit against the database and the anchor file; also while the service runs. */
async function main(): Promise<void> {
  const configuration = readConfiguration(environment());
  const database = await openDatabaseBeside(configuration);
  try {
    const anchors = new AnchorFile(configuration.auditAnchorFile);
    const verification = await verifyChainAt(database.workerUrl, anchors);
    for (const line of report(verification, anchors)) console.log(line);
    if (verification.violation) process.exitCode = VIOLATED;
  } finally {
    await database.embedded?.stop();
  }
}

function report(
  { violation, intact, retired, retiredUpTo, head, anchoredUpTo, anchors: compared, unsealed }: Verification,
  { path }: AnchorFile,
): string[] {
  const waiting = unsealed.oldestRecordedAt ? `, the oldest since ${unsealed.oldestRecordedAt.toISOString()}` : '';
  return [
    `Sealed and as they were: ${intact} entries${head ? `, up to hash ${head.hash.toString('hex')}` : ''}.`,
    ...(retired > 0
      ? [`Of these, left with their months up to ${retiredUpTo}, their seals alone kept: ${retired} entries.`]
      : []),
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
