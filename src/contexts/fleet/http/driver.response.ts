import type { Principal } from '../../../platform/auth/principal';
import type { Page } from '../../../platform/http/page';
import type { DriverStatus } from '../contracts/fleet-events';
import type { Driver } from '../domain/driver';
import type { PaymentModel } from '../domain/payment-model';
import { fleetPermissions } from '../fleet.permissions';

/** With the end of the licence number: the whole is a document number, which only the reading of one driver shows. */
export class DriverResponse {
  id: string;
  fleetId: string;
  hubId: string;
  /** @example 'Ravi Kumar' */
  name: string;
  /** @example +919876543210 */
  phone: string;
  /** @example '12, Palam Village, New Delhi 110045' */
  address: string | null;
  /** @example +919811122233 */
  emergencyPhone: string | null;
  /** @example 9646 */
  licenceLast4: string;
  /** @example 2031-08-14 */
  licenceExpiresOn: string;
  paymentModel: PaymentModel;
  status: DriverStatus;
  /**
   * Why he has the status; null until the first change.
   * @example 'Papers are complete.'
   */
  statusReason: string | null;
  createdAt: string;
  updatedAt: string;

  static of(driver: Driver): DriverResponse {
    const { id, fleetId, hubId, name, phone, address, emergencyPhone, licenceExpiresOn, paymentModel } = driver;
    return {
      id,
      fleetId,
      hubId,
      name,
      phone,
      address,
      emergencyPhone,
      licenceLast4: driver.licenceNumber.slice(-4),
      licenceExpiresOn,
      paymentModel,
      status: driver.status,
      statusReason: driver.statusReason,
      createdAt: driver.createdAt.toISOString(),
      updatedAt: driver.updatedAt.toISOString(),
    };
  }
}

export class DriverDetailResponse extends DriverResponse {
  /**
   * Null for a caller without the permission `fleet.read_licence_number`.
   * @example DL0420110149646
   */
  licenceNumber: string | null;

  static detailOf(driver: Driver, { permissions }: Principal): DriverDetailResponse {
    const licenceNumber = permissions.has(fleetPermissions.readLicenceNumber) ? driver.licenceNumber : null;
    return { ...DriverResponse.of(driver), licenceNumber };
  }
}

export class DriverPage {
  items: DriverResponse[];
  /**
   * Give it as `after` for the rows that follow; null on the last page.
   * @example MDE5YTlkMWItMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDBh
   */
  next: string | null;

  static of({ items, next }: Page<Driver>): DriverPage {
    return { items: items.map((driver) => DriverResponse.of(driver)), next };
  }
}
