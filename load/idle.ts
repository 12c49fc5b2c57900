import { setTimeout as sleep } from 'node:timers/promises';

const WAIT_MS = 60_000;

/** Who has nothing to do: whoever was idle longest is taken next, and whoever asks first is served first. */
export class Idle<T> {
  private readonly idle: T[];
  private readonly asking: ((one: T) => void)[] = [];

  constructor(
    private readonly what: string,
    all: readonly T[],
  ) {
    this.idle = [...all];
  }

  /** Waits while everybody is busy, which counts as waiting does. @throws Error where nobody is idle within a minute */
  async take(): Promise<T> {
    const taken = this.idle.shift();
    if (taken !== undefined) return taken;
    let take!: (one: T) => void;
    const given = new Promise<T>((resolve) => (take = resolve));
    this.asking.push(take);
    const giveUp = new AbortController();
    const tooLate = sleep(WAIT_MS, null, { ref: false, signal: giveUp.signal }).catch(() => null);
    const one = await Promise.race([given, tooLate]);
    giveUp.abort();
    if (one !== null) return one;
    this.asking.splice(this.asking.indexOf(take), 1);
    throw new Error(`no ${this.what} was idle within ${WAIT_MS / 1_000} s`);
  }

  giveBack(one: T): void {
    const next = this.asking.shift();
    if (next) next(one);
    else this.idle.push(one);
  }
}
