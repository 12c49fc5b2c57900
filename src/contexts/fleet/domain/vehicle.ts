import { Column, Entity, PrimaryColumn } from 'typeorm';
import { FARTHEST_BETWEEN_READINGS_METRES } from '../../../kernel/odometer';
import type { VehicleClass } from '../../../kernel/vehicle-class';
import { DomainError } from '../../../platform/errors/domain-error';
import { Aggregate } from '../../../platform/events/aggregate';
import {
  type FuelType,
  VehicleAvailabilityChanged,
  VehicleHandedOver,
  VehicleOdometerCorrected,
  VehicleOdometerRead,
  VehicleRegistered,
  type VehicleStatus,
  VehicleStatusChanged,
  VehicleUpdated,
} from '../contracts/fleet-events';
import { changedFields } from './changed-fields';
import type { HandOver } from './hand-over';
import type { Home } from './hub';
import { assertTransition } from './status-transitions';
import { VEHICLE_TRANSITIONS } from './vehicle-status';

/** What six digits of kilometres can show. */
export const LARGEST_ODOMETER_METRES = 999_999_999;

export interface VehicleDetails {
  /** Normalised: upper case, without spaces. */
  plate: string;
  make: string;
  model: string;
  vehicleClass: VehicleClass;
  fuelType: FuelType;
  /** Usable capacity: 30 kWh is 30,000. An electric one has it, a hybrid may, no other does. */
  batteryWattHours: number | null;
  /** On a full charge or tank. Of an electric one it is known. */
  rangeMetres: number | null;
}

type Drive = Pick<VehicleDetails, 'fuelType' | 'batteryWattHours' | 'rangeMetres'>;

/** A vehicle as it is registered: electric where nobody says. Of another, the battery and range may be left out. */
export type NewVehicle = Omit<VehicleDetails, keyof Drive> & Partial<Drive>;

@Entity({ schema: 'fleet', name: 'vehicles' })
export class Vehicle extends Aggregate implements VehicleDetails, Home {
  @PrimaryColumn('uuid')
  override id: string;

  @Column('uuid', { name: 'organization_id' })
  override organizationId: string;

  @Column('int')
  override version: number;

  @Column('uuid', { name: 'fleet_id' })
  fleetId: string;

  @Column('uuid', { name: 'hub_id' })
  hubId: string;

  @Column('text')
  plate: string;

  @Column('text')
  make: string;

  @Column('text')
  model: string;

  @Column('text', { name: 'vehicle_class' })
  vehicleClass: VehicleClass;

  @Column('text', { name: 'fuel_type' })
  fuelType: FuelType;

  @Column('int', { name: 'battery_watt_hours', nullable: true })
  batteryWattHours: number | null;

  @Column('int', { name: 'range_metres', nullable: true })
  rangeMetres: number | null;

  /** The highest reading known since the last correction. */
  @Column('int', { name: 'odometer_metres' })
  odometerMetres: number;

  /** When it was read or put right. */
  @Column('timestamptz', { name: 'odometer_read_at' })
  odometerReadAt: Date;

  /** When a manager last put the odometer right; readings taken before that no longer count. */
  @Column('timestamptz', { name: 'odometer_corrected_at', nullable: true })
  odometerCorrectedAt: Date | null;

  /** 0 to 100, as the last hand-over said; null until one does. */
  @Column('int', { name: 'charge_percent', nullable: true })
  chargePercent: number | null;

  @Column('timestamptz', { name: 'charge_read_at', nullable: true })
  chargeReadAt: Date | null;

  @Column('text')
  status: VehicleStatus;

  /** Why it has the status; null until the first change. */
  @Column('text', { name: 'status_reason', nullable: true })
  statusReason: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt: Date;

