import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { v7 as uuidv7 } from 'uuid';
import { Random } from '../demo/random';
import { AppModule } from '../src/app.module';
import { AssignRide } from '../src/contexts/assignment/application/assign-ride';
import { UnassignRide } from '../src/contexts/assignment/application/unassign-ride';
import { type Engagement, plannedWindow } from '../src/contexts/assignment/domain/engagement';
import { Engagements } from '../src/contexts/assignment/persistence/engagements';
import type { Principal } from '../src/platform/auth/principal';
import { readConfiguration } from '../src/platform/config/read-configuration';
import { DomainError } from '../src/platform/errors/domain-error';
import { OutboxOptions } from '../src/platform/outbox/outbox-options';
import { callContext } from '../src/platform/telemetry/call-context';
import { sqlState, UnitOfWork } from '../src/platform/transaction/unit-of-work';
import { monotonicMs } from './clock';
import { type FromContender, type Order, type Tally, type ToContender, type Way, type Win } from './messages';

const TELL_EVERY_MS = 250;
/** What is won is kept for so many attempts of the same connection at most, and contended for again. */
const LONGEST_HOLD = 60;
const VEHICLE_CLASS = 'SEDAN';
const GIVEN_BACK = 'Given back, to be contended for again';

interface Held {
  readonly win: Win;
  patience: number;
}

/** One process of the service, without HTTP, that attempts assigns on several connections at once. */
class Contender {
  private readonly unitOfWork: UnitOfWork;
  private readonly engagements: Engagements;
  private readonly assignRide: AssignRide;
  private readonly unassignRide: UnassignRide;
  private left: number;
  private made = { 'use case': 0, statement: 0 };
  private lost: Record<string, number> = {};
  private wins: Win[] = [];
  private readonly principal: Principal;

  constructor(
    app: INestApplicationContext,
    private readonly order: Order,
  ) {
    this.unitOfWork = app.get(UnitOfWork, ANYWHERE);
    this.engagements = app.get(Engagements, ANYWHERE);
    this.assignRide = app.get(AssignRide, ANYWHERE);
    this.unassignRide = app.get(UnassignRide, ANYWHERE);
    this.left = order.attempts;
    const { operatorId: userId, organizationId } = order.prizes;
    const scope = { fleetIds: null, hubIds: null, driverId: null };
    this.principal = { userId, sessionId: userId, organizationId, permissions: new Set(), ...scope, version: '1' };
  }

  async contend(tell: (tally: Tally) => void): Promise<void> {
    const telling = setInterval(() => tell(this.tally(false)), TELL_EVERY_MS);
    const { connections, seed } = this.order;
    await Promise.all(Array.from({ length: connections }, (_, n) => this.loop(new Random(seed * 1_000 + n))));
    clearInterval(telling);
    tell(this.tally(true));
  }

  stop(): void {
    this.left = 0;
  }

  private async loop(random: Random): Promise<void> {
    let held: Held[] = [];
    while (this.left-- > 0) {
      const way: Way = random.chance(0.5) ? 'use case' : 'statement';
      this.made[way]++;
      const win = await this.counting(() => this.attempt(way, random));
      if (win) held.push({ win, patience: random.whole(0, LONGEST_HOLD) });
      const over = held.filter((one) => one.patience-- <= 0);
      held = held.filter((one) => !over.includes(one));
      for (const one of over) await this.counting(() => this.giveBack(one));
    }
    this.wins.push(...held.map(({ win }) => win));
  }

  /** Null where another was first, which is counted under its code. */
  private async counting<T>(attempt: () => Promise<T>): Promise<T | null> {
    try {
      return await attempt();
    } catch (error) {
      const code = error instanceof DomainError ? error.code : broken(error);
      this.lost[code] = (this.lost[code] ?? 0) + 1;
      return null;
    }
  }

