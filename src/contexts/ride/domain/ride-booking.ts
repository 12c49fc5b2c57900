import { Column, PrimaryColumn } from 'typeorm';
import type { FareLine } from '../../../kernel/fare';
import type { GeoPoint } from '../../../kernel/geo-point';
import type { PaymentMode } from '../../../kernel/payment-mode';
import type { TariffTerms } from '../../../kernel/tariff-terms';
import type { TripType } from '../../../kernel/trip-type';
import type { VehicleClass } from '../../../kernel/vehicle-class';
import { Aggregate } from '../../../platform/events/aggregate';
import type { CancellationTerms } from './cancellation-terms';
import type { RideWindows } from './city';
import type { Demand } from './demand';
import type { ExpectationSource } from './quote';

export interface Place {
  readonly point: GeoPoint;
  readonly address: string;
}

/** As the facts tell it. */
export function flat({ point, address }: Place): { latitude: number; longitude: number; address: string } {
  return { ...point, address };
}

/**
 * What was agreed when the ride was booked. The city's windows, the tariff's terms and the cancellation policy are kept as
 * they were then, so that a change of any reaches only rides booked after it. Only an on-demand ride's pickup changes: its
 * time with the driver's promise, its place (and with it the quote) before he departs.
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

  @Column('timestamptz', { name: 'pickup_at' })
  pickupAt: Date;

  @Column('jsonb')
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

  @Column('bigint', { name: 'expected_metres' })
  expectedMetres: number;

  @Column('int', { name: 'expected_minutes' })
  expectedMinutes: number;

  @Column('text', { name: 'expectation_source' })
  expectationSource: ExpectationSource;

  @Column({ type: 'uuid', name: 'tariff_id', update: false })
  tariffId: string;

  @Column({ type: 'jsonb', name: 'tariff_terms', update: false })
  tariffTerms: TariffTerms;

  @Column('bigint', { name: 'quoted_fare_paise' })
  quotedFarePaise: number;

  @Column('jsonb', { name: 'quoted_fare_lines' })
  quotedFareLines: readonly FareLine[];

  @Column({ type: 'timestamptz', name: 'booked_at', update: false })
  bookedAt: Date;

  @Column({ type: 'uuid', name: 'booked_by', update: false })
  bookedBy: string;

  /** The account that it was requested for; null where staff booked for a passenger without one. */
  @Column({ type: 'uuid', name: 'rider_id', update: false })
  riderId: string | null;

  @Column({ type: 'text', update: false })
  demand: Demand;

  /** As it was when the ride was booked; null of rides booked before there was one. */
  @Column({ type: 'jsonb', name: 'cancellation_policy', update: false })
  cancellationPolicy: CancellationTerms | null;

  /** The quote it was requested by, where it named one. */
  @Column({ type: 'uuid', name: 'quote_id', update: false })
  quoteId: string | null;
}

/** The plain data of a booking, without the aggregate's machinery. */
export type BookingTerms = Omit<RideBooking, keyof Aggregate | 'record'> & { id: string; organizationId: string };
