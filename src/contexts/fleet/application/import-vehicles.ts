import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { normalisePlate } from '../../../kernel/plate';
import { VEHICLE_CLASSES } from '../../../kernel/vehicle-class';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { DomainError } from '../../../platform/errors/domain-error';
import { oneOf, text, wholeNumber } from '../../../platform/imports/cell-values';
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
import { FUEL_TYPES } from '../domain/fuel-type';
import type { Home } from '../domain/hub';
import { isInScope } from '../domain/scope';
import {
  assertBattery,
  LARGEST_ODOMETER_METRES,
  type NewVehicle,
  Vehicle,
  type VehicleDetails,
} from '../domain/vehicle';
import { fleetPermissions } from '../fleet.permissions';
import { Vehicles } from '../persistence/vehicles';
import { ImportedHomes, type NamedHome } from './imported-homes';

interface VehicleRow extends NamedHome {
  /** What the file has no column for is undefined, and stays as it is. */
  readonly details: NewVehicle;
  /** At the registration; of a known vehicle the odometer is read and corrected, not imported. */
  readonly odometerMetres: number;
}

type VehiclePlan =
  | { readonly does: 'register'; readonly vehicle: Vehicle }
  | { readonly does: 'update'; readonly id: string; readonly wanted: Partial<VehicleDetails & Home> };

interface JudgedVehicle {
  /** Whose plate it is. */
  readonly there: Vehicle | undefined;
  /** Null where it cannot be told. */
  readonly home: Home | null;
  readonly problems: RowProblem[];
}

/** Which column of the file a refusal of the domain is about. */
const COLUMN_OF: Readonly<Record<string, string>> = {
  battery_missing: 'battery_watt_hours',
  battery_of_no_use: 'battery_watt_hours',
  hub_not_active: 'hub',
  fleet_not_active: 'hub',
  hub_unknown: 'hub',
  hub_ambiguous: 'hub',
};

/** Registers the vehicles of a file, and changes those whose plate is known. */
@Injectable()
export class ImportVehicles extends Importer<VehicleRow, VehiclePlan> {
  override readonly kind = 'vehicles';
  override readonly permissions = [fleetPermissions.registerVehicle, fleetPermissions.updateVehicle];
  override readonly columns = [
    { name: 'plate', isRequired: true, says: 'by which it is known, however written', example: 'DL1Z A 5678' },
    { name: 'make', isRequired: true, says: 'up to 60 characters', example: 'Tata' },
    { name: 'model', isRequired: true, says: 'up to 60 characters', example: 'Xpres-T EV' },
    { name: 'vehicle_class', isRequired: true, says: VEHICLE_CLASSES.join(', '), example: 'SEDAN' },
    { name: 'hub', isRequired: true, says: 'its name or id', example: 'Dwarka Sector 21' },
    {
      name: 'fleet',
      isRequired: false,
      says: 'its name or id, where two have a hub of the name',
      example: 'Yamuna Cabs',
    },
    {
      name: 'fuel_type',
      isRequired: false,
      says: `${FUEL_TYPES.join(', ')}; empty: a new one is ELECTRIC, a known one stays what it is`,
      example: 'ELECTRIC',
    },
    { name: 'battery_watt_hours', isRequired: false, says: 'of an electric one: 26 kWh is 26000', example: '26000' },
    { name: 'range_metres', isRequired: false, says: 'on a full charge; of an electric one', example: '213000' },
    { name: 'odometer_metres', isRequired: true, says: 'what it shows at its registration', example: '18250000' },
    ...['id', 'status', 'registered_at'].map(ignored),
  ];

  constructor(
    private readonly vehicles: Vehicles,
    private readonly homes: ImportedHomes,
    private readonly clock: Clock,
  ) {
    super();
  }

  override read(cells: Cells): VehicleRow {
    if (cells.optional('status', text(20)) === 'RETIRED')
      cells.note(
        'status',
        'vehicle_retired',
        'This row of an export says that it is retired. Take the status out to register it anew.',
      );
    return {
      hub: cells.required('hub', text(100)),
      fleet: cells.optional('fleet', text(100)) ?? null,
      odometerMetres: cells.required('odometer_metres', wholeNumber(0, LARGEST_ODOMETER_METRES)),
      details: {
        plate: cells.required('plate', normalisePlate),
        make: cells.required('make', text(60)),
        model: cells.required('model', text(60)),
        vehicleClass: cells.required('vehicle_class', oneOf(VEHICLE_CLASSES)),
        // No vehicle is without one, so an empty cell removes nothing.
        fuelType: cells.optional('fuel_type', oneOf(FUEL_TYPES)) ?? undefined,
        batteryWattHours: cells.optional('battery_watt_hours', wholeNumber(1_000, 1_000_000)),
        rangeMetres: cells.optional('range_metres', wholeNumber(1_000, 2_000_000)),
      },
    };
  }

  override claims({ row: { details } }: LegibleRow<VehicleRow>): Claim[] {
    return [{ column: 'plate', key: `plate ${details.plate}`, during: null, says: 'this plate' }];
  }

  override async faults(rows: readonly LegibleRow<VehicleRow>[], caller: Principal): Promise<RowProblem[][]> {
    return (await this.judge(rows, caller)).map(({ problems }) => problems);
  }

