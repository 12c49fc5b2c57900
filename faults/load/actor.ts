import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../demo/random';

/** Somebody who does one thing after another until he is told to rest. */
export abstract class Actor {
  private resting: Promise<void> | null = null;
  private failure: unknown = null;
  protected isResting = true;

  protected constructor(
    protected readonly random: Random,
    private readonly pauseMs: number,
  ) {}

  begin(): void {
    this.isResting = false;
    this.resting = this.live().catch((error: unknown) => void (this.failure = error));
  }

  /** Asks for no more; resolves when what he is at is over. @throws Error what he could not make sense of */
  async rest(): Promise<void> {
    this.isResting = true;
    await this.resting;
    if (this.failure) throw this.failure as Error;
  }

  /** What he does next. An answer that never comes is no error of his. */
  protected abstract act(): Promise<void>;

  private async live(): Promise<void> {
    while (!this.isResting) {
      await this.act();
      await sleep(this.pauseMs * (0.5 + this.random.next()));
    }
  }
}
