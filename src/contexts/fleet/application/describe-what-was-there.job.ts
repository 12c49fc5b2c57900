import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Clock } from '../../../platform/clock';
import { DocumentDigests } from '../../../platform/document-digests';
import type { DomainEvent } from '../../../platform/events/domain-event';
import { ExclusiveJobs } from '../../../platform/jobs/exclusive-jobs';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { DriverDescribed, FleetDescribed, VehicleDescribed } from '../contracts/described-events';
import { Drivers } from '../persistence/drivers';
import { Fleets } from '../persistence/fleets';
import { type Undescribed, UndescribedThings } from '../persistence/undescribed';
import { Vehicles } from '../persistence/vehicles';
import { AnnounceOutages } from './announce-outages';

const JOB = 'fleet.describe_what_was_there';
const EVERY_MS = 10_000;
const BATCH = 100;
const LOCKED_BY = { fleet: 'organization', driver: 'driver', vehicle: 'vehicle' } as const;

/**
 * After an upgrade others must know of what was registered before they began to listen, and no schema reads another's: so each
 * fleet, driver and vehicle of before is described once. Whatever stops it, it goes on where it was.
 */
@Injectable()
export class DescribeWhatWasThere {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly jobs: ExclusiveJobs,
    private readonly undescribed: UndescribedThings,
    private readonly fleets: Fleets,
    private readonly drivers: Drivers,
    private readonly vehicles: Vehicles,
    private readonly outages: AnnounceOutages,
    private readonly digests: DocumentDigests,
  ) {}

  @Interval(JOB, EVERY_MS)
  describe(): Promise<boolean> {
    return this.jobs.runInBatches(JOB, BATCH, () => this.execute());
  }

  /** @returns how many it described */
  async execute(): Promise<number> {
    const everywhere = { as: 'worker', organizationId: null } as const;
    const batch = await this.unitOfWork.run(() => this.undescribed.next(BATCH), everywhere);
    for (const one of batch) {
      const { thing, id, organizationId } = one;
      const locks = [lock(LOCKED_BY[thing], id)];
      await this.unitOfWork.run(() => this.describeOne(one), { as: 'worker', organizationId, locks });
    }
    return batch.length;
  }

  private async describeOne(one: Undescribed): Promise<void> {
    if (!(await this.undescribed.take(one))) return;
    const { event, version } = await this.factOf(one);
    event.aggregateVersion = version;
    await this.unitOfWork.publish(event);
  }

  private async factOf({ thing, id }: Undescribed): Promise<{ event: DomainEvent; version: number }> {
    const now = this.clock.now();
    if (thing === 'fleet') {
      const { name, city, status, version } = await this.fleets.get(id);
      return { event: new FleetDescribed(id, { fleetId: id, name, city, status }, now), version };
    }
    if (thing === 'vehicle') {
      const { fleetId, hubId, plate, fuelType, status, version } = await this.vehicles.get(id);
      const outages = await this.outages.notOver(id, now);
      const known = { vehicleId: id, fleetId, hubId, plate, fuelType, status, outages };
      return { event: new VehicleDescribed(id, known, now), version };
    }
    const { fleetId, hubId, name, licenceNumber, organizationId, status, version } = await this.drivers.get(id);
    const licenceDigest = this.digests.of('driving_licence', licenceNumber, organizationId);
    return {
      event: new DriverDescribed(id, { driverId: id, fleetId, hubId, name, licenceDigest, status }, now),
      version,
    };
  }
}
