import { Injectable } from '@nestjs/common';
import { DomainError } from '../../../platform/errors/domain-error';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Scope } from '../domain/scope';

interface Place {
  readonly id: string;
  readonly fleet_id: string;
  readonly kind: 'fleet' | 'hub';
}

const REMEMBER: Statement = {
  name: 'identity.places.remember',
  text: `INSERT INTO identity.places (id, organization_id, fleet_id, kind) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING`,
};
const FIND: Statement = {
  name: 'identity.places.find',
  text: 'SELECT id, fleet_id, kind FROM identity.places WHERE organization_id = $1 AND id = ANY($2)',
};

/** The fleets and hubs that fleet has told of: what a membership can be narrowed to. */
@Injectable()
export class Places {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async rememberFleet(id: string, organizationId: string): Promise<void> {
    await this.unitOfWork.query(REMEMBER, [id, organizationId, id, 'fleet']);
  }

  async rememberHub(id: string, fleetId: string, organizationId: string): Promise<void> {
    await this.unitOfWork.query(REMEMBER, [id, organizationId, fleetId, 'hub']);
  }

  /**
   * The scope that these ids describe. Hubs alone stand for themselves within their fleets; beside fleets, they must lie in them.
   * @throws DomainError `fleet_unknown`, `hub_unknown` or `hub_outside_fleets`, with the ids
   */
  async scopeOf(
    asked: { fleetIds?: readonly string[]; hubIds?: readonly string[] },
    organizationId: string,
  ): Promise<Scope> {
    const fleetIds = [...new Set(asked.fleetIds ?? [])];
    const hubIds = [...new Set(asked.hubIds ?? [])];
    const places = await this.unitOfWork.rows<Place>(FIND, [organizationId, [...fleetIds, ...hubIds]]);
    const known = (kind: Place['kind'], id: string): boolean => places.some((p) => p.kind === kind && p.id === id);
    refuse(
      'fleet_unknown',
      'These fleets do not exist',
      fleetIds.filter((id) => !known('fleet', id)),
    );
    refuse(
      'hub_unknown',
      'These hubs do not exist',
      hubIds.filter((id) => !known('hub', id)),
    );
    const hubs = places.filter((place) => place.kind === 'hub');
    if (fleetIds.length > 0) {
      const outside = hubs.filter((hub) => !fleetIds.includes(hub.fleet_id));
      refuse(
        'hub_outside_fleets',
        'These hubs are in none of the fleets',
        outside.map(({ id }) => id),
      );
    }
    return {
      fleetIds: fleetIds.length > 0 ? fleetIds : hubs.length > 0 ? [...new Set(hubs.map((hub) => hub.fleet_id))] : null,
      hubIds: hubIds.length > 0 ? hubIds : null,
    };
  }
}

function refuse(code: string, sentence: string, ids: readonly string[]): void {
  if (ids.length > 0) throw new DomainError('invalid', code, `${sentence}: ${ids.join(', ')}.`, { ids });
}
