import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forgetSuspensions, keepSuspensions } from './suspensions';

export class AttendanceSuspensions1795500000013 implements MigrationInterface {
  name = 'AttendanceSuspensions1795500000013';

  async up(q: QueryRunner): Promise<void> {
    await keepSuspensions(q, 'attendance', ['drivers']);
  }

  async down(q: QueryRunner): Promise<void> {
    await forgetSuspensions(q, 'attendance', ['drivers']);
  }
}
