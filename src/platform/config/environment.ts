import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';

/** The process's environment, filled up from `.env` in the working directory where there is one; what is set already wins. */
export function environment(): NodeJS.ProcessEnv {
  if (existsSync('.env')) loadEnvFile('.env');
  return process.env;
}
