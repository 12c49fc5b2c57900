import type { EntitySchema } from 'typeorm';
import { Attendance } from './contexts/attendance/domain/attendance';
import { Selfie } from './contexts/attendance/domain/selfie';

/** Every entity of every context: TypeORM wants them before it connects, and a context's module is not loaded by a migration. */
export const entities: (Function | EntitySchema)[] = [Attendance, Selfie];
