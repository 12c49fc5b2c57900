import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { normalisePlate } from '../../../kernel/plate';
import { VEHICLE_CLASSES } from '../../../kernel/vehicle-class';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { DomainError } from '../../../platform/errors/domain-error';
import { oneOf, text, wholeNumber } from '../../../platform/imports/cell-values';
import type { Cells } from '../../../platform/imports/cells';
import { type Claim, ignored, Importer, refused, type Verdict } from '../../../platform/imports/importer';
import { lock } from '../../../platform/transaction/locks';
import { changedFields } from '../domain/changed-fields';
import { FUEL_TYPES } from '../domain/fuel-type';
import type { Home } from '../domain/hub';
import { isInScope } from '../domain/scope';
import { LARGEST_ODOMETER_METRES, type NewVehicle, Vehicle, type VehicleDetails } from '../domain/vehicle';
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
    { name: 'plate', isRequired: true, says: 'by which it is known, however written', example: 'DL1Z A 1234' },
    { name: 'make', isRequired: true, says: 'up to 60 characters', example: 'Tata' },
    { name: 'model', isRequired: true, says: 'up to 60 characters', example: 'Xpres-T EV' },
    { name: 'vehicle_class', isRequired: true, says: VEHICLE_CLASSES.join(', '), example: 'SEDAN' },
    { name: 'hub', isRequired: true, says: 'its name or id', example: 'Dwarka Sector 21' },
    {
      name: 'fleet',
      isRequired: false,
      says: 'its name or id, where two have a hub of the name',
      example: 'Sharma Cabs',
    },
    { name: 'fuel_type', isRequired: false, says: `${FUEL_TYPES.join(', ')}; ELECTRIC without`, example: 'ELECTRIC' },
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
        fuelType: cells.optional('fuel_type', oneOf(FUEL_TYPES)) ?? undefined,
        batteryWattHours: cells.optional('battery_watt_hours', wholeNumber(1_000, 1_000_000)),
        rangeMetres: cells.optional('range_metres', wholeNumber(1_000, 2_000_000)),
      },
    };
  }

  override claims({ details: { plate } }: VehicleRow): Claim[] {
    return [{ column: 'plate', key: `plate ${plate}`, during: null, says: 'this plate' }];
  }

  override async plan(rows: readonly VehicleRow[], caller: Principal): Promise<Verdict<VehiclePlan>[]> {
    const known = await this.vehicles.known(rows.map(({ details }) => details.plate));
    const byPlate = new Map(known.map((vehicle) => [vehicle.plate, vehicle]));
    const homes = await this.homes.find(rows, caller);
    const verdicts: Verdict<VehiclePlan>[] = [];
    for (const [index, row] of rows.entries()) {
      const home = homes[index]!;
      const there = byPlate.get(row.details.plate);
      if (home instanceof DomainError) verdicts.push(refusedBy(home));
      else verdicts.push(await (there ? this.change(there, row, home, caller) : this.register(row, home, caller)));
    }
    return verdicts;
  }

  override async apply(plans: readonly VehiclePlan[]): Promise<void> {
    await this.vehicles.addTogether(plans.flatMap((plan) => (plan.does === 'register' ? plan.vehicle : [])));
    for (const plan of plans) {
      if (plan.does === 'update')
        await this.vehicles.update(plan.id, (vehicle) => vehicle.update(plan.wanted, this.clock.now()));
    }
  }

  private async register(row: VehicleRow, home: Home, caller: Principal): Promise<Verdict<VehiclePlan>> {
    if (!caller.permissions.has(fleetPermissions.registerVehicle))
      return refused('may_not_register', 'No vehicle has this plate, and you may not register any.', 'plate');
    const closed = await this.homes.refusalOf(home.hubId, caller);
    if (closed) return refusedBy(closed);
    const { details, odometerMetres } = row;
    try {
      const organizationId = organizationOf(caller);
      const vehicle = Vehicle.register(uuidv7(), organizationId, home, details, odometerMetres, this.clock.now());
      return { outcome: 'apply', plan: { does: 'register', vehicle }, locks: [] };
    } catch (error) {
      return refusedBy(error);
    }
  }

  private async change(
    vehicle: Vehicle,
    { details }: VehicleRow,
    home: Home,
    caller: Principal,
  ): Promise<Verdict<VehiclePlan>> {
    if (!isInScope(caller, vehicle))
      return refused('plate_taken', 'A vehicle of the organization that is not among yours has this plate.', 'plate');
    const wanted = { ...details, ...home };
    if (Object.keys(changedFields<VehicleDetails & Home>(vehicle, wanted)).length === 0)
      return { outcome: 'unchanged' };
    if (!caller.permissions.has(fleetPermissions.updateVehicle))
      return refused('may_not_update', 'It is known, and you may not change the details of vehicles.', 'plate');
    const closed = home.hubId === vehicle.hubId ? null : await this.homes.refusalOf(home.hubId, caller);
    if (closed) return refusedBy(closed);
    try {
      // On a copy: what is refused must not be half done.
      Object.assign(new Vehicle(), vehicle).update(wanted, this.clock.now());
    } catch (error) {
      return refusedBy(error);
    }
    return { outcome: 'apply', plan: { does: 'update', id: vehicle.id, wanted }, locks: [lock('vehicle', vehicle.id)] };
  }
}

function refusedBy(error: unknown): Verdict<VehiclePlan> {
  if (!(error instanceof DomainError)) throw error;
  return refused(error.code, error.message, COLUMN_OF[error.code] ?? null);
}
