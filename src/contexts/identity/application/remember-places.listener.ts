import { Injectable } from '@nestjs/common';
import { InTransaction } from '../../../platform/events/listener.decorators';
import { FleetCreated, HubCreated } from '../../fleet/contracts/fleet-events';
import { Places } from '../persistence/places';

/** A membership can be narrowed to the fleets and hubs that there are. */
@Injectable()
export class RememberPlaces {
  constructor(private readonly places: Places) {}

  @InTransaction(FleetCreated)
  rememberFleet({ payload, organizationId }: FleetCreated): Promise<void> {
    return this.places.rememberFleet(payload.fleetId, organizationId!);
  }

  @InTransaction(HubCreated)
  rememberHub({ payload, organizationId }: HubCreated): Promise<void> {
    return this.places.rememberHub(payload.hubId, payload.fleetId, organizationId!);
  }
}
