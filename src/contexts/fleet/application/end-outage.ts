import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { endedOutage, type Outage } from '../domain/outage';
import { VehicleOutages } from '../persistence/vehicle-outages';
import { Vehicles } from '../persistence/vehicles';
import { AnnounceOutages } from './announce-outages';

/** Sooner or later than was said; one that has not begun by then is withdrawn. */
@Injectable()
export class EndOutage {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly vehicles: Vehicles,
    private readonly outages: VehicleOutages,
    private readonly announce: AnnounceOutages,
  ) {}

  /** @throws DomainError not_found, `outage_over`, `outage_in_the_past`, `outages_overlap`, `vehicle_retired` */
  execute(
    vehicleId: string,
    outageId: string,
    { endsAt, reason }: { endsAt?: Date; reason: string },
    principal: Principal,
  ): Promise<Outage> {
    return this.unitOfWork.run(
      async () => {
        const vehicle = await this.vehicles.lockInScope(vehicleId, principal);
        const now = this.clock.now();
        const found = await this.outages.get(outageId, vehicleId);
        const ended = endedOutage(found, endsAt ?? now, reason, now);
        await this.outages.end(ended, principal.userId);
        await this.announce.of(vehicle, now);
        return ended;
      },
      { locks: [lock('vehicle', vehicleId)] },
    );
  }
}
