import { Injectable } from '@nestjs/common';
import { InTransaction } from '../../../platform/events/listener.decorators';
import { DriverStatusChanged, FleetStatusChanged, VehicleStatusChanged } from '../../fleet/contracts/fleet-events';
import { SubjectDirectory } from '../projections/subject-directory';
import { FollowSubject } from './follow-subject';

/** In the transaction: who is registered anew at the same moment finds his numbers free. */
@Injectable()
export class ReleaseDocuments {
  constructor(
    private readonly subjects: SubjectDirectory,
    private readonly followSubject: FollowSubject,
  ) {}

  @InTransaction(DriverStatusChanged)
  async driver({ payload, organizationId }: DriverStatusChanged): Promise<void> {
    if (payload.to === 'LEFT') await this.release('driver', payload.driverId, organizationId!);
  }

  @InTransaction(VehicleStatusChanged)
  async vehicle({ payload, organizationId }: VehicleStatusChanged): Promise<void> {
    if (payload.to === 'RETIRED') await this.release('vehicle', payload.vehicleId, organizationId!);
  }

  @InTransaction(FleetStatusChanged)
  async fleet({ payload, organizationId }: FleetStatusChanged): Promise<void> {
    if (payload.to === 'CLOSED' || payload.to === 'REJECTED')
      await this.release('fleet', payload.fleetId, organizationId!);
  }

  private async release(type: 'driver' | 'vehicle' | 'fleet', id: string, organizationId: string): Promise<void> {
    await this.subjects.leave(type, id, organizationId);
    await this.followSubject.left(type, id);
  }
}
