import { v7 as uuidv7 } from 'uuid';
import {
  RosterEntryAcknowledged,
  RosterEntryCancelled,
  RosterEntryPlanned,
  RosterEntryReplaced,
} from '../../../src/contexts/assignment/contracts/roster-events';
import {
  BreakStarted,
  CheckedOut,
  CheckInApproved,
  CheckInExpired,
  CheckInRequested,
  CheckOutCompleted,
  DutyHoursSpent,
  HoursPolicyChanged,
} from '../../../src/contexts/attendance/contracts/attendance-events';
import { VehicleRegistered } from '../../../src/contexts/fleet/contracts/fleet-events';
import { RideCompleted } from '../../../src/contexts/ride/contracts/ride-events';
import {
  DocumentAboutToExpire,
  DocumentReopened,
  DocumentReplaced,
  DocumentRestored,
  DocumentRevoked,
  DocumentStandingChanged,
  DocumentVerified,
} from '../../../src/contexts/verification/contracts/verification-events';
import { addLocalDays, FLEET_TIME_ZONE, localDate } from '../../../src/kernel/local-day';
import { Clock } from '../../../src/platform/clock';
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
        ...{ hoursLeftMinutes: 720, mayStartAt: null, hoursSpent: false },
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
    await becomes({ duty: { status: 'OFF', hoursSpent: false } });
  });

  it('shows his shift as told, and acknowledged, until it is called off or replaced', async () => {
    const window = { startsAt: inMinutes(-5).toISOString(), endsAt: inMinutes(300).toISOString() };
    const told = async (): Promise<string> => {
      const rosterEntryId = uuidv7();
      const planned = { rosterEntryId, driverId, vehicleId, ...window };
      await operator.given(new RosterEntryPlanned(rosterEntryId, planned, new Date()));
      const vehicle = { vehicleId, plate: 'DL1ZA1234' };
      await becomes({ shift: { rosterEntryId, ...window, published: true, acknowledgedAt: null }, vehicle });
      return rosterEntryId;
    };
    const first = await told();
    const at = new Date();
    await operator.given(new RosterEntryAcknowledged(first, { rosterEntryId: first, driverId }, at));
    await becomes({ shift: { acknowledgedAt: at.toISOString() } });
    const cancelled = { rosterEntryId: first, driverId, vehicleId, reason: 'Sick' };
    await operator.given(new RosterEntryCancelled(first, cancelled, new Date()));
    await becomes({ shift: null, vehicle: null });
    const second = await told();
    const replacedBy = { rosterEntryId: uuidv7(), driverId: uuidv7(), vehicleId };
    const replaced = { rosterEntryId: second, driverId, vehicleId, replacedBy, reason: 'Sick' };
    await operator.given(new RosterEntryReplaced(second, replaced, new Date()));
    await becomes({ shift: null, vehicle: null });
  });

  describe('after midnight', () => {
    /** Of the night from the 21st to the 22nd of November 2036 in Delhi; to come, so that what is told now is not put off. */
    const night = (time: string): Date => new Date(`2036-11-${time > '12:00' ? 21 : 22}T${time}:00+05:30`);
    const shown = (time: string) => jest.spyOn(operator.application.app.get(Clock), 'now').mockReturnValue(night(time));
    afterEach(() => jest.restoreAllMocks());

    const rostered = async (from: string, until: string): Promise<string> => {
      const rosterEntryId = uuidv7();
      const window = { startsAt: night(from).toISOString(), endsAt: night(until).toISOString() };
      await operator.given(
        new RosterEntryPlanned(rosterEntryId, { rosterEntryId, driverId, vehicleId, ...window }, night('18:00')),
      );
      return rosterEntryId;
    };
    const rideAt = async (time: string): Promise<string> => {
      const booked = operator.booked(null, uuidv7(), night(time));
      await operator.given(booked);
      await operator.assigned(booked.payload.rideId, driverId);
      return booked.payload.rideId;
    };
    const ridesAre = (...ids: string[]) =>
      eventually(async () =>
        expect((await today()).rides.map(({ rideId }: { rideId: string }) => rideId)).toEqual(ids),
      );

    it('the rides of a shift that began before are shown, and those of none are not', async () => {
      await rostered('22:00', '06:00');
      const late = await rideAt('01:30');
      await rideAt('07:00');
      shown('19:00');
      await ridesAre(late);
      expect((await today()).day).toBe('2036-11-21');
    });

    it('what he carried since its beginning stays until it is over', async () => {
      const rosterEntryId = await rostered('22:00', '06:00');
      const ride = { startedAt: night('22:30').toISOString(), endedAt: night('23:30').toISOString() };
      await operator.given(completed(uuidv7(), 100, ride));
      shown('02:00');
      await becomes({ day: '2036-11-22', shift: { rosterEntryId }, carried: [ride] });
      shown('06:00');
      await becomes({ shift: null, carried: [] });
    });

    it('a shift that begins then is shown from when he may check in for it', async () => {
      const rosterEntryId = await rostered('00:30', '08:00');
      const first = await rideAt('01:30');
      shown('23:29');
      await becomes({ shift: null, rides: [] });
      shown('23:31');
      await becomes({ shift: { rosterEntryId }, rides: [{ rideId: first }] });
    });
  });

  describe('the hours left', () => {
    const worked = async (hours: number, endedHoursAgo: number, more: Partial<CheckOutCompleted['payload']> = {}) => {
      const attended = { ...duty, attendanceId: uuidv7() };
      const checkedInAt = inMinutes(-60 * (hours + endedHoursAgo)).toISOString();
      const facts = { ...attended, approvedBy: uuidv7(), checkedInAt };
      const out = inMinutes(-60 * endedHoursAgo);
      const nothing = { odometerEndMetres: null, cashPaise: null, personalUpiPaise: null, cashDepositedPaise: null };
      const approval = new CheckInApproved(attended.attendanceId, facts, new Date(checkedInAt));
      // Out of order, as they may come.
      await operator.given(new CheckedOut(attended.attendanceId, { ...attended, ...nothing }, out), approval);
      if (!more.dutyEndedAt) return;
      const cash = { odometerEndMetres: 1, cashPaise: 0, personalUpiPaise: 0, cashDepositedPaise: 0 };
      const by = { completedBy: uuidv7(), reason: 'Forgot', checkedOutAt: out.toISOString(), cashExpectedPaise: 0 };
      await operator.given(
        new CheckOutCompleted(
          attended.attendanceId,
          { ...attended, ...cash, ...by, dutyEndedAt: more.dutyEndedAt },
          new Date(),
        ),
      );
    };

    it('are shown off duty, by what he has worked', async () => {
      await worked(5, 2);
      await becomes({ duty: { status: 'OFF', hoursLeftMinutes: 420, mayStartAt: null } });
    });

    it('are none where they are spent, and he is told when he may come again', async () => {
      await worked(12, 1);
      await becomes({ duty: { status: 'OFF', hoursLeftMinutes: 0, mayStartAt: expect.any(String) } });
      const mayStartAt = new Date((await today()).duty.mayStartAt).getTime();
      expect(Math.abs(mayStartAt - inMinutes(11 * 60).getTime())).toBeLessThan(MINUTE);
    });

    it('count a duty only until when he left, where that was put right', async () => {
      await worked(12, 1, { dutyEndedAt: inMinutes(-9 * 60).toISOString() });
      await becomes({ duty: { status: 'OFF', hoursLeftMinutes: 480, mayStartAt: null } });
    });

    it('run while a check-in waits, and are whole again when it expires', async () => {
      const asked = { ...duty, deviceId: 'device-1', odometerMetres: 1, attempt: 1 };
      const checkedInAt = inMinutes(-30);
      await operator.given(new CheckInRequested(duty.attendanceId, asked, checkedInAt));
      const waits = {
        status: 'PENDING',
        checkedInAt: checkedInAt.toISOString(),
        hoursLeftMinutes: 689,
        dutyEndsBy: null,
      };
      await becomes({ duty: waits });
      await operator.given(
        new CheckInExpired(duty.attendanceId, { ...duty, checkedInAt: checkedInAt.toISOString() }, new Date()),
      );
      await becomes({ duty: { status: 'OFF', checkedInAt: null, hoursLeftMinutes: 720 } });
    });

    it('are by the rule of the operator', async () => {
      const rule = { limitMinutes: 600, windowMinutes: 1_440, restMinutes: 600 };
      const { organizationId } = operator;
      const changed = { ...rule, changedBy: uuidv7(), reason: 'Test' };
      await operator.given(new HoursPolicyChanged(organizationId, changed, new Date()));
      await becomes({ duty: { hoursLeftMinutes: 600 } });
      await operator.given(new HoursPolicyChanged(organizationId, { ...changed, limitMinutes: 720 }, new Date()));
      await becomes({ duty: { hoursLeftMinutes: 720 } });
    });
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

  it('keeps the cash of a duty that ended by itself in hand, though a later one is declared', async () => {
    const takes = async (checkedInAt: Date, rideEndedAt: Date, outAt: Date, cashPaise: number | null) => {
      const attended = { ...duty, attendanceId: uuidv7() };
      const approval = { ...attended, approvedBy: uuidv7(), checkedInAt: checkedInAt.toISOString() };
      const figures = {
        odometerEndMetres: cashPaise,
        cashPaise,
        personalUpiPaise: null,
        cashDepositedPaise: cashPaise,
      };
      await operator.given(
        new CheckInApproved(attended.attendanceId, approval, checkedInAt),
        completed(uuidv7(), 10_000, { endedAt: rideEndedAt.toISOString() }),
        new CheckedOut(attended.attendanceId, { ...attended, ...figures }, outAt),
      );
      return attended;
    };
    const first = await takes(inMinutes(-600), inMinutes(-400), inMinutes(-400), null);
    await becomes({ cashInHandPaise: 10_000 });
    await takes(inMinutes(-300), inMinutes(-200), inMinutes(-100), 10_000);
    await operator.given(completed(uuidv7(), 1));
    await becomes({ cashInHandPaise: 10_001 });
    const cash = { odometerEndMetres: 1, cashPaise: 10_000, personalUpiPaise: 0, cashDepositedPaise: 10_000 };
    const by = { completedBy: driver.userId, reason: null, dutyEndedAt: null, cashExpectedPaise: 10_000 };
    const checkedOutAt = inMinutes(-400).toISOString();
    await operator.given(
      new CheckOutCompleted(first.attendanceId, { ...first, ...cash, ...by, checkedOutAt }, new Date()),
    );
    await becomes({ cashInHandPaise: 1 });
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

  it('minds a paper that was verified in its last month, is replaced, and counts again', async () => {
    const day = localDate(new Date(), FLEET_TIME_ZONE);
    const [sooner, soon] = [addLocalDays(day, 9), addLocalDays(day, 12)];
    const paper = { subjectType: 'vehicle' as const, subjectId: vehicleId, documentType: 'fitness' };
    const [first, renewal] = [
      { documentId: uuidv7(), ...paper },
      { documentId: uuidv7(), ...paper },
    ];
    const shown = (expiresOn: string, daysLeft: number) => [
      { whose: 'vehicle', documentType: 'fitness', problem: 'expires', expiresOn, daysLeft },
    ];
    const verified = (document: typeof first, expiresOn: string) => {
      const how = { by: 'person' as const, issuedOn: null, expiresOn };
      return new DocumentVerified(document.documentId, { ...document, ...how }, new Date());
    };
    await operator.given(approved(inMinutes(60)), verified(first, soon));
    await becomes({ documents: shown(soon, 12) });
    const replaced = { ...first, replacedBy: renewal.documentId };
    await operator.given(new DocumentReplaced(first.documentId, replaced, new Date()), verified(renewal, sooner));
    await becomes({ documents: shown(sooner, 9) });
    await operator.given(
      new DocumentRevoked(renewal.documentId, { ...renewal, reason: 'The wrong file.' }, new Date()),
      new DocumentRestored(first.documentId, { ...first, issuedOn: null, expiresOn: soon }, new Date()),
    );
    await becomes({ documents: shown(soon, 12) });
    await operator.given(new DocumentReopened(first.documentId, { ...first, reason: 'Another plate.' }, new Date()));
    await becomes({ documents: [] });
  });

  it('is for drivers, each his own', async () => {
    const ops = await operator.actAs({ role: 'ops' });
    expect((await ops.get('/v1/driver/today')).status).toBe(403);
    const all = await operator.actAs({});
    expect((await all.get('/v1/driver/today')).body.code).toBe('not_a_driver');
  });
});