  override async plan(rows: readonly VehicleRow[], caller: Principal): Promise<Verdict<VehiclePlan>[]> {
    const judged = await this.judge(rows.map(legible), caller);
    return judged.map(({ there, home, problems }, index) => {
      if (problems.length > 0) return { outcome: 'refused', problems };
      return there ? this.change(there, rows[index]!, home!) : this.register(rows[index]!, home!, caller);
    });
  }

  override async apply(plans: readonly VehiclePlan[]): Promise<void> {
    await this.vehicles.addTogether(plans.flatMap((plan) => (plan.does === 'register' ? plan.vehicle : [])));
    for (const plan of plans) {
      if (plan.does === 'update')
        await this.vehicles.update(plan.id, (vehicle) => vehicle.update(plan.wanted, this.clock.now()));
    }
  }

  private async judge(rows: readonly LegibleRow<VehicleRow>[], caller: Principal): Promise<JudgedVehicle[]> {
    const plates = rows.map(({ row, illegible }) => (illegible.has('plate') ? null : row.details.plate));
    const known = await this.vehicles.known(plates.flatMap((plate) => plate ?? []));
    const byPlate = new Map(known.map((vehicle) => [vehicle.plate, vehicle]));
    const homes = await this.homes.find(rows, caller);
    const judged: JudgedVehicle[] = [];
    for (const [index, legible] of rows.entries()) {
      const plate = plates[index]!;
      const there = plate === null ? undefined : byPlate.get(plate);
      const found = homes[index]!;
      const home = found instanceof DomainError ? null : found;
      const problems = found instanceof DomainError ? [problemOf(found, COLUMN_OF)] : [];
      // Which one it is cannot be read: nothing is known of what it has already.
      if (there) problems.push(...(await this.againstChange(there, legible, home, caller)));
      else if (plate !== null) problems.push(...(await this.againstNew(legible, home, caller)));
      judged.push({ there, home, problems });
    }
    return judged;
  }

  private async againstNew(
    { row: { details }, illegible }: LegibleRow<VehicleRow>,
    home: Home | null,
    caller: Principal,
  ): Promise<RowProblem[]> {
    const problems: RowProblem[] = [];
    if (!caller.permissions.has(fleetPermissions.registerVehicle))
      problems.push(against('may_not_register', 'No vehicle has this plate, and you may not register any.', 'plate'));
    const closed = home && (await this.homes.refusalOf(home.hubId, caller));
    if (closed) problems.push(problemOf(closed, COLUMN_OF));
    const { fuelType = 'ELECTRIC', batteryWattHours = null, rangeMetres = null } = details;
    if (!isDriveLegible(illegible)) return problems;
    return [...problems, ...refusalOf(() => assertBattery({ fuelType, batteryWattHours, rangeMetres }), COLUMN_OF)];
  }

  private async againstChange(
    vehicle: Vehicle,
    { row: { details }, illegible }: LegibleRow<VehicleRow>,
    home: Home | null,
    caller: Principal,
  ): Promise<RowProblem[]> {
    if (!isInScope(caller, vehicle))
      return [against('plate_taken', 'A vehicle of the organization that is not among yours has this plate.', 'plate')];
    const wanted = { ...details, ...home };
    if (Object.keys(changedFields<VehicleDetails & Home>(vehicle, wanted)).length === 0) return [];
    const problems: RowProblem[] = [];
    if (!caller.permissions.has(fleetPermissions.updateVehicle))
      problems.push(against('may_not_update', 'It is known, and you may not change the details of vehicles.', 'plate'));
    const closed = home && home.hubId !== vehicle.hubId ? await this.homes.refusalOf(home.hubId, caller) : null;
    if (closed) problems.push(problemOf(closed, COLUMN_OF));
    if (!isDriveLegible(illegible)) return problems;
    // On a copy: what is refused must not be half done.
    const copy = Object.assign(new Vehicle(), vehicle);
    return [...problems, ...refusalOf(() => copy.update(wanted, this.clock.now()), COLUMN_OF)];
  }

  private register({ details, odometerMetres }: VehicleRow, home: Home, caller: Principal): Verdict<VehiclePlan> {
    const organizationId = organizationOf(caller);
    const vehicle = Vehicle.register(uuidv7(), organizationId, home, details, odometerMetres, this.clock.now());
    return { outcome: 'apply', plan: { does: 'register', vehicle }, locks: [] };
  }

  private change(vehicle: Vehicle, { details }: VehicleRow, home: Home): Verdict<VehiclePlan> {
    const wanted = { ...details, ...home };
    if (Object.keys(changedFields<VehicleDetails & Home>(vehicle, wanted)).length === 0)
      return { outcome: 'unchanged' };
    return { outcome: 'apply', plan: { does: 'update', id: vehicle.id, wanted }, locks: [lock('vehicle', vehicle.id)] };
  }
}

/** What it runs on, and its battery: judged together. */
function isDriveLegible(illegible: ReadonlySet<string>): boolean {
  return !['fuel_type', 'battery_watt_hours', 'range_metres'].some((column) => illegible.has(column));
}
