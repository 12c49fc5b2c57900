import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';

/** The name of the second data source: the worker role, which row-level security lets see every organization. */
export const WORKER_DATA_SOURCE = 'worker';

/** The pg pool below a data source, for what needs no transaction and no entity. */
export function poolOf(dataSource: DataSource): Pool {
  return (dataSource.driver as unknown as { master: Pool }).master;
}
