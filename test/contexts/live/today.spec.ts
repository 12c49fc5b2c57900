import { v7 as uuidv7 } from 'uuid';
import {
  RosterEntryAcknowledged,
  RosterEntryCancelled,
  RosterEntryPlanned,
  RosterPublished,
} from '../../../src/contexts/assignment/contracts/roster-events';
import {
  BreakStarted,
  CheckedOut,
  CheckInApproved,
  CheckInRequested,
  CheckOutCompleted,
  DutyHoursSpent,
} from '../../../src/contexts/attendance/contracts/attendance-events';
import { VehicleRegistered } from '../../../src/contexts/fleet/contracts/fleet-events';
import { RideCompleted } from '../../../src/contexts/ride/contracts/ride-events';
import {
  DocumentAboutToExpire,
  DocumentStandingChanged,
  DocumentVerified,
} from '../../../src/contexts/verification/contracts/verification-events';
import { addLocalDays, FLEET_TIME_ZONE, localDate } from '../../../src/kernel/local-day';
import { eventually, type TestCaller } from '../../support/application';
import { WatchedOperator } from './watched-operator';

const MINUTE = 60_000;

describe("the driver's day in one call", () => {
  let operator: WatchedOperator;
  let driver: TestCaller;
  let driverId: string;
  let vehicleId: string;
  let duty: { attendanceId: string; driverId: string; vehicleId: string; hubId: string };

  beforeAll(async () => {
    operator = await WatchedOperator.open();
  });
  afterAll(() => operator.close());
  beforeEach(async () => {
    driverId = uuidv7();
    vehicleId = uuidv7();
    duty = { attendanceId: uuidv7(), driverId, vehicleId, hubId: uuidv7() };
    driver = await operator.actAs({ role: 'driver', driverId });
    const model = { make: 'Tata', model: 'Tigor EV', vehicleClass: 'SEDAN', odometerMetres: 0 };
    const cab = { vehicleId, fleetId: uuidv7(), hubId: duty.hubId, plate: 'DL1ZA1234', status: 'ACTIVE' as const };
    await operator.given(new VehicleRegistered(vehicleId, { ...cab, ...model }, new Date()));
  });

  const inMinutes = (minutes: number): Date => new Date(Date.now() + minutes * MINUTE);
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  const today = async (by = driver): Promise<any> => {
    const { status, body } = await by.get('/v1/driver/today');
    expect(status).toBe(200);
    return body;
  };
  const becomes = (expected: object) => eventually(async () => expect(await today()).toMatchObject(expected));
  const approved = (endsBy: Date) =>
    new CheckInApproved(
      duty.attendanceId,
      { ...duty, approvedBy: uuidv7(), checkedInAt: inMinutes(-60).toISOString(), dutyEndsBy: endsBy.toISOString() },
      new Date(),
    );
  const completed = (rideId: string, farePaise: number, more: Partial<RideCompleted['payload']> = {}) => {
    const [startedAt, endedAt] = [inMinutes(-20).toISOString(), new Date().toISOString()];
    const trip = { distanceMetres: 1, distanceSource: 'gps', odometerEndMetres: null, odometerAgrees: true };
    const money = { tollsPaise: 0, parkingPaise: 0, fareLines: [], quotedFarePaise: farePaise, paymentMode: 'CASH' };
    const rest = { riderId: null, awaitingReview: false, cutShort: false, override: null };
    const what = { rideId, driverId, vehicleId, startedAt, endedAt, farePaise, ...trip, ...money, ...rest, ...more };
    return new RideCompleted(rideId, what, new Date());
  };
  const checkedOut = (cashPaise: number | null) => {
    const figures = { odometerEndMetres: cashPaise === null ? null : 1, cashPaise };
    const upi = { personalUpiPaise: cashPaise === null ? null : 0, cashDepositedPaise: cashPaise };
    return new CheckedOut(duty.attendanceId, { ...duty, ...figures, ...upi }, new Date());
  };

  it('is empty for who has nothing to do', async () => {
    const body = await today();
    expect(body).toEqual({
      day: localDate(new Date(), FLEET_TIME_ZONE),
      duty: {
        ...{ status: 'OFF', online: false, attendanceId: null, checkedInAt: null, dutyEndsBy: null },
        ...{ hoursLeftMinutes: null, hoursSpent: false },
      },
      ...{ vehicle: null, shift: null, rides: [], carried: [], documents: [], cashInHandPaise: 0 },
    });
  });

  it('shows his duty with the hours left, also where its facts come out of order', async () => {
    const requested = new CheckInRequested(
      duty.attendanceId,
      { ...duty, deviceId: 'device-1', odometerMetres: 1, attempt: 1 },
      new Date(),
    );
    const onDuty = approved(inMinutes(90));
    const onBreak = new BreakStarted(duty.attendanceId, duty, new Date());
    await operator.given(onBreak);
    await becomes({ duty: { status: 'BREAK' } });
    await operator.given(onDuty);
    await operator.given(requested);
    const plate = { vehicleId, plate: 'DL1ZA1234' };
    await becomes({ duty: { status: 'BREAK', attendanceId: duty.attendanceId, hoursLeftMinutes: 89 }, vehicle: plate });
    await operator.given(
      new DutyHoursSpent(duty.attendanceId, { ...duty, mayStartAt: inMinutes(600).toISOString() }, new Date()),
    );
    await becomes({ duty: { hoursLeftMinutes: 0, hoursSpent: true } });
    await operator.given(checkedOut(0));
    await becomes({ duty: { status: 'OFF', hoursLeftMinutes: null, hoursSpent: false } });
  });

  it('shows his shift, published and acknowledged, until it is called off', async () => {
    const rosterEntryId = uuidv7();
    const window = { startsAt: inMinutes(-5).toISOString(), endsAt: inMinutes(300).toISOString() };
    await operator.given(
      new RosterEntryPlanned(rosterEntryId, { rosterEntryId, driverId, vehicleId, ...window }, new Date()),
    );
    const vehicle = { vehicleId, plate: 'DL1ZA1234' };
    await becomes({ shift: { rosterEntryId, ...window, published: false, acknowledgedAt: null }, vehicle });
    const week = { hubId: duty.hubId, week: '2026-11-16', publishedBy: uuidv7() };
    const at = new Date();
    await operator.given(
      new RosterPublished(uuidv7(), { ...week, rosterEntryIds: [rosterEntryId], driverIds: [driverId] }, at),
      new RosterEntryAcknowledged(rosterEntryId, { rosterEntryId, driverId }, at),
    );
    await becomes({ shift: { published: true, acknowledgedAt: at.toISOString() } });
    const cancelled = { rosterEntryId, driverId, vehicleId, reason: 'Sick' };
    await operator.given(new RosterEntryCancelled(rosterEntryId, cancelled, new Date()));
    await becomes({ shift: null, vehicle: null });
  });

  it("shows the rider's name and address while the ride is his, and nothing of the rider after it", async () => {
    const rideId = await operator.ride();
    await operator.assigned(rideId, driverId);
    await becomes({ rides: [{ rideId, status: 'DRIVER_ASSIGNED', address: 'Terminal 3', passengerName: 'Meera' }] });
    const other = await operator.actAs({ role: 'driver', driverId: uuidv7() });
    expect((await today(other)).rides).toEqual([]);
    await operator.given(completed(rideId, 45_000));
    await becomes({ rides: [], carried: [{ rideId, cashPaise: 45_000 }] });
    expect(JSON.stringify(await today())).not.toMatch(/Meera|Terminal/);
    const [kept] = await operator.application.sql<{ state: object }>(
      'SELECT state FROM live.rides WHERE ride_id = $1',
      [rideId],
    );
    expect(JSON.stringify(kept?.state ?? {})).not.toMatch(/Meera|Terminal/);

    const taken = await operator.ride();
    await operator.assigned(taken, driverId);
    await becomes({ rides: [{ rideId: taken }] });
    await operator.assigned(taken, uuidv7(), driverId);
    await becomes({ rides: [] });
  });

  it('adds up the cash in hand until he declares it, also what ended by itself', async () => {
    await operator.given(approved(inMinutes(60)));
    await operator.given(completed(uuidv7(), 45_000), completed(uuidv7(), 9_900, { paymentMode: 'ONLINE' }));
    await operator.given(completed(uuidv7(), 0, { awaitingReview: true, quotedFarePaise: 5_000 }));
    await becomes({ cashInHandPaise: 50_000 });
    await operator.given(checkedOut(null));
    await becomes({ duty: { status: 'OFF' }, cashInHandPaise: 50_000 });
    const cash = { odometerEndMetres: 1, cashPaise: 50_000, personalUpiPaise: 0, cashDepositedPaise: 50_000 };
    const by = { completedBy: driver.userId, reason: null, dutyEndedAt: null, checkedOutAt: new Date().toISOString() };
    await operator.given(
      new CheckOutCompleted(duty.attendanceId, { ...duty, ...cash, cashExpectedPaise: 50_000, ...by }, new Date()),
    );
    await becomes({ cashInHandPaise: 0 });
  });

  it('shows what is wrong with his documents and those of his cab, and what lapses soon, until it is renewed', async () => {
    const day = localDate(new Date(), FLEET_TIME_ZONE);
    const [soon, later] = [addLocalDays(day, 14), addLocalDays(day, 31)];
    const standing = (subjectType: 'driver' | 'vehicle', more: Partial<DocumentStandingChanged['payload']>) => {
      const subjectId = subjectType === 'driver' ? driverId : vehicleId;
      const usable = { isUsable: true, usableUntil: null, lapses: [], problems: [] };
      return new DocumentStandingChanged(subjectId, { subjectType, subjectId, ...usable, ...more }, new Date());
    };
    const document = { documentId: uuidv7(), subjectType: 'driver' as const, subjectId: driverId };
    await operator.given(
      approved(inMinutes(60)),
      standing('driver', { lapses: [{ documentType: 'driving_licence', expiresOn: later }] }),
      standing('vehicle', { isUsable: false, problems: [{ documentType: 'insurance', problem: 'expired' }] }),
      new DocumentAboutToExpire(
        document.documentId,
        { ...document, documentType: 'police_verification', expiresOn: soon, daysLeft: 15 },
        new Date(),
      ),
    );
    await becomes({
      documents: [
        { whose: 'vehicle', documentType: 'insurance', problem: 'expired', expiresOn: null, daysLeft: null },
        { whose: 'driver', documentType: 'police_verification', problem: 'expires', expiresOn: soon, daysLeft: 14 },
      ],
    });
    expect((await today()).documents).toHaveLength(2);
    await operator.given(
      standing('vehicle', {}),
      new DocumentVerified(
        uuidv7(),
        { ...document, documentType: 'police_verification', by: 'person', issuedOn: day, expiresOn: later },
        new Date(),
      ),
    );
    await eventually(async () => expect((await today()).documents).toEqual([]));
  });

  it('is for drivers, each his own', async () => {
    const ops = await operator.actAs({ role: 'ops' });
    expect((await ops.get('/v1/driver/today')).status).toBe(403);
    const all = await operator.actAs({});
    expect((await all.get('/v1/driver/today')).body.code).toBe('not_a_driver');
  });
});
