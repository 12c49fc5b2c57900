import { randomBytes } from 'node:crypto';
import type { BenchServer } from './bench-server';
import type { Level } from './measure';
import type { OnDemandWorld, Ridden } from './on-demand-world';
import { recordTransactions, type RecordedStatement, retold } from './recording';
import { replayBare } from './replay';
import type { Seeded, SeededDriver, SeededSession } from './seed';

/** At these clients the floor is measured. */
export const FLOOR_CLIENTS = 8;

interface Cast {
  readonly seeded: Seeded;
  readonly riders: readonly SeededSession[];
}

/**
 * The very SQL of one on-demand ride, of the requests and of what the outbox ran for it, transaction after transaction; told
 * anew for another rider and another driver. Not told: the sealing of the audit, which goes on by itself, and the looks that
 * found nothing to do.
 */
export class OnDemandFloor {
  private constructor(
    private readonly story: readonly RecordedStatement[],
    private readonly ridden: Ridden,
    private readonly cast: Cast,
  ) {}

  static async record(server: BenchServer, database: string, world: OnDemandWorld, cast: Cast): Promise<OnDemandFloor> {
    let ridden!: Ridden;
    await world.measure(1, 5);
    const transactions = await recordTransactions(server, database, async () => {
      ridden = await world.rideOnce(cast.riders[0]!);
      await world.settled();
    });
    const told = transactions.filter((statements) => !statements.some(({ text }) => NOT_TOLD.test(text)));
    return new OnDemandFloor(told.flat(), ridden, cast);
  }

  get statementsPerRide(): number {
    return this.story.length;
  }

  replay(url: string, rides: number): Promise<Level> {
    return replayBare(url, FLOOR_CLIENTS, rides, (turn, client) => this.tell(turn, client));
  }

  private tell(turn: number, client: number): RecordedStatement[] {
    const { seeded, riders } = this.cast;
    const { organizationId, hubId, fleetId, tariffId } = seeded;
    const [rider, driver] = [riders[client]!, seeded.drivers[client]!];
    const replacements = new Map([[this.ridden.code, randomBytes(4).toString('hex').toUpperCase()]]);
    const recorded = seeded.drivers.find(({ driverId }) => driverId === this.ridden.driverId)!;
    for (const [index, id] of ofDriver(recorded).entries()) replacements.set(id, ofDriver(driver)[index]!);
    replacements.set(riders[0]!.userId, rider.userId).set(riders[0]!.sessionId, rider.sessionId);
    const others = [
      ...seeded.drivers.flatMap(ofDriver),
      ...riders.flatMap(({ userId, sessionId }) => [userId, sessionId]),
    ];
    const told = retold(this.story, replacements, new Set([organizationId, hubId, fleetId, tariffId, ...others]));
    return told.map((statement) => (statement.name === APPEND ? numbered(statement, turn) : statement));
  }
}

const APPEND = 'live.changes.append';
/** More than a ride has. */
const CHANGES_A_RIDE = 1_000;

/** The places that the changes had in the log are taken: each turn has its own. */
function numbered({ name, text, values }: RecordedStatement, turn: number): RecordedStatement {
  const shifted = (place: string): string => String(Number(place) + (turn + 1) * CHANGES_A_RIDE);
  const [organizationId, at, changes, head] = values;
  const moved = changes!.replace(/"position": ?(\d+)/g, (_, place: string) => `"position":${shifted(place)}`);
  return { name, text, values: [organizationId!, at!, moved, shifted(head!)] };
}

const NOT_TOLD =
  /audit\.chain|leased_until = \$5, attempts = attempts \+ 1|SELECT o\.organization_id FROM platform\.outbox|DISTINCT ON \(o\.listener|FROM platform\.outbox WHERE id = \$1|LISTEN |last_positions AS l|pg_try_advisory_lock/;

function ofDriver({ driverId, vehicleId, rosterEntryId }: SeededDriver): string[] {
  return [driverId, vehicleId, rosterEntryId];
}
