import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { readLicence } from '../../../kernel/licence';
import { normalisePhone } from '../../../kernel/phone';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { DocumentDigests } from '../../../platform/document-digests';
import { DomainError } from '../../../platform/errors/domain-error';
import { localDay, oneOf, text } from '../../../platform/imports/cell-values';
import type { Cells } from '../../../platform/imports/cells';
import {
  against,
  type Claim,
  ignored,
  Importer,
  legible,
  type LegibleRow,
  problemOf,
  refusalOf,
  type Verdict,
} from '../../../platform/imports/importer';
import type { RowProblem } from '../../../platform/imports/row-problem';
import { lock } from '../../../platform/transaction/locks';
import { changedFields } from '../domain/changed-fields';
import { Driver, type DriverDetails, licenceExpired, type LicenceDigest } from '../domain/driver';
import type { Home } from '../domain/hub';
import { PAYMENT_MODELS } from '../domain/payment-model';
import { isInScope } from '../domain/scope';
import { fleetPermissions } from '../fleet.permissions';
import { Drivers } from '../persistence/drivers';
import { PreferenceDefinitions } from '../persistence/preference-definitions';
import { ImportedHomes, type NamedHome } from './imported-homes';

interface DriverRow extends NamedHome {
  readonly phone: string;
  /** What the file has no column for is undefined, and stays as it is. */
  readonly details: Omit<DriverDetails, 'address' | 'emergencyPhone'> & Partial<DriverDetails>;
}

type DriverPlan =
  | { readonly does: 'register'; readonly driver: Driver }
  | { readonly does: 'update'; readonly id: string; readonly wanted: Partial<DriverDetails & Home & LicenceDigest> };

interface JudgedDriver {
  /** Whose phone it is. */
  readonly there: Driver | undefined;
  /** Null where it cannot be told. */
  readonly home: Home | null;
  readonly problems: RowProblem[];
}

