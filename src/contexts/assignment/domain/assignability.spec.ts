import fc from 'fast-check';
import { type DriverAtHand, refusalsOf, type RideToServe, type RosteredVehicle } from './assignability';
import { NO_DOCUMENTS } from './documents';
import { HOURS_UNKNOWN } from './driver-hours';

const at = (time: string): Date => new Date(`2026-11-21T${time}:00.000Z`);
const window = { start: at('09:30'), end: at('11:15') };

const vehicle: RosteredVehicle = {
  rosterEntryId: 'entry',
  vehicleId: 'cab',
  plate: 'DL1ZA1234',
  vehicleClass: 'SEDAN',
  status: 'ACTIVE',
  documents: NO_DOCUMENTS,
  outages: [],
  holds: [],
};
const driver: DriverAtHand = {
  driverId: 'driver',
  name: 'Asha',
  phone: '+919876543210',
  status: 'ACTIVE',
  licenceExpiresOn: '2026-11-21',
  documents: NO_DOCUMENTS,
  hours: HOURS_UNKNOWN,
  duty: 'ON',
  attendedVehicleId: 'cab',
  rostered: vehicle,
  holds: [],
};
const ride: RideToServe = {
  rideId: 'ride',
  pickupAt: at('10:00'),
  expectedMinutes: 60,
  vehicleClass: 'SEDAN',
  demand: 'scheduled',
  closed: false,
  timeZone: 'Asia/Kolkata',
};

const codes = (change: Partial<DriverAtHand>, during = window): string[] =>
  refusalsOf({ ...driver, ...change }, ride, during, at('08:00')).map(({ code }) => code);

describe('a driver', () => {
  it('takes a ride when nothing speaks against him', () => {
    expect(codes({})).toEqual([]);
  });

  it.each<[string, Partial<DriverAtHand>]>([
    ['driver_not_active', { status: 'SUSPENDED' }],
    ['driver_not_active', { status: 'LEFT' }],
    ['driver_off_duty', { duty: 'OFF', attendedVehicleId: null }],
    ['check_in_pending', { duty: 'PENDING' }],
    ['driver_on_break', { duty: 'BREAK' }],
    ['licence_expired', { licenceExpiresOn: '2026-11-20' }],
    ['not_rostered', { rostered: null }],
    ['vehicle_not_active', { rostered: { ...vehicle, status: 'MAINTENANCE' } }],
    ['vehicle_differs', { attendedVehicleId: 'another' }],
    ['vehicle_class_differs', { rostered: { ...vehicle, vehicleClass: 'SUV' } }],
    ['vehicle_class_differs', { rostered: { ...vehicle, vehicleClass: 'HATCHBACK' } }],
    ['driver_engaged', { holds: [{ rideId: 'other', window: { start: at('11:14'), end: at('12:00') } }] }],
    [
      'vehicle_engaged',
      { rostered: { ...vehicle, holds: [{ rideId: 'other', window: { start: at('09:00'), end: at('09:31') } }] } },
    ],
    [
      'driver_documents_lapse',
      {
        documents: {
          ...NO_DOCUMENTS,
          usableUntil: at('11:14'),
          lapses: [{ documentType: 'police_verification', expiresOn: '2026-11-20' }],
        },
      },
    ],
    ['driver_documents_lapse', { documents: { ...NO_DOCUMENTS, isUsable: false } }],
    ['driver_hours_spent', { hours: { endsBy: at('11:14'), ahead: null } }],
    ['vehicle_documents_lapse', { rostered: { ...vehicle, documents: { ...NO_DOCUMENTS, usableUntil: at('11:14') } } }],
    [
      'vehicle_out_of_service',
      { rostered: { ...vehicle, outages: [{ from: at('11:14'), until: null, reason: 'Brakes' }] } },
    ],
    [
      'vehicle_out_of_service',
      { rostered: { ...vehicle, outages: [{ from: at('08:00'), until: at('09:31'), reason: 'Brakes' }] } },
    ],
  ])('is refused alone for %s', (code, change) => {
    expect(codes(change)).toEqual([code]);
  });

  it('is free where holds only touch', () => {
    const before = { rideId: 'before', window: { start: at('08:00'), end: at('09:30') } };
    const after = { rideId: 'after', window: { start: at('11:15'), end: at('12:00') } };
    expect(codes({ holds: [before, after] })).toEqual([]);
  });

  it('needs his licence on the local day on which the ride ends', () => {
    // 18:30 in UTC is midnight in Delhi.
    expect(codes({}, { start: at('17:00'), end: at('18:29') })).toEqual([]);
    expect(codes({}, { start: at('17:00'), end: at('18:30') })).toEqual(['licence_expired']);
    const inNewYork = { ...ride, timeZone: 'America/New_York' };
    expect(refusalsOf(driver, inNewYork, { start: at('17:00'), end: at('18:30') }, at('08:00'))).toEqual([]);
  });

  it('names the document and its date', () => {
    const lapses = [{ documentType: 'police_verification', expiresOn: '2026-11-20' }];
    const documents = { ...NO_DOCUMENTS, usableUntil: at('11:00'), lapses };
    const [refusal] = refusalsOf({ ...driver, documents }, ride, window, at('08:00'));
    expect(refusal!.message).toContain('police verification is valid through 2026-11-20');
    expect(refusal!.details).toMatchObject({ usableUntil: at('11:00').toISOString(), lapses });
  });

  it('is assignable whenever, and only where, everything that is shown outlasts the planned end', () => {
    const minutes = fc.integer({ min: -2_000, max: 2_000 });
    fc.assert(
      fc.property(
        minutes,
        fc.integer({ min: 1, max: 600 }),
        minutes,
        fc.boolean(),
        (starts, lasts, lapses, isDriver) => {
          const from = (minute: number): Date => new Date(at('10:00').getTime() + minute * 60_000);
          const during = { start: from(starts), end: from(starts + lasts) };
          const documents = { ...NO_DOCUMENTS, usableUntil: from(lapses) };
          const licensed = { ...driver, licenceExpiresOn: '2030-01-01' };
          const who = isDriver ? { ...licensed, documents } : { ...licensed, rostered: { ...vehicle, documents } };
          expect(refusalsOf(who, ride, during, at('08:00')).length === 0).toBe(during.end <= documents.usableUntil);
        },
      ),
      { numRuns: 500 },
    );
  });
});
