import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { type Outage, outageFrom } from '../domain/outage';
import { VehicleOutages } from '../persistence/vehicle-outages';
import { Vehicles } from '../persistence/vehicles';
import { AnnounceOutages } from './announce-outages';

export interface NotedOutage {
  /** Left out: from now on. */
  readonly startsAt?: Date;
  /** Left out: until somebody ends it. */
  readonly endsAt?: Date;
  readonly reason: string;
}

@Injectable()
export class NoteOutage {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly vehicles: Vehicles,
    private readonly outages: VehicleOutages,
    private readonly announce: AnnounceOutages,
  ) {}

  /** @throws DomainError not_found, `vehicle_retired`, `outage_in_the_past`, `outage_without_time`, `outages_overlap` */
  execute(vehicleId: string, { startsAt, endsAt, reason }: NotedOutage, principal: Principal): Promise<Outage> {
    return this.unitOfWork.run(
      async () => {
        const vehicle = await this.vehicles.lockInScope(vehicleId, principal);
        const now = this.clock.now();
        const window = outageFrom(startsAt, endsAt ?? null, now);
        const outage = { id: uuidv7(), vehicleId, ...window, reason, endedReason: null, withdrawnAt: null };
        await this.outages.add(outage, principal.userId, now);
        await this.announce.of(vehicle, now);
        return outage;
      },
      { locks: [lock('vehicle', vehicleId)] },
    );
  }
}
