import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppModule } from '../src/app.module';
import { FLUSH_MILLISECONDS, LastPositions } from '../src/contexts/assignment/persistence/last-positions';
import { readConfiguration } from '../src/platform/config/read-configuration';
import { roleUrls } from '../src/platform/database/open-database';
import { createApplication } from '../src/platform/http/create-application';
import { closeGracefully } from '../src/platform/http/shutdown';
import { OutboxOptions } from '../src/platform/outbox/outbox-options';
import { AREA, idOf, ORGANIZATION } from './position-world';

/**
 * A service process that takes in so many positions a second, from the first to the last driver and again, each a little
 * further than before. Its writer is the service's own. It is ready when every driver has been seen.
 */
async function main(): Promise<void> {
  const drivers = Number(process.env.LOAD_DRIVERS);
  const perSecond = Number(process.env.LOAD_PER_SECOND);
  const configuration = readConfiguration(process.env);
  const module = AppModule.forRoot(configuration, roleUrls(configuration.databaseUrl!), new OutboxOptions(false));
  const app = await createApplication(module, configuration);
  await app.init();
  const positions = app.get(LastPositions);
  let over = false;
  process.once('SIGTERM', () => {
    over = true;
    void closeGracefully(app, 1).then(() => process.exit(0));
  });

  let moved = 0;
  const move = (count: number): void => {
    for (const until = moved + count; moved < until; moved++) {
      void positions.put(
        idOf('driver', 1 + (moved % drivers)),
        ORGANIZATION,
        positionOf(moved % drivers, Math.floor(moved / drivers)),
      );
    }
  };
  move(drivers);
  await positions.flush();
  console.log('Cabstand is ready at its database');
  const began = performance.now();
  const due = (): number => drivers + Math.floor(((performance.now() - began) * perSecond) / 1000);
  while (!over) {
    move(Math.max(0, due() - moved));
    await sleep(FLUSH_MILLISECONDS / 2);
  }
}

/** Scattered over the area; a round moves each by up to 50 m. */
function positionOf(index: number, turn: number) {
  const wander = ((index * 7 + turn * 13) % 10) * 5e-5;
  const at = new Date();
  return {
    latitude: AREA.south + shareOf(index, 1) * AREA.height + wander,
    longitude: AREA.west + shareOf(index, 2) * AREA.width,
    accuracyMetres: 8,
    speedMetresPerSecond: 9,
    headingDegrees: 90,
    chargePercent: 50 + (index % 50),
    deviceAt: at,
    mock: false,
    at,
  };
}

/** From 0 to 1, the same each time and without a pattern. */
function shareOf(index: number, salt: number): number {
  let mixed = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(salt, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
