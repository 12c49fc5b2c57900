import { Column, PrimaryColumn } from 'typeorm';
import type { FareLine } from '../../../kernel/fare';
import type { GeoPoint } from '../../../kernel/geo-point';
import type { PaymentMode } from '../../../kernel/payment-mode';
import type { TariffTerms } from '../../../kernel/tariff-terms';
import type { TripType } from '../../../kernel/trip-type';
import type { VehicleClass } from '../../../kernel/vehicle-class';
import { Aggregate } from '../../../platform/events/aggregate';
import type { RideWindows } from './city';
import type { ExpectationSource } from './quote';

export interface Place {
  readonly point: GeoPoint;
  readonly address: string;
}

/**
 * What was agreed when the ride was booked: it never changes. The city's windows and the tariff's terms are kept as they
 * were then, so that a change of either reaches only rides booked after it.
 */
export abstract class RideBooking extends Aggregate {
  @PrimaryColumn('uuid', { update: false })
  id: string;

  @Column({ type: 'uuid', name: 'organization_id', update: false })
  organizationId: string;

  @Column('int')
  version: number;

  /** What people call the ride by: short, and unique in its organization. */
  @Column({ type: 'text', update: false })
  code: string;

  @Column({ type: 'text', name: 'city_code', update: false })
  cityCode: string;

  @Column({ type: 'text', name: 'time_zone', update: false })
  timeZone: string;

  @Column({ type: 'jsonb', update: false })
  windows: RideWindows;

  @Column({ type: 'text', name: 'vehicle_class', update: false })
  vehicleClass: VehicleClass;

  @Column({ type: 'text', name: 'trip_type', update: false })
  tripType: TripType;

  @Column({ type: 'timestamptz', name: 'pickup_at', update: false })
  pickupAt: Date;

  @Column({ type: 'jsonb', update: false })
  pickup: Place;

  @Column({ type: 'jsonb', update: false })
  drop: Place | null;

  @Column({ type: 'jsonb', update: false })
  stops: readonly Place[];

  @Column({ type: 'text', name: 'passenger_name', update: false })
  passengerName: string;

  @Column({ type: 'text', name: 'passenger_phone', update: false })
  passengerPhone: string;

  @Column({ type: 'text', name: 'payment_mode', update: false })
  paymentMode: PaymentMode;

  @Column({ type: 'text', name: 'rental_package_code', update: false })
  rentalPackageCode: string | null;

  @Column({ type: 'bigint', name: 'expected_metres', update: false })
  expectedMetres: number;

  @Column({ type: 'int', name: 'expected_minutes', update: false })
  expectedMinutes: number;

  @Column({ type: 'text', name: 'expectation_source', update: false })
  expectationSource: ExpectationSource;

  @Column({ type: 'uuid', name: 'tariff_id', update: false })
  tariffId: string;

  @Column({ type: 'jsonb', name: 'tariff_terms', update: false })
  tariffTerms: TariffTerms;

  @Column({ type: 'bigint', name: 'quoted_fare_paise', update: false })
  quotedFarePaise: number;

  @Column({ type: 'jsonb', name: 'quoted_fare_lines', update: false })
  quotedFareLines: readonly FareLine[];

  @Column({ type: 'timestamptz', name: 'booked_at', update: false })
  bookedAt: Date;

  @Column({ type: 'uuid', name: 'booked_by', update: false })
  bookedBy: string;
}

/** The plain data of a booking, without the aggregate's machinery. */
export type BookingTerms = Omit<RideBooking, keyof Aggregate | 'record'> & { id: string; organizationId: string };