const LICENCE_TAKEN = 'Another driver who has not left has this licence.';

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
    {
      name: 'phone',
      isRequired: true,
      says: 'by which he is known and logs in',
      example: '+91 98200 00002',
      holdsPhones: true,
    },
    { name: 'name', isRequired: true, says: 'up to 100 characters', example: 'Suresh Yadav' },
    { name: 'hub', isRequired: true, says: 'its name or id', example: 'Dwarka Sector 21' },
    {
      name: 'fleet',
      isRequired: false,
      says: 'its name or id, where two have a hub of the name',
      example: 'Yamuna Cabs',
    },
    { name: 'licence_number', isRequired: true, says: 'however written', example: 'DL04 20120250757' },
    { name: 'licence_expires_on', isRequired: true, says: 'YYYY-MM-DD, not past', example: '2036-12-31' },
    { name: 'payment_model', isRequired: true, says: PAYMENT_MODELS.join(', '), example: 'SALARY' },
    {
      name: 'address',
      isRequired: false,
      says: 'up to 300 characters',
      example: '12, Palam Village, New Delhi 110045',
    },
    {
      name: 'emergency_phone',
      isRequired: false,
      says: 'whom to call',
      example: '98111 22233',
      holdsPhones: true,
    },
    ...['licence_last4', 'id', 'status', 'registered_at'].map(ignored),
  ];

  constructor(
    private readonly drivers: Drivers,
    private readonly homes: ImportedHomes,
    private readonly preferences: PreferenceDefinitions,
    private readonly clock: Clock,
    private readonly digests: DocumentDigests,
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
        licenceNumber: licence?.number as string,
        licenceExpiresOn: cells.required('licence_expires_on', localDay),
        paymentModel: cells.required('payment_model', oneOf(PAYMENT_MODELS)),
        address: cells.optional('address', text(300)),
        emergencyPhone: cells.optional('emergency_phone', normalisePhone),
      },
    };
  }

  override claims({ row: { phone, details } }: LegibleRow<DriverRow>): Claim[] {
    return [
      { column: 'phone', key: `phone ${phone}`, during: null, says: 'this phone' },
      { column: 'licence_number', key: `licence ${details.licenceNumber}`, during: null, says: 'this licence' },
    ];
  }

  override async faults(rows: readonly LegibleRow<DriverRow>[], caller: Principal): Promise<RowProblem[][]> {
    return (await this.judge(rows, caller)).map(({ problems }) => problems);
  }

  override async plan(rows: readonly DriverRow[], caller: Principal): Promise<Verdict<DriverPlan>[]> {
    const judged = await this.judge(rows.map(legible), caller);
    return judged.map(({ there, home, problems }, index) => {
      if (problems.length > 0) return { outcome: 'refused', problems };
      return there ? this.change(there, rows[index]!, home!) : this.register(rows[index]!, home!, caller);
    });
  }

  override async apply(plans: readonly DriverPlan[], caller: Principal): Promise<void> {
    // Before any driver is changed: whoever defines a preference has this alone, and then wants every driver.
    await this.preferences.hold(organizationOf(caller));
    await this.drivers.addTogether(plans.flatMap((plan) => (plan.does === 'register' ? plan.driver : [])));
    for (const plan of plans) {
      if (plan.does === 'update')
        await this.drivers.update(plan.id, (driver) => driver.update(plan.wanted, this.clock.now()));
    }
  }

  private async judge(rows: readonly LegibleRow<DriverRow>[], caller: Principal): Promise<JudgedDriver[]> {
    const wanted = rows.map(({ row, illegible }) => ({
      phone: illegible.has('phone') ? null : row.phone,
      licence: illegible.has('licence_number') ? null : row.details.licenceNumber,
    }));
    const known = await this.drivers.known(
      wanted.flatMap(({ phone }) => phone ?? []),
      wanted.flatMap(({ licence }) => licence ?? []),
    );
    const byPhone = new Map(known.map((driver) => [driver.phone, driver]));
    const byLicence = new Map(known.map((driver) => [driver.licenceNumber, driver]));
    const homes = await this.homes.find(rows, caller);
    const judged: JudgedDriver[] = [];
    for (const [index, legible] of rows.entries()) {
      const { phone, licence } = wanted[index]!;
      const there = phone === null ? undefined : byPhone.get(phone);
      const holder = licence === null ? undefined : byLicence.get(licence);
      const found = homes[index]!;
      const home = found instanceof DomainError ? null : found;
      const problems = found instanceof DomainError ? [problemOf(found, COLUMN_OF)] : [];
      if (holder && holder !== there) problems.push(against('licence_taken', LICENCE_TAKEN, 'licence_number'));
      if (there) problems.push(...(await this.againstChange(there, legible, home, caller)));
      else problems.push(...(await this.againstNew(legible, home, caller)));
      // Who it is cannot be read: he may be the one who has the licence, or whose licence is known to have ended.
      const isWarning = phone === null;
      judged.push({
        there,
        home,
        problems: problems.map((one) => ({ ...one, isWarning: isWarning && one.column !== 'hub' })),
      });
    }
    return judged;
  }

  private async againstNew(
    { row: { details }, illegible }: LegibleRow<DriverRow>,
    home: Home | null,
    caller: Principal,
  ): Promise<RowProblem[]> {
    const problems: RowProblem[] = [];
    if (!illegible.has('phone') && !caller.permissions.has(fleetPermissions.registerDriver))
      problems.push(against('may_not_register', 'Nobody has this phone, and you may not register drivers.', 'phone'));
    const closed = home && !illegible.has('phone') ? await this.homes.refusalOf(home.hubId, caller) : null;
    if (closed) problems.push(problemOf(closed, COLUMN_OF));
    const expired = illegible.has('licence_expires_on')
      ? null
      : licenceExpired(details.licenceExpiresOn, this.clock.now());
    if (expired) problems.push(problemOf(expired, COLUMN_OF));
    return problems;
  }

  private async againstChange(
    driver: Driver,
    { row: { details } }: LegibleRow<DriverRow>,
    home: Home | null,
    caller: Principal,
  ): Promise<RowProblem[]> {
    if (!isInScope(caller, driver))
      return [against('phone_taken', 'A driver of the organization who is not among yours has this phone.', 'phone')];
    const wanted = { ...details, ...home };
    if (Object.keys(changedFields<DriverDetails & Home>(driver, wanted)).length === 0) return [];
    const problems: RowProblem[] = [];
    if (!caller.permissions.has(fleetPermissions.updateDriver))
      problems.push(against('may_not_update', 'He is known, and you may not change the details of drivers.', 'phone'));
    const closed = home && home.hubId !== driver.hubId ? await this.homes.refusalOf(home.hubId, caller) : null;
    if (closed) problems.push(problemOf(closed, COLUMN_OF));
    // On a copy: what is refused must not be half done.
    const copy = Object.assign(new Driver(), driver);
    return [...problems, ...refusalOf(() => copy.update(wanted, this.clock.now()), COLUMN_OF)];
  }

  private register({ phone, details }: DriverRow, home: Home, caller: Principal): Verdict<DriverPlan> {
    const { address = null, emergencyPhone = null, ...rest } = details;
    const organizationId = organizationOf(caller);
    const licenceDigest = this.digests.of('driving_licence', rest.licenceNumber, organizationId);
    const known = { ...rest, phone, address, emergencyPhone, licenceDigest };
    const driver = Driver.register(uuidv7(), organizationId, home, known, this.clock.now());
    return { outcome: 'apply', plan: { does: 'register', driver }, locks: [] };
  }

  private change(driver: Driver, { details }: DriverRow, home: Home): Verdict<DriverPlan> {
    const changed = { ...details, ...home };
    if (Object.keys(changedFields<DriverDetails & Home>(driver, changed)).length === 0) return { outcome: 'unchanged' };
    const licenceDigest = this.digests.of('driving_licence', details.licenceNumber, driver.organizationId);
    const wanted = { ...changed, licenceDigest };
    return { outcome: 'apply', plan: { does: 'update', id: driver.id, wanted }, locks: [lock('driver', driver.id)] };
  }
}
