import 'reflect-metadata';
import { takeBackup } from './platform/backup/backup';
import { endOf, folderOf } from './platform/backup/command-line';
import { environment } from './platform/config/environment';
import { readConfiguration } from './platform/config/read-configuration';

const USAGE = 'npm run backup -- --to FOLDER';

/** Copies database, files and anchors into a folder, also while the service runs. */
async function main(): Promise<void> {
  const to = folderOf('to', USAGE);
  const began = process.hrtime.bigint();
  const { objects } = await takeBackup(readConfiguration(environment()), to, new Date());
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  console.log(`Copied database, anchors${objects ? ' and files' : ''} to ${to} in ${seconds.toFixed(1)} s.`);
  if (!objects) console.log('Files are in a store elsewhere (OBJECT_STORE=s3), and are not in this copy.');
  console.log(
    'Keep the secrets (AUDIT_KEY, JWT_SECRET, OTP_SECRET) apart from it: they are not in it, and nothing replaces them.',
  );
}

main().catch((error: unknown) => {
  const { told, exitCode } = endOf(error);
  console.error(told);
  process.exitCode = exitCode;
});
