import { type LocalDate, localDate } from '../../../kernel/local-day';
import { type TimeWindow, windowsOverlap } from '../../../kernel/time-window';
import { type Documents, documentsRefusal } from './documents';
import { type DriverHours, hoursRefusal } from './driver-hours';
import { type Outage, outageRefusal } from './outage';
import type { Refusal } from './refusal';

/** OFF also after a rejected check-in; PENDING waits for a manager. */
export type Duty = 'OFF' | 'PENDING' | 'ON' | 'BREAK';

export interface RideToServe {
  readonly rideId: string;
  readonly pickupAt: Date;
  /** Whole minutes from pickup to drop. */
  readonly expectedMinutes: number;
  readonly vehicleClass: string;
  /** `now` is driven as soon as a driver is there. */
  readonly demand: 'now' | 'scheduled';
  /** Completed, cancelled or a no-show. */
  readonly closed: boolean;
  /** Of its city. */
  readonly timeZone: string;
}

/** Another ride that holds the driver or the vehicle, and for how long. */
export interface Hold {
  readonly rideId: string;
  readonly window: TimeWindow;
}

/** The vehicle of the roster entry that covers the time the driver is needed. */
export interface RosteredVehicle {
  readonly rosterEntryId: string;
  readonly vehicleId: string;
  readonly plate: string;
  readonly vehicleClass: string;
  readonly status: string;
  readonly documents: Documents;
  /** Those not over when fleet told of them. */
  readonly outages: readonly Outage[];
  readonly holds: readonly Hold[];
}

export interface DriverAtHand {
  readonly driverId: string;
  readonly name: string;
  readonly phone: string;
  readonly status: string;
  /** The last local day on which he may drive. */
  readonly licenceExpiresOn: LocalDate;
  readonly documents: Documents;
  readonly hours: DriverHours;
  readonly duty: Duty;
  /** What he checked in with; null when OFF. */
  readonly attendedVehicleId: string | null;
  readonly rostered: RosteredVehicle | null;
  readonly holds: readonly Hold[];
}

/** Every reason why this driver cannot take the ride, the weightiest first; none when he can. */
export function refusalsOf(driver: DriverAtHand, ride: RideToServe, window: TimeWindow, now: Date): Refusal[] {
  return [
    ...refusalsOfPerson(driver, ride, window),
    ...some(documentsRefusal('driver', driver.documents, window.end)),
    ...some(hoursRefusal(driver.hours, window, now)),
    ...refusalsOfVehicle(driver, ride, window),
    ...holdOn(driver.holds, window, 'driver_engaged', 'The driver is engaged'),
    ...holdOn(driver.rostered?.holds ?? [], window, 'vehicle_engaged', 'The vehicle is engaged'),
  ];
}

const DUTY_REFUSALS: Readonly<Record<Exclude<Duty, 'ON'>, Refusal>> = {
  OFF: refusal('driver_off_duty', 'The driver is off duty: he has not checked in.'),
  PENDING: refusal('check_in_pending', "The driver's check-in waits for a manager's approval."),
  BREAK: refusal('driver_on_break', 'The driver is on a break.'),
};

/** Why somebody in this state takes no ride; null where he is on duty. */
export function dutyRefusal(duty: Duty): Refusal | null {
  return duty === 'ON' ? null : DUTY_REFUSALS[duty];
}

function refusalsOfPerson(driver: DriverAtHand, { timeZone }: RideToServe, window: TimeWindow): Refusal[] {
  const refusals: Refusal[] = [];
  if (driver.status !== 'ACTIVE') {
    const { status } = driver;
    refusals.push(refusal('driver_not_active', `The driver is ${status}; only an ACTIVE one is assigned.`, { status }));
  }
  if (driver.duty !== 'ON') refusals.push(DUTY_REFUSALS[driver.duty]);
  if (localDate(window.end, timeZone) > driver.licenceExpiresOn) {
    const { licenceExpiresOn } = driver;
    const message = `The driving licence is valid until ${licenceExpiresOn}, and the ride would end later.`;
    refusals.push(refusal('licence_expired', message, { licenceExpiresOn }));
  }
  return refusals;
}

function refusalsOfVehicle(
  { rostered, attendedVehicleId }: DriverAtHand,
  ride: RideToServe,
  window: TimeWindow,
): Refusal[] {
  if (!rostered) return [refusal('not_rostered', 'No shift of the driver covers the time of the ride.')];
  const { vehicleId, plate, status, vehicleClass } = rostered;
  const refusals: Refusal[] = [];
  if (status !== 'ACTIVE') {
    refusals.push(
      refusal('vehicle_not_active', `The driver is rostered on ${plate}, which is ${status}.`, { vehicleId, status }),
    );
  }
  refusals.push(
    ...some(outageRefusal(plate, rostered.outages, window)),
    ...some(documentsRefusal('vehicle', rostered.documents, window.end)),
  );
  if (attendedVehicleId !== null && attendedVehicleId !== vehicleId) {
    const message = `The driver is rostered on ${plate} for the ride and checked in with another vehicle.`;
    refusals.push(refusal('vehicle_differs', message, { vehicleId, attendedVehicleId }));
  }
  if (vehicleClass !== ride.vehicleClass) {
    const message = `The ride is booked in ${ride.vehicleClass} and ${plate} is ${vehicleClass}.`;
    refusals.push(refusal('vehicle_class_differs', message, { booked: ride.vehicleClass, vehicleClass }));
  }
  return refusals;
}

function holdOn(holds: readonly Hold[], window: TimeWindow, code: string, what: string): Refusal[] {
  const hold = holds.find((other) => windowsOverlap(other.window, window));
  if (!hold) return [];
  const { rideId } = hold;
  const from = hold.window.start.toISOString();
  const until = hold.window.end.toISOString();
  return [refusal(code, `${what} on ride ${rideId} from ${from} to ${until}.`, { rideId, from, until })];
}

function some(refusal: Refusal | null): Refusal[] {
  return refusal ? [refusal] : [];
}

function refusal(code: string, message: string, details: Refusal['details'] = {}): Refusal {
  return { code, message, details };
}
