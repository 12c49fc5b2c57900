import { DomainEvent } from '../../../platform/events/domain-event';

export class FleetCreated extends DomainEvent<{
  fleetId: string;
  name: string;
  city: string;
  /** Left out: approved in one step. */
  status?: 'APPLIED';
}> {
  static override readonly type = 'fleet.fleet_created';
  static override readonly aggregateType = 'fleet';
}

export class FleetUpdated extends DomainEvent<{ fleetId: string; changes: Record<string, unknown> }> {
  static override readonly type = 'fleet.fleet_updated';
  static override readonly aggregateType = 'fleet';
}

/** Only an ACTIVE fleet works: from any other status on, its drivers and vehicles take nothing new. */
export class FleetStatusChanged extends DomainEvent<{ fleetId: string; from: string; to: string; reason: string }> {
  static override readonly type = 'fleet.fleet_status_changed';
  static override readonly aggregateType = 'fleet';
}

export class HubCreated extends DomainEvent<{
  hubId: string;
  fleetId: string;
  name: string;
  address: string;
  point: { latitude: number; longitude: number };
}> {
  static override readonly type = 'fleet.hub_created';
  static override readonly aggregateType = 'hub';
}

export class HubUpdated extends DomainEvent<{ hubId: string; fleetId: string; changes: Record<string, unknown> }> {
  static override readonly type = 'fleet.hub_updated';
  static override readonly aggregateType = 'hub';
}

export class HubStatusChanged extends DomainEvent<{
  hubId: string;
  fleetId: string;
  from: string;
  to: string;
  reason: string;
}> {
  static override readonly type = 'fleet.hub_status_changed';
  static override readonly aggregateType = 'hub';
}

/** A fleet or hub manager; identity gives him his account and membership in the same transaction, or vetoes. */
export class ManagerAppointed extends DomainEvent<{
  managerId: string;
  kind: 'fleet_manager' | 'hub_manager';
  name: string;
  phone: string;
  fleetId: string;
  /** Null for a fleet manager. */
  hubId: string | null;
}> {
  static override readonly type = 'fleet.manager_appointed';
  static override readonly aggregateType = 'manager';
  static override readonly personal = { subject: 'managerId', fields: ['name', 'phone'] };
}

export class ManagerUpdated extends DomainEvent<{ managerId: string; name: string }> {
  static override readonly type = 'fleet.manager_updated';
  static override readonly aggregateType = 'manager';
  static override readonly personal = { subject: 'managerId', fields: ['name'] };
}

export class ManagerDismissed extends DomainEvent<{
  managerId: string;
  kind: 'fleet_manager' | 'hub_manager';
  reason: string;
}> {
  static override readonly type = 'fleet.manager_dismissed';
  static override readonly aggregateType = 'manager';
}

export type VehicleStatus = 'PENDING' | 'ACTIVE' | 'MAINTENANCE' | 'SUSPENDED' | 'RETIRED';

export type FuelType = 'ELECTRIC' | 'CNG' | 'PETROL' | 'DIESEL' | 'HYBRID';

export class VehicleRegistered extends DomainEvent<{
  vehicleId: string;
  fleetId: string;
  hubId: string;
  plate: string;
  make: string;
  model: string;
  vehicleClass: string;
  batteryWattHours?: number;
  rangeMetres?: number;
  odometerMetres: number;
  status: VehicleStatus;
  /** Left out of facts of before; then electric. */
  fuelType?: FuelType;
}> {
  static override readonly type = 'fleet.vehicle_registered';
  static override readonly aggregateType = 'vehicle';
}

/** Carries the whole of what other contexts remember, as it is after the change. */
export class VehicleUpdated extends DomainEvent<{
  vehicleId: string;
  fleetId: string;
  hubId: string;
  plate: string;
  vehicleClass: string;
  fuelType?: FuelType;
  changes: Record<string, unknown>;
}> {
  static override readonly type = 'fleet.vehicle_updated';
  static override readonly aggregateType = 'vehicle';
}

export class VehicleStatusChanged extends DomainEvent<{
  vehicleId: string;
  from: VehicleStatus;
  to: VehicleStatus;
  reason: string;
}> {
  static override readonly type = 'fleet.vehicle_status_changed';
  static override readonly aggregateType = 'vehicle';
}

/**
 * When the vehicle is out of service: maintenance, or whatever else keeps it from work. Assignment plans and assigns nothing
 * within such a window. All of those that are not over, each time one changes.
 */
export class VehicleAvailabilityChanged extends DomainEvent<{
  vehicleId: string;
  outages: { from: string; until: string | null; reason: string }[];
}> {
  static override readonly type = 'fleet.vehicle_availability_changed';
  static override readonly aggregateType = 'vehicle';
}

/** Follows what attendance believed: a check-in or check-out that read more, or the correction of one, which may lower it. */
export class VehicleOdometerRead extends DomainEvent<{ vehicleId: string; fromMetres: number; toMetres: number }> {
  static override readonly type = 'fleet.vehicle_odometer_read';
  static override readonly aggregateType = 'vehicle';
}

/**
 * The vehicle went from one holder to the next: a driver, or null for its hub. The reading is believed (no less than the last
 * known), and `VehicleOdometerRead` comes with it where it rose.
 */
export class VehicleHandedOver extends DomainEvent<{
  vehicleId: string;
  handOverId: string;
  hubId: string;
  fromDriverId: string | null;
  toDriverId: string | null;
  odometerMetres: number;
  /** 0 to 100; null where the vehicle has no battery, and nobody said. */
  chargePercent: number | null;
}> {
  static override readonly type = 'fleet.vehicle_handed_over';
  static override readonly aggregateType = 'vehicle';
}

