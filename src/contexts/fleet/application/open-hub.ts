import { Injectable } from '@nestjs/common';
import type { Home, Hub } from '../domain/hub';
import type { Scope } from '../domain/scope';
import { Fleets } from '../persistence/fleets';
import { Hubs } from '../persistence/hubs';

/** Finds the hub that something new is to belong to, and holds it and its fleet open until the transaction ends. */
@Injectable()
export class OpenHub {
  constructor(
    private readonly fleets: Fleets,
    private readonly hubs: Hubs,
  ) {}

  /** @throws DomainError not_found where it is out of the scope, `hub_not_active`, `fleet_not_active` */
  async find(hubId: string, scope: Scope): Promise<Hub> {
    const hub = await this.hubs.holdInScope(hubId, scope);
    hub.assertTakesIn();
    (await this.fleets.holdInScope(hub.fleetId, scope)).assertTakesIn();
    return hub;
  }

  /** Where a resident moves to; nothing when no hub is named, or the one that it belongs to. */
  async moveOf(resident: Home, hubId: string | undefined, scope: Scope): Promise<Partial<Home>> {
    return hubId === undefined || hubId === resident.hubId ? {} : (await this.find(hubId, scope)).home;
  }
}
