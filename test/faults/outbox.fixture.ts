import 'reflect-metadata';
import { AppModule } from '../../src/app.module';
import { readConfiguration } from '../../src/platform/config/read-configuration';
import type { RoleLogins } from '../../src/platform/database/roles';
import { EventRegistry } from '../../src/platform/events/event-registry';
import { createApplication } from '../../src/platform/http/create-application';
import { OutboxOptions } from '../../src/platform/outbox/outbox-options';
import { UnitOfWork } from '../../src/platform/transaction/unit-of-work';
import { Counted, FixtureEffects } from './outbox-fixture-events';

const AGGREGATE_ID = '0193a1f0-5b7c-7d3e-9a41-1f2e3d4c5b6a';

/** A service process with the fixture's listeners. `publish` commits events as fast as it can and prints each; `work` delivers. */
async function main(): Promise<void> {
  const [role, receiptsUrl = '', from = '0'] = process.argv.slice(2);
  const logins = JSON.parse(process.env.FIXTURE_LOGINS!) as RoleLogins;
  const configuration = readConfiguration(process.env);
  const outbox = new OutboxOptions(role === 'work', 50, 1000, 20, 8, 2, 20, 200, 1000);
  const app = await createApplication(AppModule.forRoot(configuration, logins, outbox), configuration);
  const unitOfWork = app.get(UnitOfWork);
  app.get(EventRegistry).register(new FixtureEffects(unitOfWork, receiptsUrl));
  await app.init();
  console.log('ready');
  if (role !== 'publish') return;
  for (let number = Number(from); ; number++) {
    await unitOfWork.run(async () => {
      await unitOfWork.query('INSERT INTO public.published VALUES ($1)', [number]);
      await unitOfWork.publish(new Counted(AGGREGATE_ID, { number }, new Date()));
    });
    console.log(`committed ${number}`);
  }
}

main().catch((error: Error) => {
  console.error(error.stack);
  process.exit(1);
});
