import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { readLicence } from '../../../kernel/licence';
import { normalisePhone } from '../../../kernel/phone';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { DomainError } from '../../../platform/errors/domain-error';
import { localDay, oneOf, text } from '../../../platform/imports/cell-values';
import type { Cells } from '../../../platform/imports/cells';
import { type Claim, ignored, Importer, refused, type Verdict } from '../../../platform/imports/importer';
import { lock } from '../../../platform/transaction/locks';
import { changedFields } from '../domain/changed-fields';
import { Driver, type DriverDetails } from '../domain/driver';
import type { Home } from '../domain/hub';
import { PAYMENT_MODELS } from '../domain/payment-model';
import { isInScope } from '../domain/scope';
import { fleetPermissions } from '../fleet.permissions';
import { Drivers } from '../persistence/drivers';
import { ImportedHomes, type NamedHome } from './imported-homes';

interface DriverRow extends NamedHome {
  readonly phone: string;
  /** What the file has no column for is undefined, and stays as it is. */
  readonly details: Omit<DriverDetails, 'address' | 'emergencyPhone'> & Partial<DriverDetails>;
}

type DriverPlan =
  | { readonly does: 'register'; readonly driver: Driver }
  | { readonly does: 'update'; readonly id: string; readonly wanted: Partial<DriverDetails & Home> };

/** Which column of the file a refusal of the domain is about. */
const COLUMN_OF: Readonly<Record<string, string>> = {
  licence_expired: 'licence_expires_on',
  licence_verified: 'licence_expires_on',
  hub_not_active: 'hub',
  fleet_not_active: 'hub',
  hub_unknown: 'hub',
  hub_ambiguous: 'hub',
};

/** Registers the drivers of a file, and changes those whose phone is known. */
@Injectable()
export class ImportDrivers extends Importer<DriverRow, DriverPlan> {
  override readonly kind = 'drivers';
  override readonly permissions = [fleetPermissions.registerDriver, fleetPermissions.updateDriver];
  override readonly columns = [
    { name: 'phone', isRequired: true, says: 'by which he is known and logs in', example: '+91 98765 43210' },
    { name: 'name', isRequired: true, says: 'up to 100 characters', example: 'Ravi Kumar' },
    { name: 'hub', isRequired: true, says: 'its name or id', example: 'Dwarka Sector 21' },
    {
      name: 'fleet',
      isRequired: false,
      says: 'its name or id, where two have a hub of the name',
      example: 'Sharma Cabs',
    },
    { name: 'licence_number', isRequired: true, says: 'however written', example: 'DL04 20110149646' },
    { name: 'licence_expires_on', isRequired: true, says: 'YYYY-MM-DD, not past', example: '2031-08-14' },
    { name: 'payment_model', isRequired: true, says: PAYMENT_MODELS.join(', '), example: 'SALARY' },
    {
      name: 'address',
      isRequired: false,
      says: 'up to 300 characters',
      example: '12, Palam Village, New Delhi 110045',
    },
    { name: 'emergency_phone', isRequired: false, says: 'whom to call', example: '98111 22233' },
    ...['licence_last4', 'id', 'status', 'registered_at'].map(ignored),
  ];

  constructor(
    private readonly drivers: Drivers,
    private readonly homes: ImportedHomes,
    private readonly clock: Clock,
  ) {
    super();
  }

  override read(cells: Cells): DriverRow {
    const licence = cells.required('licence_number', readLicence) as ReturnType<typeof readLicence> | undefined;
    if (licence?.warning) cells.warn('licence_number', 'licence_older_format', licence.warning);
    if (cells.optional('status', text(20)) === 'LEFT')
      cells.note(
        'status',
        'driver_left',
        'This row of an export says that he has left. Take the status out to register him anew.',
      );
    return {
      phone: cells.required('phone', normalisePhone),
      hub: cells.required('hub', text(100)),
      fleet: cells.optional('fleet', text(100)) ?? null,
      details: {
        name: cells.required('name', text(100)),
        licenceNumber: licence?.number ?? '',
        licenceExpiresOn: cells.required('licence_expires_on', localDay),
        paymentModel: cells.required('payment_model', oneOf(PAYMENT_MODELS)),
        address: cells.optional('address', text(300)),
        emergencyPhone: cells.optional('emergency_phone', normalisePhone),
      },
    };
  }

