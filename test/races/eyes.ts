import type { Player } from './player';

/** What is seen of the operator's world from outside, by the story's names. */
export interface Seen {
  /** Status, and who has it, or had it at its end. */
  readonly rides: Readonly<Record<string, readonly [string, string | null]>>;
  readonly duties: Readonly<Record<string, string>>;
  readonly shifts: Readonly<Record<string, string>>;
  readonly online: readonly string[];
  /** The ride that each driver is offered. */
  readonly offers: Readonly<Record<string, string>>;
}

export interface Names {
  readonly drivers: readonly string[];
  readonly rides: readonly string[];
  readonly duties: readonly string[];
  readonly shifts: readonly string[];
}

interface Item {
  readonly id: string;
  readonly status: string;
  readonly rideId: string;
  readonly driverId: string;
  readonly driver?: { readonly driverId: string } | null;
}

/** Once nothing is under way any more. */
export async function look(player: Player, names: Names): Promise<Seen> {
  await player.settle();
  const list = async (path: string): Promise<Item[]> => {
    return ((await player.must({ as: 'ops', method: 'GET', path })) as { items: Item[] }).items;
  };
  const driverOf = (id: string): string | null => player.nameOf(id, names.drivers);
  const statuses = (items: readonly Item[], known: readonly string[]): Record<string, string> =>
    Object.fromEntries(
      items
        .map(({ id, status }): [string, string] => [player.nameOf(id, known) ?? id, status])
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  const rides = (await list('/v1/rides?limit=100')).map(({ id, status, driver }): [string, [string, string | null]] => [
    player.nameOf(id, names.rides) ?? id,
    [status, driver ? driverOf(driver.driverId) : null],
  ]);
  const offers = (await list('/v1/dispatch/offers?limit=100')).map(({ driverId, rideId }): [string, string] => [
    driverOf(driverId) ?? driverId,
    player.nameOf(rideId, names.rides) ?? rideId,
  ]);
  const online: string[] = [];
  for (const driver of names.drivers) {
    const willing = (await player.must({ as: driver, method: 'GET', path: '/v1/driver/online' })) as {
      online: boolean;
    };
    if (willing.online) online.push(driver);
  }
  return {
    rides: Object.fromEntries(rides.sort(([a], [b]) => (a < b ? -1 : 1))),
    duties: statuses(await list('/v1/attendance?limit=100'), names.duties),
    shifts: statuses(await list('/v1/roster?limit=100'), names.shifts),
    online: online.sort(),
    offers: Object.fromEntries(offers.sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
