import 'reflect-metadata';
import { mkdirSync, writeFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { AppModule } from './app.module';
import { readConfiguration } from './platform/config/read-configuration';
import { buildOpenApi } from './platform/http/openapi';

/** Built apart from what uses the client, so that a route can change before its users do. */
const FILE = 'client/openapi.json';

/**
 * Writes the description of the API that the typed client is generated from. In Nest's preview mode: controllers are read,
 * nothing is instantiated, and so no database is needed.
 */
async function main(): Promise<void> {
  const nowhere = 'postgres://nowhere';
  const logins = { ownerUrl: nowhere, runtimeUrl: nowhere, workerUrl: nowhere };
  const app = await NestFactory.create(AppModule.forRoot(readConfiguration({}), logins), new FastifyAdapter(), {
    preview: true,
    logger: ['error'],
    abortOnError: false,
  });
  const { document, faults } = buildOpenApi(app);
  mkdirSync('client', { recursive: true });
  writeFileSync(FILE, `${JSON.stringify(document, null, 2)}\n`);
  if (faults.length === 0) return;
  process.stderr.write(
    `${FILE} is written, but it has ${faults.length} faults:\n${faults.map((fault) => `  - ${fault}\n`).join('')}`,
  );
  process.exitCode = 1;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
