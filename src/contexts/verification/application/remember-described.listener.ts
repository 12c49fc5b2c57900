import { Injectable } from '@nestjs/common';
import { DocumentDigests } from '../../../platform/document-digests';
import { InTransaction } from '../../../platform/events/listener.decorators';
import { DriverDescribed, FleetDescribed, VehicleDescribed } from '../../fleet/contracts/described-events';
import { StaffDescribed } from '../../identity/contracts/identity-events';
import type { WorkingSubject } from '../domain/standing';
import { SubjectDirectory, type SubjectHome } from '../projections/subject-directory';
import { FollowSubject } from './follow-subject';
import { JudgeSubject } from './judge-subject';

/** Whoever was there before documents were asked for, or before this context remembered as much of him as it does. */
@Injectable()
export class RememberDescribed {
  constructor(
    private readonly subjects: SubjectDirectory,
    private readonly judgeSubject: JudgeSubject,
    private readonly followSubject: FollowSubject,
    private readonly digests: DocumentDigests,
  ) {}

  @InTransaction(FleetDescribed)
  async fleet({ payload, organizationId }: FleetDescribed): Promise<void> {
    const { fleetId, city, name, status } = payload;
    await this.subjects.rememberFleet(fleetId, city, name, organizationId!);
    if (status === 'CLOSED' || status === 'REJECTED') await this.left('fleet', fleetId, organizationId!);
  }

  @InTransaction(DriverDescribed)
  async driver({ payload, organizationId }: DriverDescribed): Promise<void> {
    const { driverId: id, fleetId, hubId, name, licenceDigest: numberDigest, status } = payload;
    await this.working('driver', { id, fleetId, hubId, fuelType: null, name, numberDigest }, organizationId!);
    if (status === 'LEFT') await this.left('driver', id, organizationId!);
  }

  @InTransaction(VehicleDescribed)
  async vehicle({ payload, organizationId }: VehicleDescribed): Promise<void> {
    const { vehicleId: id, fleetId, hubId, plate: name, fuelType, status } = payload;
    const numberDigest = this.digests.of('plate', name, organizationId!);
    await this.working('vehicle', { id, fleetId, hubId, fuelType, name, numberDigest }, organizationId!);
    if (status === 'RETIRED') await this.left('vehicle', id, organizationId!);
  }

  @InTransaction(StaffDescribed)
  async staff({ payload, organizationId }: StaffDescribed): Promise<void> {
    await this.subjects.rememberUser(payload.userId, organizationId!);
  }

  private async working(type: WorkingSubject, home: SubjectHome, organizationId: string): Promise<void> {
    await this.subjects.rememberWorking(type, [home], organizationId);
    await this.judgeSubject.execute(type, home.id, organizationId);
  }

  private async left(type: 'driver' | 'vehicle' | 'fleet', id: string, organizationId: string): Promise<void> {
    await this.subjects.leave(type, id, organizationId);
    await this.followSubject.left(type, id);
  }
}
