import { Injectable } from '@nestjs/common';
import type { Admission, VehicleAtHand } from '../domain/attendance-facts';
import { DocumentBook } from '../projections/document-book';
import type { KnownDriver } from '../projections/driver-directory';
import { HoursOfDrivers } from './hours-of-drivers';

/** What decides whether a driver may come on duty, read under his lock and that of the vehicle. */
@Injectable()
export class AdmissionToDuty {
  constructor(
    private readonly hours: HoursOfDrivers,
    private readonly documents: DocumentBook,
  ) {}

  /** @param checkedInAt from when his duty would count */
  async of(driver: KnownDriver, vehicle: VehicleAtHand, organizationId: string, checkedInAt: Date): Promise<Admission> {
    return {
      driver,
      vehicle,
      hours: await this.hours.of(driver.id, organizationId, checkedInAt),
      documents: await this.documents.of(driver.id, vehicle.id),
    };
  }
}
