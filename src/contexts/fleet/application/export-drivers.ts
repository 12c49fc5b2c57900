import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { type ExportColumn, Exporter, type ExportPage, type ExportRange } from '../../../platform/exports/exporter';
import type { Page } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Driver } from '../domain/driver';
import { fleetPermissions } from '../fleet.permissions';
import { Drivers } from '../persistence/drivers';
import { Hubs, type NamedHub } from '../persistence/hubs';
import { registeredIn } from './registered-in';

interface DriverLine {
  readonly driver: Driver;
  readonly home: NamedHub;
}

/** Under the names of the columns of an import, and what an import reads past. */
const COLUMNS: readonly ExportColumn<DriverLine>[] = [
  { name: 'phone', of: ({ driver }) => driver.phone },
  { name: 'name', of: ({ driver }) => driver.name },
  { name: 'hub', of: ({ home }) => home.hubName },
  { name: 'fleet', of: ({ home }) => home.fleetName },
  { name: 'licence_number', of: ({ driver }) => driver.licenceNumber },
  { name: 'licence_last4', of: ({ driver }) => driver.licenceNumber.slice(-4) },
  { name: 'licence_expires_on', of: ({ driver }) => driver.licenceExpiresOn },
  { name: 'payment_model', of: ({ driver }) => driver.paymentModel },
  { name: 'address', of: ({ driver }) => driver.address },
  { name: 'emergency_phone', of: ({ driver }) => driver.emergencyPhone },
  { name: 'id', of: ({ driver }) => driver.id },
  { name: 'status', of: ({ driver }) => driver.status },
  { name: 'registered_at', of: ({ driver }) => driver.createdAt },
];

/** The whole licence number for who may see it, its end for the others. */
@Injectable()
export class ExportDrivers extends Exporter<DriverLine> {
  override readonly kind = 'drivers';
  override readonly permission = fleetPermissions.readDrivers;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly drivers: Drivers,
    private readonly hubs: Hubs,
  ) {
    super();
  }

  override columnsFor({ permissions }: Principal): readonly ExportColumn<DriverLine>[] {
    const hidden = permissions.has(fleetPermissions.readLicenceNumber) ? 'licence_last4' : 'licence_number';
    return COLUMNS.filter(({ name }) => name !== hidden);
  }

  override page(range: ExportRange, page: ExportPage, caller: Principal): Promise<Page<DriverLine>> {
    return this.unitOfWork.run(async () => {
      const { items, next } = await this.drivers.list(registeredIn(range), page, caller);
      const homes = await this.hubs.namesOf([...new Set(items.map(({ hubId }) => hubId))]);
      return { items: items.map((driver) => ({ driver, home: homes.get(driver.hubId)! })), next };
    });
  }
}
