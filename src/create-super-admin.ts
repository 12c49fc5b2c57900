import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module';
import { AuditModule } from './contexts/audit/audit.module';
import { CreateSuperAdmin } from './contexts/identity/application/create-super-admin';
import { IdentityModule } from './contexts/identity/identity.module';
import { maskPhone } from './kernel/phone';
import { Configuration, ConfigurationError } from './platform/config/configuration';
import { environment } from './platform/config/environment';
import { readConfiguration } from './platform/config/read-configuration';
import { bringUpToDate } from './platform/database/bring-up-to-date';
import { EmbeddedPostgresInUse } from './platform/database/embedded-postgres-claim';
import { openDatabaseBeside, type OpenedDatabase } from './platform/database/open-database';
import { DomainError } from './platform/errors/domain-error';
import { OutboxOptions } from './platform/outbox/outbox-options';

const USAGE = `Creates the first super admin, who then logs in with his phone and makes everybody else.

  npm run admin:create -- --phone +919810012345 --name "Asha Verma" [--force]

  --phone  his mobile number: the codes that he logs in with are texted to it
  --name   1 to 120 characters
  --force  also when there is a super admin already`;

class UsageError extends Error {}

interface Order {
  readonly phone: string;
  readonly name: string;
  readonly force: boolean;
}

/** Works beside a running service too. */
async function main(): Promise<void> {
  const order = readOrder(process.argv.slice(2));
  const configuration = readConfiguration(environment());
  const database = await openDatabaseBeside(configuration);
  try {
    await bringUpToDate(database);
    await create(order, configuration, database);
  } finally {
    await database.embedded?.stop();
  }
  const where = `http://${configuration.host}:${configuration.port}`;
  console.log(`${order.name} (${maskPhone(order.phone)}) is a super admin now. There is no password. To log in:
  1. npm start, unless it runs already
  2. POST ${where}/v1/auth/otp {"phone": "…"} texts a code${simulatorHint(configuration)}
  3. POST ${where}/v1/auth/otp/verify {"challengeId": "…", "code": "…"} answers the tokens
  4. POST ${where}/v1/organizations creates the first operator. Name it in the header Cabstand-Organization from then on:
     POST ${where}/v1/users creates its ops user.
The documentation is at ${where}/docs`);
}

function readOrder(args: string[]): Order {
  try {
    const { values } = parseArgs({
      args,
      options: { phone: { type: 'string' }, name: { type: 'string' }, force: { type: 'boolean', default: false } },
    });
    const name = values.name?.trim() ?? '';
    if (!values.phone) throw new UsageError('--phone is missing.');
    if (name.length < 1 || name.length > 120) throw new UsageError('--name must have 1 to 120 characters.');
    return { phone: values.phone, name, force: values.force };
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError((error as Error).message);
  }
}

/** By the service's own use case, so that the audit records it like everything else. */
async function create(order: Order, configuration: Configuration, database: OpenedDatabase): Promise<void> {
  const { sms } = configuration;
  // The running service has the port of its simulator.
  const quiet =
    sms.provider === 'simulator' ? new Configuration({ ...configuration, sms: { ...sms, port: 0 } }) : configuration;
  const module = AppModule.forRoot(quiet, database, new OutboxOptions(false), [IdentityModule, AuditModule]);
  const app = await NestFactory.createApplicationContext(module, { logger: ['warn', 'error', 'fatal'] });
  try {
    await app.get(CreateSuperAdmin, { strict: false }).execute(order);
  } finally {
    await app.close();
  }
}

function simulatorHint({ sms }: Configuration): string {
  if (sms.provider !== 'simulator') return '';
  return `; without a provider it is in the inbox at ${sms.url ?? `http://127.0.0.1:${sms.port}`}/inbox`;
}

main().catch((error: unknown) => {
  if (error instanceof UsageError) console.error(`${error.message}\n\n${USAGE}`);
  else if (error instanceof DomainError) console.error(error.message);
  else {
    const expected = error instanceof ConfigurationError || error instanceof EmbeddedPostgresInUse;
    console.error(expected ? error.message : error);
  }
  process.exitCode = 1;
});
