import type { EntitySchema } from 'typeorm';

/** Every entity of every context: TypeORM wants them before it connects, and a context's module is not loaded by a migration. */
export const entities: (Function | EntitySchema)[] = [];