  /** @throws DomainError `battery_missing`, `battery_of_no_use` */
  static register(
    id: string,
    organizationId: string,
    { fleetId, hubId }: Home,
    { fuelType = 'ELECTRIC', batteryWattHours = null, rangeMetres = null, ...details }: NewVehicle,
    odometerMetres: number,
    at: Date,
  ): Vehicle {
    const vehicle = new Vehicle();
    assertBattery({ fuelType, batteryWattHours, rangeMetres });
    const status: VehicleStatus = 'PENDING';
    const facts = { fleetId, hubId, ...details, fuelType, odometerMetres, status };
    Object.assign(vehicle, { id, organizationId, ...facts, batteryWattHours, rangeMetres });
    Object.assign(vehicle, {
      odometerReadAt: at,
      odometerCorrectedAt: null,
      chargePercent: null,
      chargeReadAt: null,
      statusReason: null,
      createdAt: at,
      updatedAt: at,
    });
    const known = {
      ...facts,
      ...(batteryWattHours !== null && { batteryWattHours }),
      ...(rangeMetres !== null && { rangeMetres }),
    };
    vehicle.record(new VehicleRegistered(id, { vehicleId: id, ...known }, at));
    return vehicle;
  }

  /**
   * Its details, and its hub where it moves. With a fuel that no battery drives, it loses its battery.
   * @throws DomainError `vehicle_retired`, `battery_missing`, `battery_of_no_use`
   */
  update(wanted: Partial<VehicleDetails & Home>, at: Date): void {
    this.assertNotRetired();
    const fuelType = wanted.fuelType ?? this.fuelType;
    const loses = wanted.batteryWattHours === undefined && !MAY_HAVE_BATTERY.has(fuelType);
    const changes = changedFields<VehicleDetails & Home>(this, loses ? { ...wanted, batteryWattHours: null } : wanted);
    if (Object.keys(changes).length === 0) return;
    const { batteryWattHours, rangeMetres } = { ...this.battery, ...changes };
    assertBattery({ fuelType, batteryWattHours, rangeMetres });
    Object.assign(this, changes, { updatedAt: at });
    const { fleetId, hubId, plate, vehicleClass } = this;
    const known = { vehicleId: this.id, fleetId, hubId, plate, vehicleClass, fuelType };
    this.record(new VehicleUpdated(this.id, { ...known, changes }, at));
  }

  private get battery(): Pick<VehicleDetails, 'batteryWattHours' | 'rangeMetres'> {
    const { batteryWattHours, rangeMetres } = this;
    return { batteryWattHours, rangeMetres };
  }

  /** @throws DomainError `illegal_vehicle_transition` */
  changeStatus(to: VehicleStatus, reason: string, at: Date): void {
    const from = this.status;
    assertTransition('vehicle', VEHICLE_TRANSITIONS, from, to);
    Object.assign(this, { status: to, statusReason: reason, updatedAt: at });
    this.record(new VehicleStatusChanged(this.id, { vehicleId: this.id, from, to, reason }, at));
  }

  /**
   * What a check-in or check-out read at that time. Readings arrive late and out of order, so one that shows less than is
   * known changes nothing, nor does one from before the last correction: the manager has judged what came before him.
   */
  readOdometer(metres: number, readAt: Date, at: Date): void {
    if (metres <= this.odometerMetres) return;
    if (this.odometerCorrectedAt !== null && readAt <= this.odometerCorrectedAt) return;
    const fromMetres = this.odometerMetres;
    Object.assign(this, { odometerMetres: metres, odometerReadAt: readAt, updatedAt: at });
    this.record(new VehicleOdometerRead(this.id, { vehicleId: this.id, fromMetres, toMetres: metres }, at));
  }

  /**
   * Follows a manager who put right, at that time, the reading of an attendance that this odometer stood by. What was read
   * or corrected here after that stands.
   */
  followCorrection(metres: number, correctedAt: Date, at: Date): void {
    if (correctedAt <= this.odometerReadAt) return;
    const fromMetres = this.odometerMetres;
    const known = { odometerMetres: metres, odometerReadAt: correctedAt, odometerCorrectedAt: correctedAt };
    Object.assign(this, known, { updatedAt: at });
    this.record(new VehicleOdometerRead(this.id, { vehicleId: this.id, fromMetres, toMetres: metres }, at));
  }

