import 'reflect-metadata';
import { AppModule } from '../../src/app.module';
import { readConfiguration } from '../../src/platform/config/read-configuration';
import type { RoleLogins } from '../../src/platform/database/roles';
import { createApplication } from '../../src/platform/http/create-application';
import { closeGracefully } from '../../src/platform/http/shutdown';
import { OutboxOptions } from '../../src/platform/outbox/outbox-options';

/** The whole service in a process that a test may kill. Prints its address when it is ready. */
async function main(): Promise<void> {
  const logins = JSON.parse(process.env.FIXTURE_LOGINS!) as RoleLogins;
  const configuration = readConfiguration(process.env);
  const outbox = new OutboxOptions(process.env.FIXTURE_OUTBOX !== 'off');
  const app = await createApplication(AppModule.forRoot(configuration, logins, outbox), configuration);
  await app.listen(0, '127.0.0.1');
  process.once('SIGTERM', () => void closeGracefully(app, 5).then(() => process.exit(0)));
  console.log(`ready at ${await app.getUrl()}`);
}

main().catch((error: Error) => {
  console.error(error.stack);
  process.exit(1);
});
