import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { v7 as uuidv7 } from 'uuid';
import type { Principal } from '../../../src/platform/auth/principal';
import { createApplication, type Patience } from '../../../src/platform/http/create-application';
import type { HttpSettings } from '../../../src/platform/http/http-settings';
import { closeGracefully } from '../../../src/platform/http/shutdown';
import { StructuredLogger } from '../../../src/platform/telemetry/logger';
import { fixtureModule, principals, SETTINGS } from './fixture';

/** What the applications of this file logged. */
export const lines: string[] = [];
const sink = { write: (line: string) => void lines.push(line) };
export const logged = (): Record<string, unknown>[] => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

const started: NestFastifyApplication[] = [];
afterAll(() => Promise.all(started.map((app) => closeGracefully(app, 1))));

/** Closed when the tests of the file have run. */
export async function start(
  settings: HttpSettings = SETTINGS,
  patience?: Patience,
): Promise<{ app: NestFastifyApplication; url: string }> {
  const app = await createApplication(fixtureModule(settings), settings, new StructuredLogger('info', sink), patience);
  await app.listen({ port: 0, host: '127.0.0.1' });
  started.push(app);
  return { app, url: `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}` };
}

export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Somebody who is logged in and may do just this. */
export function principal(permissions: string[]): Principal {
  const sessionId = uuidv7();
  const made: Principal = {
    userId: uuidv7(),
    sessionId,
    organizationId: uuidv7(),
    permissions: new Set(permissions),
    fleetIds: null,
    hubIds: null,
    driverId: null,
    version: '1',
  };
  principals.set(sessionId, made);
  return made;
}
