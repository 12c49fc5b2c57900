import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type fc from 'fast-check';
import { Client } from 'pg';

/** Since when nothing moves, once every statement was answered. */
const CALM_MS = 4;
/** Since when nothing moves, though statements are not answered: they wait for what another of these transactions holds. */
const BLOCKED_MS = 40;

/**
 * Lets a scheduler of fast-check choose which of several transactions sends its next statement, on a real database. So an order of
 * statements that the machine would hardly ever take is taken, told, and taken again.
 */
export class StatementGate {
  private readonly callers = new AsyncLocalStorage<{ readonly label: string; readonly scheduler: fc.Scheduler }>();
  private readonly original = Client.prototype.query;
  /** Of each connection: the last statement that came to it has been sent. */
  private readonly sent = new WeakMap<Client, Promise<void>>();
  private underWay = 0;
  private movedAt = 0;

  open(): void {
    const { callers, original } = this;
    const passing = (client: Client, label: string, scheduler: fc.Scheduler, send: () => unknown): Promise<unknown> =>
      this.pass(client, label, scheduler, send);
    const gated = function (this: Client, ...args: unknown[]): unknown {
      const send = (): unknown => Reflect.apply(original, this, args);
      const caller = callers.getStore();
      // The pool's own, and whoever waits by a callback, pass.
      if (!caller || typeof args.at(-1) === 'function') return send();
      return passing(this, `${caller.label}: ${nameOf(args[0])}`, caller.scheduler, send);
    };
    Client.prototype.query = gated as typeof Client.prototype.query;
  }

  close(): void {
    Client.prototype.query = this.original;
  }

  /** Each of its statements waits until the scheduler sends it. */
  run<T>(label: string, scheduler: fc.Scheduler, work: () => Promise<T>): Promise<T> {
    return this.callers.run({ label, scheduler }, work);
  }

  /** What the scheduler does around each thing that it releases: nothing else is chosen before that has led as far as it does. */
  readonly act = async (release: () => Promise<void>): Promise<void> => {
    this.movedAt = performance.now();
    await release();
    for (;;) {
      await sleep(1);
      const still = performance.now() - this.movedAt;
      if (still > (this.underWay === 0 ? CALM_MS : BLOCKED_MS)) return;
    }
  };

  /** A connection sends what comes to it in that order: a transaction's first statement does not wait for its BEGIN to be answered. */
  private async pass(client: Client, label: string, scheduler: fc.Scheduler, send: () => unknown): Promise<unknown> {
    const before = this.sent.get(client);
    let isSent = (): void => undefined;
    this.sent.set(client, new Promise((resolve) => (isSent = resolve)));
    this.movedAt = performance.now();
    await before;
    await scheduler.schedule(Promise.resolve(), label);
    isSent();
    this.underWay++;
    try {
      return await send();
    } finally {
      this.underWay--;
      this.movedAt = performance.now();
    }
  }
}

function nameOf(statement: unknown): string {
  if (typeof statement === 'object' && statement !== null && 'name' in statement) return String(statement.name);
  return String(statement).trim().split(/[\s;]/, 1)[0]!;
}
