import { at, booked, by, PICKUP, refusal } from '../../../../test/support/ride-story';
import { DELHI_NCR } from './city';
import type { Ride } from './ride';

const MEHRAULI = { point: { latitude: 28.5245, longitude: 77.1855 }, address: 'Mehrauli' };
const judged = { city: DELHI_NCR, kilometresPerHour: 25, byRider: true };

/** A ride for now, for which a driver is searched. */
function searched(): Ride {
  const ride = Object.assign(booked(), { demand: 'now', riderId: 'rider-1' });
  ride.search({ searchId: 'search-1', reason: 'requested' }, at('08:00'));
  return ride;
}

const promised = (driverId: string, time: string) => ({ ...by(driverId), promisedPickupAt: at(time) });

describe('a promise to a rider who moves his pickup', () => {
  const lost = (): Ride => {
    const ride = searched();
    ride.assign(promised('asha', '08:06'), at('08:01'));
    ride.search({ searchId: 'search-2', reason: 'driver_withdrew' }, at('08:02'));
    return ride;
  };
  const feeOf = (ride: Ride, reason: 'DRIVER_LATE' | 'CHANGE_OF_PLANS', time: string): number => {
    ride.cancel({ actor: 'RIDER', reason, note: null }, at(time));
    return ride.cancellation!.feePaise;
  };

  it('is void where nobody drives: the next driver’s, to the new place, counts', () => {
    const moved = lost();
    moved.movePickup(MEHRAULI, judged, at('08:03'));
    moved.assign(promised('ravi', '08:25'), at('08:04'));
    expect(moved.firstPromise).toEqual({ engagementId: 'engagement of asha', pickupAt: at('08:25') });
    expect(feeOf(moved, 'DRIVER_LATE', '08:20')).toBeGreaterThan(0);
    const late = lost();
    late.movePickup(MEHRAULI, judged, at('08:03'));
    late.assign(promised('ravi', '08:25'), at('08:04'));
    expect(feeOf(late, 'DRIVER_LATE', '08:26')).toBe(0);
  });

  it('leaves it known that a driver was replaced: calling off is free for a while after the second', () => {
    const ride = lost();
    ride.movePickup(MEHRAULI, judged, at('08:03'));
    ride.assign(promised('ravi', '08:25'), at('08:04'));
    expect(feeOf(ride, 'CHANGE_OF_PLANS', '08:09')).toBe(0);
  });

  it('stands where it was not moved, where only its address was written anew, and where its driver follows', () => {
    const stayed = lost();
    stayed.movePickup({ ...PICKUP, address: 'Terminal 3, gate 5' }, judged, at('08:03'));
    stayed.assign(promised('ravi', '08:25'), at('08:04'));
    expect(feeOf(stayed, 'DRIVER_LATE', '08:20')).toBe(0);
    const followed = searched();
    followed.assign(promised('asha', '08:06'), at('08:01'));
    const near = { ...PICKUP.point, latitude: PICKUP.point.latitude + 0.004 };
    followed.movePickup({ point: near, address: 'Round the block' }, judged, at('08:02'));
    expect(() => followed.movePickup(MEHRAULI, judged, at('08:02'))).toThrow(refusal('pickup_moved_too_far'));
    expect(feeOf(followed, 'DRIVER_LATE', '08:07')).toBe(0);
  });
});

describe('the ten moves of a pickup', () => {
  const northOf = (metres: number) => {
    const { latitude, longitude } = PICKUP.point;
    return { point: { latitude: latitude + metres / 111_195, longitude }, address: 'Round the block' };
  };
  const spent = (): Ride => {
    const ride = searched();
    for (let metres = 1; metres <= 10; metres++) ride.movePickup(northOf(metres), judged, at('08:02'));
    return ride;
  };
  const often = refusal('pickup_moved_too_often');

  it('are the rider’s: an operator still moves it', () => {
    const ride = spent();
    expect(() => ride.movePickup(MEHRAULI, judged, at('08:03'))).toThrow(often);
    ride.movePickup(MEHRAULI, { ...judged, byRider: false }, at('08:03'));
    expect(ride.pickup).toEqual(MEHRAULI);
    const other = searched();
    for (let metres = 1; metres <= 11; metres++) {
      other.movePickup(northOf(metres), { ...judged, byRider: false }, at('08:02'));
    }
    other.movePickup(MEHRAULI, judged, at('08:03'));
  });

  it('are of the point: another address of the same is told, and neither counted nor quoted anew', () => {
    const ride = searched();
    const quoted = ride.quotedFarePaise;
    for (let gate = 1; gate <= 12; gate++) {
      ride.releaseEvents();
      ride.movePickup({ ...PICKUP, address: `Gate ${gate}` }, judged, at('08:02'));
    }
    expect(ride).toMatchObject({ quotedFarePaise: quoted, expectationSource: 'given', pickup: { address: 'Gate 12' } });
    expect(ride.releaseEvents()).toMatchObject([
      {
        type: 'ride.pickup_moved',
        payload: { pickup: { ...PICKUP.point, address: 'Gate 12' }, quotedFarePaise: quoted },
      },
    ]);
    for (let metres = 1; metres <= 10; metres++) ride.movePickup(northOf(metres), judged, at('08:02'));
    expect(() => ride.movePickup(MEHRAULI, judged, at('08:03'))).toThrow(often);
    ride.movePickup({ ...northOf(10), address: 'Gate 13' }, judged, at('08:03'));
  });

  it('and what else the ride refuses are known before the roads are asked', () => {
    const refusedFrom = (ride: Ride, byRider: boolean) =>
      ride.pickupMoveRefused(MEHRAULI, { city: DELHI_NCR, byRider })?.code;
    expect(refusedFrom(spent(), true)).toBe('pickup_moved_too_often');
    expect(refusedFrom(spent(), false)).toBeUndefined();
    expect(refusedFrom(booked(), false)).toBe('pickup_cannot_move');
    expect(refusedFrom(Object.assign(searched(), { drop: MEHRAULI }), true)).toBe('pickup_is_drop');
    expect(refusedFrom(Object.assign(searched(), { drop: MEHRAULI, stops: [MEHRAULI] }), true)).toBe('pickup_is_drop');
    expect(refusedFrom(Object.assign(searched(), { drop: MEHRAULI, stops: [PICKUP] }), true)).toBeUndefined();
    const driven = searched();
    driven.assign(promised('asha', '08:06'), at('08:01'));
    expect(refusedFrom(driven, true)).toBe('pickup_moved_too_far');
  });
});
