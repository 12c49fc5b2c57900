import type { Authority } from '../../src/contexts/ride/domain/authority';
import { DEFAULT_WINDOWS } from '../../src/contexts/ride/domain/city';
import { Ride } from '../../src/contexts/ride/domain/ride';
import type { Assignment } from '../../src/contexts/ride/domain/ride-dispatch';
import { DEFAULT_TERMS } from '../../src/kernel/tariff-terms';

export const PICKUP = { point: { latitude: 28.5562, longitude: 77.1 }, address: 'Terminal 3' };
export const DROP = { point: { latitude: 28.5708, longitude: 77.3261 }, address: 'Sector 18' };
export const at = (text: string): Date => new Date(`2026-11-22T${text}:00Z`);
export const PICKUP_AT = at('11:00');
export const CODE = '4821';

export const driver: Authority = { userId: 'user-1', override: null };
export const operator = (...waives: ('time' | 'place')[]): Authority => ({
  userId: 'operator-1',
  override: { waives, reason: 'The app is broken', waivesCode: false },
});
export const fixAt = (time: Date) => ({ point: PICKUP.point, accuracyMetres: 10, takenAt: time });
export const rightCode = { given: CODE, expected: CODE, odometerMetres: 41_200_000 };
export const wrongCode = { ...rightCode, given: '0000' };
export const figures = { odometerMetres: 41_228_000, tollsPaise: 85_00, parkingPaise: 0 };
export const by = (driverId: string, previousDriverId: string | null = null): Assignment => ({
  engagementId: `engagement of ${driverId}`,
  driverId,
  vehicleId: `vehicle of ${driverId}`,
  driver: { name: driverId, phone: '+919811122233', plate: 'DL1ZA1234', vehicleClass: 'SEDAN' },
  previousDriverId,
  reason: null,
  promisedPickupAt: null,
});

export const passenger = { passengerName: 'Meera', passengerPhone: '+919810012345', paymentMode: 'CASH' } as const;
export const expected = { expectedMetres: 28_000, expectedMinutes: 60, expectationSource: 'given' } as const;
export const scope = { cityCode: 'DELHI_NCR', vehicleClass: 'SEDAN', tripType: 'AIRPORT' } as const;

export function booked(): Ride {
  const ride = Ride.book({
    id: 'ride-1',
    organizationId: 'organization-1',
    code: '7KQ2M9XD',
    ...scope,
    timeZone: 'Asia/Kolkata',
    windows: DEFAULT_WINDOWS,
    ...{ pickupAt: PICKUP_AT, pickup: PICKUP, drop: DROP, stops: [] },
    ...passenger,
    ...expected,
    rentalPackageCode: null,
    tariffId: 'tariff-1',
    tariffTerms: { ...DEFAULT_TERMS, basePaise: 150_00, perKilometrePaise: 18_00, perMinutePaise: 1_50 },
    quotedFarePaise: 690_00,
    quotedFareLines: [],
    bookedAt: new Date('2026-11-21T10:00:00Z'),
    bookedBy: 'operator-1',
    ...{ riderId: null, demand: 'scheduled', cancellationPolicy: null, quoteId: null },
  });
  ride.releaseEvents();
  return ride;
}

export type Step = (ride: Ride) => unknown;
export const assigned: Step = (ride) => ride.assign(by('asha'), at('08:00'));
export const departed: Step = (ride) => ride.depart(driver, at('10:20'));
export const arrived: Step = (ride) => ride.arrive(fixAt(at('10:55')), driver, at('10:55'));
export const started: Step = (ride) => ride.start(rightCode, driver, at('11:05'));
export const completed: Step = (ride) => ride.complete(figures, driver, at('11:55'));

/** A ride to which all of this has happened. */
export function given(...steps: Step[]): Ride {
  const ride = booked();
  for (const step of steps) step(ride);
  ride.releaseEvents();
  return ride;
}

/** The type and payload of what a step records. */
export function when(ride: Ride, step: Step): { type: string; payload: object }[] {
  step(ride);
  return ride.releaseEvents().map(({ type, payload }) => ({ type, payload }));
}

export const fact = (type: string, payload: object) => [
  expect.objectContaining({ type, payload: expect.objectContaining(payload) }),
];
export const refusal = (code: string) => expect.objectContaining({ code });
export const who = { rideId: 'ride-1', driverId: 'asha', vehicleId: 'vehicle of asha' };
