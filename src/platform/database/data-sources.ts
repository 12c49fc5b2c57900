/** The name of the second data source: the worker role, which row-level security lets see every organization. */
export const WORKER_DATA_SOURCE = 'worker';