/** What must be done to a vehicle again and again, and when next; as it is after the change. */
export class MaintenancePlanned extends DomainEvent<{
  vehicleId: string;
  planId: string;
  name: string;
  everyDays: number | null;
  everyMetres: number | null;
  /** A local day. */
  dueOn: string | null;
  dueAtMetres: number | null;
  /** Whether the vehicle goes to MAINTENANCE when it is overdue. */
  stopsVehicle: boolean;
  retired: boolean;
}> {
  static override readonly type = 'fleet.maintenance_planned';
  static override readonly aggregateType = 'maintenance_plan';
}

export class MaintenanceDone extends DomainEvent<{
  vehicleId: string;
  planId: string;
  maintenanceId: string;
  name: string;
  /** The local day; one before that of the fact: noted later, and the odometer as it showed then. Left out in facts of before. */
  doneOn?: string;
  odometerMetres: number;
  /** False where the vehicle's odometer was left alone: it was noted later, below what was read since. Left out in facts of before. */
  isReading?: boolean;
  costPaise: number;
  nextDueOn: string | null;
  nextDueAtMetres: number | null;
}> {
  static override readonly type = 'fleet.maintenance_done';
  static override readonly aggregateType = 'maintenance_plan';
}

/** A plan that stops its vehicle is overdue: the vehicle has gone to MAINTENANCE where it was ACTIVE. Once for each time it falls due. */
export class MaintenanceOverdue extends DomainEvent<{
  vehicleId: string;
  planId: string;
  name: string;
  dueOn: string | null;
  dueAtMetres: number | null;
}> {
  static override readonly type = 'fleet.maintenance_overdue';
  static override readonly aggregateType = 'maintenance_plan';
}

/** A manager put right what someone mistyped; check-ins compare with the corrected reading from here on. */
export class VehicleOdometerCorrected extends DomainEvent<{
  vehicleId: string;
  fromMetres: number;
  toMetres: number;
  reason: string;
}> {
  static override readonly type = 'fleet.vehicle_odometer_corrected';
  static override readonly aggregateType = 'vehicle';
}

export type DriverStatus = 'PENDING' | 'ACTIVE' | 'SUSPENDED' | 'LEFT';

/** Identity gives the driver his account and membership in the same transaction, or vetoes. */
export class DriverRegistered extends DomainEvent<{
  driverId: string;
  fleetId: string;
  hubId: string;
  name: string;
  phone: string;
  /** Local date, YYYY-MM-DD. */
  licenceExpiresOn: string;
  paymentModel: string;
  status: DriverStatus;
  /** Stands for the number (`DocumentDigests`). Left out of facts of before. */
  licenceDigest?: string;
}> {
  static override readonly type = 'fleet.driver_registered';
  static override readonly aggregateType = 'driver';
  static override readonly personal = { subject: 'driverId', fields: ['name', 'phone', 'licenceDigest'] };
}

export class DriverUpdated extends DomainEvent<{
  driverId: string;
  fleetId: string;
  hubId: string;
  name: string;
  licenceExpiresOn: string;
  paymentModel: string;
  /** Names of the fields that changed. */
  changed: string[];
  /** Of the new licence number, where that changed. */
  licenceDigest?: string;
}> {
  static override readonly type = 'fleet.driver_updated';
  static override readonly aggregateType = 'driver';
  static override readonly personal = { subject: 'driverId', fields: ['name', 'licenceDigest'] };
}

export class DriverStatusChanged extends DomainEvent<{
  driverId: string;
  from: DriverStatus;
  to: DriverStatus;
  reason: string;
}> {
  static override readonly type = 'fleet.driver_status_changed';
  static override readonly aggregateType = 'driver';
}

/** What a driver prefers and an approver agreed to, all of it, each time it changes: by key, such as `night_shift: "no"`. */
export class DriverPreferencesChanged extends DomainEvent<{
  driverId: string;
  preferences: Record<string, string | number | boolean>;
  changed: string[];
}> {
  static override readonly type = 'fleet.driver_preferences_changed';
  static override readonly aggregateType = 'driver';
}

export type PreferenceValue = string | number | boolean;

/** What drivers may prefer; as it is after the change. The sets of the drivers that it changes follow, each with its own fact. */
export class PreferenceDefined extends DomainEvent<{
  key: string;
  name: string;
  category: 'TRIP' | 'PAYOUT' | 'SHIFT';
  kind: 'BOOLEAN' | 'CHOICE' | 'NUMBER' | 'LOCAL_TIME';
  defaultValue: PreferenceValue;
  approvalRequired: boolean;
  active: boolean;
}> {
  static override readonly type = 'fleet.preference_defined';
  static override readonly aggregateType = 'preference_definition';
}

interface PreferenceFacts {
  requestId: string;
  driverId: string;
  key: string;
  value: PreferenceValue;
}

export class PreferenceRequested extends DomainEvent<PreferenceFacts & { previous: PreferenceValue }> {
  static override readonly type = 'fleet.preference_requested';
  static override readonly aggregateType = 'preference_request';
}

/** From now on it holds: an approver agreed, or none is asked (`approvedBy` null). */
export class PreferenceApproved extends DomainEvent<
  PreferenceFacts & { approvedBy: string | null; reason: string | null }
> {
  static override readonly type = 'fleet.preference_approved';
  static override readonly aggregateType = 'preference_request';
}

export class PreferenceRejected extends DomainEvent<PreferenceFacts & { rejectedBy: string; reason: string }> {
  static override readonly type = 'fleet.preference_rejected';
  static override readonly aggregateType = 'preference_request';
}

export class PreferenceWithdrawn extends DomainEvent<PreferenceFacts> {
  static override readonly type = 'fleet.preference_withdrawn';
  static override readonly aggregateType = 'preference_request';
}
