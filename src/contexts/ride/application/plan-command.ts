import type { TripType } from '../../../kernel/trip-type';
import type { VehicleClass } from '../../../kernel/vehicle-class';
import type { Place } from '../domain/ride-booking';
import { invalidRequest } from '../domain/ride-errors';
import type { PricedPlan } from './pricing';

/** A ride as somebody wants it. What may be left out may also be null. */
export interface PlanCommand {
  readonly cityCode?: string | null;
  readonly vehicleClass: VehicleClass;
  readonly tripType: TripType;
  readonly pickupAt: Date;
  readonly pickup: Place;
  readonly drop?: Place | null;
  readonly stops?: readonly Place[];
  readonly rentalPackageCode?: string | null;
  readonly expectedMetres?: number | null;
  readonly expectedMinutes?: number | null;
}

/** @throws DomainError `expectation_incomplete` */
export function planOf(command: PlanCommand): PricedPlan {
  const expectedMetres = command.expectedMetres ?? null;
  const expectedMinutes = command.expectedMinutes ?? null;
  if ((expectedMetres === null) !== (expectedMinutes === null)) {
    throw invalidRequest('expectation_incomplete', 'Give expectedMetres and expectedMinutes both, or neither.');
  }
  return {
    cityCode: command.cityCode ?? null,
    vehicleClass: command.vehicleClass,
    tripType: command.tripType,
    pickupAt: command.pickupAt,
    pickup: command.pickup.point,
    drop: command.drop?.point ?? null,
    stops: (command.stops ?? []).map((stop) => stop.point),
    rentalPackageCode: command.rentalPackageCode ?? null,
    expectedMetres,
    expectedMinutes,
  };
}
