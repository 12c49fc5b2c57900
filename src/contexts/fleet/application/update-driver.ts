import { Injectable } from '@nestjs/common';
import { readLicence } from '../../../kernel/licence';
import { normalisePhone } from '../../../kernel/phone';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { DocumentDigests } from '../../../platform/document-digests';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Driver, DriverDetails } from '../domain/driver';
import { Drivers } from '../persistence/drivers';
import { OpenHub } from './open-hub';

/** His details; and naming another hub moves him there, which takes a caller who has both hubs in his scope. */
@Injectable()
export class UpdateDriver {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly openHub: OpenHub,
    private readonly drivers: Drivers,
    private readonly digests: DocumentDigests,
  ) {}

  /** @throws DomainError not_found, `driver_left`, `licence_expired`, `licence_verified`, `licence_taken`, `hub_not_active`, `fleet_not_active` */
  execute(
    id: string,
    { hubId, licenceNumber, emergencyPhone, ...details }: Partial<DriverDetails & { hubId: string }>,
    principal: Principal,
  ): Promise<Driver> {
    const wanted = {
      ...details,
      licenceNumber: licenceNumber === undefined ? undefined : readLicence(licenceNumber).number,
      emergencyPhone: emergencyPhone ? normalisePhone(emergencyPhone) : emergencyPhone,
    };
    return this.unitOfWork.run(
      async () => {
        const driver = await this.drivers.lockInScope(id, principal);
        const move = await this.openHub.moveOf(driver, hubId, principal);
        const licenceDigest = this.digests.of(
          'driving_licence',
          wanted.licenceNumber ?? driver.licenceNumber,
          driver.organizationId,
        );
        await this.drivers.change(driver, () => driver.update({ ...wanted, ...move, licenceDigest }, this.clock.now()));
        return driver;
      },
      { locks: [lock('driver', id)] },
    );
  }
}