  private async attempt(way: Way, random: Random): Promise<Win> {
    const { rides, drivers } = this.order.prizes;
    const ride = random.pick(rides);
    const driver = random.pick(drivers);
    const engagement =
      way === 'use case'
        ? await this.asOperator(() => this.assignRide.execute(ride.id, driver.driverId, this.principal))
        : await this.engage(ride, { ...driver, vehicleId: random.pick(drivers).vehicleId });
    const { id: engagementId, rideId, driverId, vehicleId, window } = engagement;
    const planned = { plannedFrom: window.start.getTime(), plannedUntil: window.end.getTime() };
    return { way, engagementId, rideId, driverId, vehicleId, ...planned, heldFrom: monotonicMs(), heldUntil: null };
  }

  /** The statement by which a use case takes a driver, with neither its locks nor its look: only the database can refuse. */
  private async engage(
    ride: Order['prizes']['rides'][number],
    driver: Order['prizes']['drivers'][number],
  ): Promise<Engagement> {
    const { organizationId, operatorId, expectedMinutes } = this.order.prizes;
    const now = new Date();
    const engagement: Engagement = {
      ...{ id: uuidv7(), organizationId, rideId: ride.id, ...driver, after: null },
      window: plannedWindow(new Date(ride.pickupAt), expectedMinutes, now),
      ...{ assignedBy: operatorId, assignedAt: now },
    };
    const add = (): Promise<boolean> => this.engagements.add(engagement, VEHICLE_CLASS);
    const isAdded = await this.unitOfWork.run(add, { organizationId });
    if (!isAdded) throw new Error(`Driver ${driver.driverId} or his cab may not be engaged at all.`);
    return engagement;
  }

  private async giveBack({ win }: Held): Promise<void> {
    this.wins.push({ ...win, heldUntil: monotonicMs() });
    const { organizationId } = this.order.prizes;
    if (win.way === 'use case')
      await this.asOperator(() => this.unassignRide.execute(win.rideId, GIVEN_BACK, this.principal));
    else {
      const release = (): Promise<number> => this.engagements.release(win.engagementId, GIVEN_BACK, new Date());
      await this.unitOfWork.run(release, { organizationId });
    }
  }

  private asOperator<T>(work: () => Promise<T>): Promise<T> {
    const { organizationId, operatorId: id } = this.order.prizes;
    const requestId = uuidv7();
    const call = { requestId, correlationId: requestId, causationId: null, address: null, organizationId };
    return callContext.run({ ...call, actor: { type: 'user', id } }, work);
  }

  private tally(done: boolean): Tally {
    const { made, lost, wins } = this;
    Object.assign(this, { made: { 'use case': 0, statement: 0 }, lost: {}, wins: [] });
    return { made, lost, wins, done };
  }
}

/** Whatever module provides it. */
const ANYWHERE = { strict: false };

/** A deadlock that went on after its retries is a loss: PostgreSQL undid the attempt. Of all others the report complains. */
function broken(error: unknown): string {
  const state = sqlState(error);
  if (state === '40P01') return 'deadlock';
  return state || (error instanceof Error ? error.message : String(error));
}

async function serve(order: Order): Promise<Contender> {
  const configuration = readConfiguration({ ...order.environment, DATABASE_POOL_SIZE: String(order.connections) });
  // What follows a commit is not contended for.
  const module = AppModule.forRoot(configuration, order.logins, new OutboxOptions(false));
  return new Contender(await NestFactory.createApplicationContext(module, { logger: ['error', 'fatal'] }), order);
}

function tell(message: FromContender): void {
  process.send!(message);
}

let contender: Contender;

process.on('message', (message: ToContender) => {
  if (message === 'stop') contender.stop();
  else if (message === 'begin') contender.contend(tell).catch(fail);
  else
    serve(message.order).then((serving) => {
      contender = serving;
      tell('ready');
    }, fail);
});
process.on('disconnect', () => process.exit(0));

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}
