import type { DomainEvent } from '../../../platform/events/domain-event';
import { DriverAssigned, SearchStarted } from '../../assignment/contracts/assignment-events';
import {
  RideAssigned,
  RideBooked,
  RideBrokenDown,
  RideDeparted,
  RidePickupMoved,
} from '../../ride/contracts/ride-events';
import { followRide, isBooked, type LiveRide, meetingPoint, type RideFact, rideView } from './live-ride';

const AT = new Date('2026-03-01T09:00:00Z');
const rideId = 'ride';
const phone = '+919876543210';
const home = { latitude: 28.55, longitude: 77.1 };
const roadside = { latitude: 28.6, longitude: 77.2 };

let version = 0;
const versioned = <E extends DomainEvent>(fact: E): E => Object.assign(fact, { aggregateVersion: ++version });

const booked = (): RideBooked =>
  versioned(
    new RideBooked(
      rideId,
      {
        ...{ rideId, riderId: 'rider', when: 'now', city: 'DELHI_NCR', vehicleClass: 'SEDAN', tripType: 'LOCAL' },
        ...{ pickupAt: AT.toISOString(), pickup: { ...home, address: 'Home' }, drop: null, stops: [] },
        ...{ passenger: { name: 'Meera', phone }, paymentMode: 'CASH', quotedFarePaise: 1 },
        ...{ expectedMetres: 1, expectedMinutes: 1 },
      },
      AT,
    ),
  );
const brokeDown = (aboard: boolean, place: typeof home | null): RideBrokenDown =>
  versioned(
    new RideBrokenDown(
      rideId,
      {
        ...{ rideId, driverId: 'driver', vehicleId: 'vehicle', aboard, passenger: { phone }, odometerMetres: null },
        ...{ place, reason: 'Battery', override: null },
      },
      AT,
    ),
  );
const searched = (pickup?: typeof home | null): SearchStarted =>
  new SearchStarted(
    'search',
    { searchId: 'search', rideId, reason: 'broke_down', previousDriverId: 'driver', policyVersion: 1, pickup },
    AT,
  );
const assigned = (afterRideId: string | null): RideFact[] => {
  const who = {
    rideId,
    driverId: 'driver',
    vehicleId: 'vehicle',
    plate: 'DL1ZA1234',
    previousDriverId: null,
    reason: null,
  };
  const named = { driverName: 'Ravi', driverPhone: phone, vehicleClass: 'SEDAN', engagementId: 'engagement' };
  const when = { pickupAt: AT.toISOString(), timeZone: 'Asia/Kolkata', passenger: { name: 'Meera', phone } };
  return [
    new DriverAssigned('engagement', { ...who, ...named, promisedPickupAt: AT.toISOString(), afterRideId }, AT),
    versioned(new RideAssigned(rideId, { ...who, ...when }, AT)),
  ];
};
const after = (...facts: RideFact[]): LiveRide =>
  facts.reduce<LiveRide | undefined>((ride, fact) => followRide(ride, fact), undefined)!;

describe('LiveRide', () => {
  beforeEach(() => (version = 0));

  it('is met at its pickup, also where that was moved', () => {
    expect(meetingPoint(after(booked()))).toEqual(home);
    const pickup = { ...roadside, address: 'Gate 2' };
    const moved = new RidePickupMoved(
      rideId,
      {
        ...{ rideId, passenger: { phone }, from: { ...home, address: 'Home' }, pickup },
        ...{ expectedMetres: 1, expectedMinutes: 1, quotedFarePaise: 1 },
      },
      AT,
    );
    expect(meetingPoint(after(booked(), versioned(moved)))).toEqual(roadside);
  });

  it('is met where the cab broke down with the rider aboard, by whoever knows the place', () => {
    expect(rideView(after(booked(), brokeDown(true, roadside)))).toMatchObject({
      pickup: home,
      meetingPoint: roadside,
    });
    expect(meetingPoint(after(booked(), brokeDown(true, null), searched(roadside)))).toEqual(roadside);
    expect(meetingPoint(after(booked(), brokeDown(true, roadside), searched(null), searched()))).toEqual(roadside);
  });

  it('is met nowhere that anybody knows where the place of the breakdown was not said', () => {
    expect(meetingPoint(after(booked(), brokeDown(true, null)))).toBeNull();
  });

  it('is met at its pickup still where the cab broke down on the way to it', () => {
    expect(meetingPoint(after(booked(), brokeDown(false, roadside), searched(null)))).toEqual(home);
  });

  it('heeds of two places the later one, in whatever order they are told', () => {
    const [first, second] = [searched(home), searched(roadside)];
    expect(meetingPoint(after(booked(), second, first))).toEqual(roadside);
  });

  it('says that its driver finishes another ride first until he departs, and not whose', () => {
    const waits = after(booked(), ...assigned('another ride'));
    expect(rideView(waits).driver).toEqual({
      ...{ driverId: 'driver', name: 'Ravi', plate: 'DL1ZA1234' },
      finishingAnotherRide: true,
    });
    expect(JSON.stringify(waits)).not.toContain('another ride"');
    const way = { rideId, driverId: 'driver', vehicleId: 'vehicle', override: null };
    const departed = followRide(waits, versioned(new RideDeparted(rideId, way, AT)));
    expect(rideView(departed)).toMatchObject({ status: 'EN_ROUTE', driver: { finishingAnotherRide: false } });
    expect(rideView(after(booked(), ...assigned(null))).driver).toMatchObject({ finishingAnotherRide: false });
  });

  it('is known from its booking on', () => {
    const [booking, breakdown] = [booked(), brokeDown(true, roadside)];
    const unknown = after(breakdown);
    expect(isBooked(unknown)).toBe(false);
    const known = followRide(unknown, booking);
    expect(isBooked(known)).toBe(true);
    expect(known).toMatchObject({ brokenDown: true, pickup: home, meeting: { point: roadside } });
  });
});
