import { Injectable } from '@nestjs/common';
import { endOfLocalDay, FLEET_TIME_ZONE, startOfLocalDay } from '../../../kernel/local-day';
import type { Principal } from '../../../platform/auth/principal';
import { type ExportColumn, Exporter, type ExportPage, type ExportRange } from '../../../platform/exports/exporter';
import type { Page } from '../../../platform/http/page';
import type { Ride } from '../domain/ride';
import { ridePermissions } from '../ride.permissions';
import { ListRides } from './list-rides';

/** Nobody needs to call a rider from a file but who books for riders. */
const OF_RIDERS: readonly ExportColumn<Ride>[] = [
  { name: 'passenger_name', of: ({ passengerName }) => passengerName },
  { name: 'passenger_phone', of: ({ passengerPhone }) => passengerPhone },
  { name: 'pickup_address', of: ({ pickup }) => pickup.address },
  { name: 'drop_address', of: ({ drop }) => drop?.address ?? null },
];
const COLUMNS: readonly ExportColumn<Ride>[] = [
  { name: 'id', of: ({ id }) => id },
  { name: 'code', of: ({ code }) => code },
  { name: 'status', of: ({ status }) => status },
  { name: 'city', of: ({ cityCode }) => cityCode },
  { name: 'trip_type', of: ({ tripType }) => tripType },
  { name: 'vehicle_class', of: ({ vehicleClass }) => vehicleClass },
  { name: 'booked_at', of: ({ bookedAt }) => bookedAt },
  { name: 'pickup_at', of: ({ pickupAt }) => pickupAt },
  { name: 'driver_id', of: ({ driverId }) => driverId },
  { name: 'driver_name', of: ({ driver }) => driver?.name ?? null },
  { name: 'vehicle_id', of: ({ vehicleId }) => vehicleId },
  { name: 'plate', of: ({ driver }) => driver?.plate ?? null },
  { name: 'arrived_at', of: ({ arrivedAt }) => arrivedAt },
  { name: 'started_at', of: ({ startedAt }) => startedAt },
  { name: 'ended_at', of: ({ trip }) => trip?.endedAt ?? null },
  { name: 'distance_metres', of: ({ trip }) => trip?.distanceMetres ?? null },
  { name: 'payment_mode', of: ({ paymentMode }) => paymentMode },
  { name: 'quoted_fare_paise', of: ({ quotedFarePaise }) => quotedFarePaise },
  { name: 'fare_paise', of: ({ farePaise }) => farePaise },
];

/** Latest pickup first. */
@Injectable()
export class ExportRides extends Exporter<Ride> {
  override readonly kind = 'rides';
  override readonly permission = ridePermissions.read;

  constructor(private readonly listing: ListRides) {
    super();
  }

  override columnsFor({ permissions }: Principal): readonly ExportColumn<Ride>[] {
    return permissions.has(ridePermissions.book) ? [...COLUMNS, ...OF_RIDERS] : COLUMNS;
  }

  override page({ from, to }: ExportRange, page: ExportPage, caller: Principal): Promise<Page<Ride>> {
    const pickupFrom = from === undefined ? undefined : startOfLocalDay(from, FLEET_TIME_ZONE);
    const pickupTo = to === undefined ? undefined : endOfLocalDay(to, FLEET_TIME_ZONE);
    return this.listing.execute({ ...page, pickupFrom, pickupTo }, caller);
  }
}
