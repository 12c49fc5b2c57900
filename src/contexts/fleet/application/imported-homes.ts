import { Injectable } from '@nestjs/common';
import { DomainError } from '../../../platform/errors/domain-error';
import type { LegibleRow } from '../../../platform/imports/importer';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Home } from '../domain/hub';
import type { Scope } from '../domain/scope';
import { type NamedHub, Hubs } from '../persistence/hubs';
import { OpenHub } from './open-hub';

/** As a row names it: the hub by name or id, and its fleet by name or id where the hub's name leaves a doubt. */
export interface NamedHome {
  readonly fleet: string | null;
  readonly hub: string;
}

/** Finds the hubs that rows of a file name, among those of the caller. */
@Injectable()
export class ImportedHomes {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly hubs: Hubs,
    private readonly openHub: OpenHub,
  ) {}

  /** Of each row: where it belongs, or `hub_unknown` or `hub_ambiguous`; null where its hub or fleet cannot be read. */
  async find(rows: readonly LegibleRow<NamedHome>[], scope: Scope): Promise<(Home | DomainError | null)[]> {
    const named = rows.map(({ row, illegible }) => (illegible.has('hub') || illegible.has('fleet') ? null : row));
    const names = named.flatMap((row) => (row ? row.hub.toLowerCase() : []));
    const hubs = await this.hubs.named([...new Set(names)], scope);
    return named.map((row) => row && homeOf(row, hubs));
  }

  /**
   * Holds the hub and its fleet open until the transaction ends, as `OpenHub`, once for all rows of it.
   * @returns what speaks against taking anybody in, or null
   */
  refusalOf(hubId: string, scope: Scope): Promise<DomainError | null> {
    const asked = this.unitOfWork.once(this, () => new Map<string, Promise<DomainError | null>>());
    const known = asked.get(hubId) ?? this.ask(hubId, scope);
    asked.set(hubId, known);
    return known;
  }

  private async ask(hubId: string, scope: Scope): Promise<DomainError | null> {
    try {
      await this.openHub.find(hubId, scope);
      return null;
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
  }
}

function homeOf({ fleet, hub }: NamedHome, hubs: readonly NamedHub[]): Home | DomainError {
  const called = (text: string, id: string, name: string): boolean =>
    text.toLowerCase() === id || text.toLowerCase() === name.toLowerCase();
  const found = hubs.filter(
    ({ hubId, hubName, fleetId, fleetName }) =>
      called(hub, hubId, hubName) && (fleet === null || called(fleet, fleetId, fleetName)),
  );
  const [only] = found;
  if (only && found.length === 1) return { fleetId: only.fleetId, hubId: only.hubId };
  const named = fleet === null ? hub : `${hub} in ${fleet}`;
  return only
    ? new DomainError('invalid', 'hub_ambiguous', `There are ${found.length} hubs called ${hub}: name the fleet too.`)
    : new DomainError('invalid', 'hub_unknown', `There is no hub called ${named} among yours.`);
}
