import { sqlState } from './unit-of-work';

/** The values cannot be stored (SQLSTATE classes 22 and 23): the same statement will fail again, whoever sends it. */
export function isDataError(error: unknown): boolean {
  return /^2[23]/.test(sqlState(error));
}
