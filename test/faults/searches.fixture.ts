import 'reflect-metadata';
import { AppModule } from '../../src/app.module';
import { readConfiguration } from '../../src/platform/config/read-configuration';
import type { RoleLogins } from '../../src/platform/database/roles';
import { createApplication } from '../../src/platform/http/create-application';
import { OutboxOptions } from '../../src/platform/outbox/outbox-options';
import { AssignmentModule } from '../../src/contexts/assignment/assignment.module';
import { AttendanceModule } from '../../src/contexts/attendance/attendance.module';
import { AuditModule } from '../../src/contexts/audit/audit.module';
import { RideModule } from '../../src/contexts/ride/ride.module';

/** A service process that runs searches, until it is killed. What it was at is taken up by the next after a second. */
async function main(): Promise<void> {
  const logins = JSON.parse(process.env.FIXTURE_LOGINS!) as RoleLogins;
  const configuration = readConfiguration(process.env);
  const outbox = new OutboxOptions(true, 50, 1000, 20, 8, 2, 20, 200, 1000, 1000);
  const contexts = [AssignmentModule, AttendanceModule, AuditModule, RideModule];
  const app = await createApplication(AppModule.forRoot(configuration, logins, outbox, contexts), configuration);
  await app.init();
  console.log('ready');
}

main().catch((error: Error) => {
  console.error(error.stack);
  process.exit(1);
});
