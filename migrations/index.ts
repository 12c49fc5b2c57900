import type { MigrationInterface } from 'typeorm';

/** In the order they run. Hand-written and reversible; a class name ends in its timestamp (`Platform1700000000000`). */
export const migrations: (new () => MigrationInterface)[] = [];
