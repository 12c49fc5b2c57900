import type { TripType } from '../../../kernel/trip-type';
import type { VehicleClass } from '../../../kernel/vehicle-class';
import type { Demand } from '../domain/demand';
import type { Place } from '../domain/ride-booking';
import { invalidRequest } from '../domain/ride-errors';
import type { PricedPlan } from './pricing';

/** A ride as somebody wants it. What may be left out may also be null. */
export interface PlanCommand {
  readonly cityCode?: string | null;
  readonly vehicleClass: VehicleClass;
  readonly tripType: TripType;
  /** Left out, it is scheduled. */
  readonly when?: Demand;
  /** Of a scheduled ride, and of no other: one for now has the time that the city promises. */
  readonly pickupAt?: Date | null;
  readonly pickup: Place;
  readonly drop?: Place | null;
  readonly stops?: readonly Place[];
  readonly rentalPackageCode?: string | null;
  readonly expectedMetres?: number | null;
  readonly expectedMinutes?: number | null;
}

/** @throws DomainError `expectation_incomplete`, `pickup_at_missing`, `pickup_at_not_applicable` */
export function planOf(command: PlanCommand): PricedPlan {
  const expectedMetres = command.expectedMetres ?? null;
  const expectedMinutes = command.expectedMinutes ?? null;
  if ((expectedMetres === null) !== (expectedMinutes === null)) {
    throw invalidRequest('expectation_incomplete', 'Give expectedMetres and expectedMinutes both, or neither.');
  }
  const demand = command.when ?? 'scheduled';
  const pickupAt = command.pickupAt ?? null;
  if (demand === 'now' && pickupAt !== null) {
    throw invalidRequest('pickup_at_not_applicable', 'A ride for now has no pickupAt; leave it out, or schedule it.');
  }
  if (demand === 'scheduled' && pickupAt === null) {
    throw invalidRequest(
      'pickup_at_missing',
      'A scheduled ride needs pickupAt; one for now is asked with when: "now".',
    );
  }
  return {
    demand,
    cityCode: command.cityCode ?? null,
    vehicleClass: command.vehicleClass,
    tripType: command.tripType,
    pickupAt,
    pickup: command.pickup.point,
    drop: command.drop?.point ?? null,
    stops: (command.stops ?? []).map((stop) => stop.point),
    rentalPackageCode: command.rentalPackageCode ?? null,
    expectedMetres,
    expectedMinutes,
  };
}
