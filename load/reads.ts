import type { AppClient } from './app-client';
import type { Journal } from './journal';
import type { LoadWorld } from './world';

/** What people look at, by turns: lists, one ride and its story, a driver's own day, who is asked. */
export class Reads {
  private turn = 0;

  constructor(
    private readonly client: AppClient,
    private readonly world: LoadWorld,
    private readonly journal: Journal,
  ) {}

  async read(): Promise<void> {
    const { operator, scheduled, onDemand } = this.world;
    const rideId = this.journal.acknowledged.at(-1)?.rideId;
    const of = (drivers: typeof onDemand): string => drivers[this.turn % drivers.length]!.token;
    const looks: readonly (readonly [string, string])[] = [
      ['/v1/rides?limit=50', operator.token],
      ['/v1/driver/today', of(scheduled)],
      ['/v1/roster?limit=50', operator.token],
      ['/v1/driver/offers', of(onDemand)],
      ['/v1/drivers?limit=50', operator.token],
      ...(rideId ? ([[`/v1/rides/${rideId}`, operator.token]] as const) : []),
      ...(rideId ? ([[`/v1/rides/${rideId}/timeline`, operator.token]] as const) : []),
    ];
    const [path, token] = looks[this.turn++ % looks.length]!;
    await this.client.call('GET', path, token);
  }
}
