import type { MigrationInterface, QueryRunner } from 'typeorm';
import { forgetSuspensions, keepSuspensions } from './suspensions';

export class AssignmentSuspensions1795500000012 implements MigrationInterface {
  name = 'AssignmentSuspensions1795500000012';

  async up(q: QueryRunner): Promise<void> {
    await keepSuspensions(q, 'assignment', ['drivers', 'vehicles']);
  }

  async down(q: QueryRunner): Promise<void> {
    await forgetSuspensions(q, 'assignment', ['drivers', 'vehicles']);
  }
}