  /** Puts right what someone mistyped, up or down. @throws DomainError `vehicle_retired`, `odometer_unchanged` */
  correctOdometer(metres: number, reason: string, at: Date): void {
    this.assertNotRetired();
    const fromMetres = this.odometerMetres;
    if (metres === fromMetres) {
      throw new DomainError('conflict', 'odometer_unchanged', `The odometer already stands at ${metres} metres.`, {
        odometerMetres: metres,
      });
    }
    Object.assign(this, { odometerMetres: metres, odometerReadAt: at, odometerCorrectedAt: at, updatedAt: at });
    const payload = { vehicleId: this.id, fromMetres, toMetres: metres, reason };
    this.record(new VehicleOdometerCorrected(this.id, payload, at));
  }

  /**
   * Somebody stands before the vehicle and reads it off.
   * @throws DomainError `vehicle_retired`; (rule) `odometer_below_last` and `odometer_implausible`, with both figures
   */
  readOff(metres: number, at: Date): void {
    this.assertNotRetired();
    assertPlausibleReading(metres, this.odometerMetres);
    this.readOdometer(metres, at, at);
  }

  /** @throws DomainError as `readOff`; `charge_missing` of an electric vehicle whose charge nobody read */
  handOver(handOver: HandOver, at: Date): void {
    const { id, hubId, fuelType } = this;
    const { odometerMetres, chargePercent, fromDriverId, toDriverId } = handOver;
    if (fuelType === 'ELECTRIC' && chargePercent === null) {
      throw new DomainError(
        'invalid',
        'charge_missing',
        'Say how far the vehicle is charged (chargePercent, 0 to 100).',
      );
    }
    this.readOff(odometerMetres, at);
    Object.assign(this, { updatedAt: at }, chargePercent !== null && { chargePercent, chargeReadAt: at });
    const payload = { vehicleId: id, handOverId: handOver.id, hubId, fromDriverId, toDriverId };
    this.record(new VehicleHandedOver(id, { ...payload, odometerMetres, chargePercent }, at));
  }

  /** @param outages all that are not over @throws DomainError `vehicle_retired` */
  tellOutages(outages: VehicleAvailabilityChanged['payload']['outages'], at: Date): void {
    this.assertNotRetired();
    this.updatedAt = at;
    this.record(new VehicleAvailabilityChanged(this.id, { vehicleId: this.id, outages }, at));
  }

  assertNotRetired(): void {
    if (this.status !== 'RETIRED') return;
    throw new DomainError('conflict', 'vehicle_retired', `The vehicle ${this.plate} is RETIRED and stays as it is.`);
  }
}

const MAY_HAVE_BATTERY: ReadonlySet<FuelType> = new Set(['ELECTRIC', 'HYBRID']);

/** @throws DomainError `battery_missing`, `battery_of_no_use` */
export function assertBattery({ fuelType, batteryWattHours, rangeMetres }: Drive): void {
  if (fuelType === 'ELECTRIC' && (batteryWattHours === null || rangeMetres === null)) {
    throw new DomainError(
      'invalid',
      'battery_missing',
      'Say of an electric vehicle how much its battery holds (batteryWattHours) and how far that takes it (rangeMetres).',
      { fuelType },
    );
  }
  if (batteryWattHours !== null && !MAY_HAVE_BATTERY.has(fuelType)) {
    throw new DomainError(
      'invalid',
      'battery_of_no_use',
      `A vehicle that runs on ${fuelType} has no battery to drive on.`,
      {
        fuelType,
      },
    );
  }
}

function assertPlausibleReading(metres: number, last: number): void {
  const figures = { odometerMetres: metres, lastOdometerMetres: last };
  const remedy = "If this one is right, a manager can correct the vehicle's odometer.";
  if (metres < last) {
    const sentence = `The odometer reads ${metres} m, below the vehicle's last known ${last} m. ${remedy}`;
    throw new DomainError('rule', 'odometer_below_last', sentence, figures);
  }
  if (metres - last > FARTHEST_BETWEEN_READINGS_METRES) {
    const above = `more than ${FARTHEST_BETWEEN_READINGS_METRES} m above the vehicle's last known ${last} m`;
    throw new DomainError('rule', 'odometer_implausible', `The odometer reads ${metres} m, ${above}. ${remedy}`, {
      ...figures,
      farthestMetres: FARTHEST_BETWEEN_READINGS_METRES,
    });
  }
}