  override claims({ phone, details: { licenceNumber } }: DriverRow): Claim[] {
    return [
      { column: 'phone', key: `phone ${phone}`, during: null, says: 'this phone' },
      { column: 'licence_number', key: `licence ${licenceNumber}`, during: null, says: 'this licence' },
    ];
  }

  override async plan(rows: readonly DriverRow[], caller: Principal): Promise<Verdict<DriverPlan>[]> {
    const known = await this.drivers.known(
      rows.map(({ phone }) => phone),
      rows.map(({ details }) => details.licenceNumber),
    );
    const byPhone = new Map(known.map((driver) => [driver.phone, driver]));
    const byLicence = new Map(known.map((driver) => [driver.licenceNumber, driver]));
    const homes = await this.homes.find(rows, caller);
    const verdicts: Verdict<DriverPlan>[] = [];
    for (const [index, row] of rows.entries()) {
      const home = homes[index]!;
      const there = byPhone.get(row.phone);
      const holder = byLicence.get(row.details.licenceNumber);
      if (home instanceof DomainError) verdicts.push(refusedBy(home));
      else if (holder && holder !== there)
        verdicts.push(refused('licence_taken', 'Another driver who has not left has this licence.', 'licence_number'));
      else verdicts.push(await (there ? this.change(there, row, home, caller) : this.register(row, home, caller)));
    }
    return verdicts;
  }

  override async apply(plans: readonly DriverPlan[]): Promise<void> {
    await this.drivers.addTogether(plans.flatMap((plan) => (plan.does === 'register' ? plan.driver : [])));
    for (const plan of plans) {
      if (plan.does === 'update')
        await this.drivers.update(plan.id, (driver) => driver.update(plan.wanted, this.clock.now()));
    }
  }

  private async register({ phone, details }: DriverRow, home: Home, caller: Principal): Promise<Verdict<DriverPlan>> {
    if (!caller.permissions.has(fleetPermissions.registerDriver))
      return refused('may_not_register', 'Nobody has this phone, and you may not register drivers.', 'phone');
    const closed = await this.homes.refusalOf(home.hubId, caller);
    if (closed) return refusedBy(closed);
    const { address = null, emergencyPhone = null, ...rest } = details;
    const known = { ...rest, phone, address, emergencyPhone };
    try {
      const driver = Driver.register(uuidv7(), organizationOf(caller), home, known, this.clock.now());
      return { outcome: 'apply', plan: { does: 'register', driver }, locks: [] };
    } catch (error) {
      return refusedBy(error);
    }
  }

  private async change(
    driver: Driver,
    { details }: DriverRow,
    home: Home,
    caller: Principal,
  ): Promise<Verdict<DriverPlan>> {
    if (!isInScope(caller, driver))
      return refused('phone_taken', 'A driver of the organization who is not among yours has this phone.', 'phone');
    const wanted = { ...details, ...home };
    if (Object.keys(changedFields<DriverDetails & Home>(driver, wanted)).length === 0) return { outcome: 'unchanged' };
    if (!caller.permissions.has(fleetPermissions.updateDriver))
      return refused('may_not_update', 'He is known, and you may not change the details of drivers.', 'phone');
    const closed = home.hubId === driver.hubId ? null : await this.homes.refusalOf(home.hubId, caller);
    if (closed) return refusedBy(closed);
    try {
      // On a copy: what is refused must not be half done.
      Object.assign(new Driver(), driver).update(wanted, this.clock.now());
    } catch (error) {
      return refusedBy(error);
    }
    return { outcome: 'apply', plan: { does: 'update', id: driver.id, wanted }, locks: [lock('driver', driver.id)] };
  }
}

function refusedBy(error: unknown): Verdict<DriverPlan> {
  if (!(error instanceof DomainError)) throw error;
  return refused(error.code, error.message, COLUMN_OF[error.code] ?? null);
}
