import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { readLicence } from '../../../kernel/licence';
import { normalisePhone } from '../../../kernel/phone';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { DocumentDigests } from '../../../platform/document-digests';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Driver, type DriverDetails } from '../domain/driver';
import type { Person } from '../domain/manager';
import { Drivers } from '../persistence/drivers';
import { OpenHub } from './open-hub';

type Optional = 'address' | 'emergencyPhone';

export interface DriverRegistration
  extends Omit<DriverDetails, Optional>, Partial<Pick<DriverDetails, Optional>>, Person {
  readonly name: string;
  readonly hubId: string;
}

/** His account is made, or refused, in the same transaction. */
@Injectable()
export class RegisterDriver {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly openHub: OpenHub,
    private readonly drivers: Drivers,
    private readonly digests: DocumentDigests,
  ) {}

  /** @throws DomainError not_found, `hub_not_active`, `fleet_not_active`, `licence_expired`, `phone_taken`, `licence_taken`, `organization_required` */
  execute({ hubId, ...registration }: DriverRegistration, principal: Principal): Promise<Driver> {
    const organizationId = organizationOf(principal);
    const licenceNumber = readLicence(registration.licenceNumber).number;
    const details = {
      ...registration,
      phone: normalisePhone(registration.phone),
      address: registration.address ?? null,
      emergencyPhone: registration.emergencyPhone ? normalisePhone(registration.emergencyPhone) : null,
      licenceNumber,
      licenceDigest: this.digests.of('driving_licence', licenceNumber, organizationId),
    };
    return this.unitOfWork.run(async () => {
      const { home } = await this.openHub.find(hubId, principal);
      const driver = Driver.register(uuidv7(), organizationId, home, details, this.clock.now());
      await this.drivers.add(driver);
      return driver;
    });
  }
}
