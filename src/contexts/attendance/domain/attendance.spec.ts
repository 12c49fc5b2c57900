import { DEFAULT_HOURS_POLICY } from '../../../kernel/duty-hours';
import { DomainError } from '../../../platform/errors/domain-error';
import { Attendance } from './attendance';
import type { Completion } from './completion';
import { DEFAULT_DUTY_POLICY } from './duty-policy';
import type { LastReading } from './odometer';
import { Selfie } from './selfie';

const MORNING = new Date('2026-11-21T03:30:00.000Z');
const after = (minutes: number): Date => new Date(MORNING.getTime() + minutes * 60_000);
const MANAGER = { userId: 'manager', driverId: null };
const VEHICLE = {
  id: 'vehicle',
  plate: 'DL1ZA1234',
  status: 'ACTIVE',
  outages: [],
  last: { metres: 1_000_000, attendanceId: null },
};
const FACTS = {
  id: 'attendance',
  organizationId: 'organization',
  driverId: 'driver',
  fleetId: 'fleet',
  hubId: 'hub',
  vehicleId: 'vehicle',
  rosterEntryId: 'roster entry',
  shiftStartsAt: MORNING,
  shiftEndsAt: after(600),
  lateMinutes: 0,
  firstTimeDevice: false,
  deviceId: 'device',
  selfieId: 'selfie',
  attempt: 1,
  odometerStartMetres: 1_000_500,
  checkedInBy: 'user of the driver',
};
const DUTY = { attendanceId: 'attendance', driverId: 'driver', vehicleId: 'vehicle', hubId: 'hub' };
const ACTIVE = { status: 'ACTIVE' };
const HOURS = { policy: DEFAULT_HOURS_POLICY, past: [] };
const ADMISSION = { driver: ACTIVE, vehicle: VEHICLE, hours: HOURS, documents: [] };
const ENTRY = {
  id: 'roster entry',
  driverId: 'driver',
  vehicleId: 'vehicle',
  startsAt: MORNING,
  endsAt: after(600),
  dueSince: MORNING,
  worked: false,
};
const APPROVAL = { ...ADMISSION, entry: ENTRY, travelled: null };
const SPENT_AT = after(720);
const LAST = { metres: 1_000_500, attendanceId: 'attendance' };
const LEAVING = {
  engagedRideIds: [],
  shifts: [],
  last: LAST,
  cashExpectedPaise: 140_000,
  policy: DEFAULT_DUTY_POLICY,
  travelled: null,
};
const TAKINGS = { odometerEndMetres: 1_100_000, cashPaise: 120_050, personalUpiPaise: 29_950 };

function pending(): Attendance {
  return Attendance.checkIn(FACTS, ADMISSION, MORNING);
}
function onDuty(): Attendance {
  const attendance = pending();
  attendance.approve(MANAGER, APPROVAL, after(5));
  attendance.releaseEvents();
  return attendance;
}
function checkedOut(): Attendance {
  const attendance = onDuty();
  attendance.checkOut(TAKINGS, LEAVING, after(600));
  attendance.releaseEvents();
  return attendance;
}
function facts(attendance: Attendance): [string, object][] {
  return attendance.releaseEvents().map(({ type, payload }) => [type, payload]);
}
function codeOf(attempt: () => void): string {
  try {
    attempt();
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('a check-in', () => {
  it('waits, and says what it was made with', () => {
    const attendance = pending();
    expect(attendance.status).toBe('PENDING');
    expect(facts(attendance)).toEqual([
      ['attendance.check_in_requested', { ...DUTY, deviceId: 'device', odometerMetres: 1_000_500, attempt: 1 }],
    ]);
  });

  it.each([
    ['driver_not_active', { status: 'SUSPENDED' }, VEHICLE],
    ['vehicle_not_active', ACTIVE, { ...VEHICLE, status: 'MAINTENANCE' }],
    [
      'vehicle_out_of_service',
      ACTIVE,
      { ...VEHICLE, outages: [{ from: after(-60), until: after(60), reason: 'Brakes' }] },
    ],
    ['vehicle_out_of_service', ACTIVE, { ...VEHICLE, outages: [{ from: MORNING, until: null, reason: 'Brakes' }] }],
    ['odometer_below_last', ACTIVE, { ...VEHICLE, last: { metres: 1_000_501, attendanceId: null } }],
  ])('is refused as %s when it is made and when it is approved', (code, driver, vehicle) => {
    const admission = { ...ADMISSION, driver, vehicle };
    expect(codeOf(() => Attendance.checkIn(FACTS, admission, MORNING))).toBe(code);
    expect(codeOf(() => pending().approve(MANAGER, { ...APPROVAL, ...admission }, after(5)))).toBe(code);
  });

  it.each([
    ['over', [{ from: after(-60), until: MORNING, reason: 'Brakes' }]],
    ['still to come', [{ from: after(60), until: null, reason: 'Brakes' }]],
  ])('is taken with a cab whose outage is %s', (_, outages) => {
    const admission = { ...ADMISSION, vehicle: { ...VEHICLE, outages } };
    expect(Attendance.checkIn(FACTS, admission, MORNING).status).toBe('PENDING');
  });

  it.each([
    ['not_rostered', null, 5],
    ['not_rostered', { ...ENTRY, vehicleId: 'another' }, 5],
    ['not_rostered', { ...ENTRY, startsAt: after(66), endsAt: after(700) }, 5],
    ['shift_over', null, 600],
    ['shift_over', ENTRY, 600],
    ['accepted', ENTRY, 599],
    ['accepted', { ...ENTRY, endsAt: after(700) }, 650],
  ])('is approved only while its shift is his, with the same cab, and not over: %s', (code, entry, minutes) => {
    expect(codeOf(() => pending().approve(MANAGER, { ...APPROVAL, entry }, after(minutes)))).toBe(code);
  });

  it('expires once where nobody decides, and is told', () => {
    const attendance = pending();
    attendance.releaseEvents();
    attendance.expire(after(120));
    attendance.expire(after(121));
    expect(attendance).toMatchObject({ status: 'EXPIRED', decidedAt: after(120), decidedBy: null });
    expect(facts(attendance)).toEqual([
      ['attendance.check_in_expired', { ...DUTY, checkedInAt: MORNING.toISOString() }],
    ]);
    expect(codeOf(() => attendance.approve(MANAGER, APPROVAL, after(122)))).toBe('attendance_status');
    expect(codeOf(() => attendance.reject(MANAGER, 'No', after(122)))).toBe('attendance_status');
    const decided = onDuty();
    decided.expire(after(120));
    expect([decided.status, decided.hasRecorded]).toEqual(['APPROVED', false]);
  });

  it('is approved or rejected by a manager, once', () => {
    const approved = pending();
    approved.releaseEvents();
    approved.approve(MANAGER, APPROVAL, after(5));
    expect(approved).toMatchObject({ status: 'APPROVED', decidedBy: 'manager', decidedAt: after(5) });
    expect(facts(approved)).toEqual([
      [
        'attendance.check_in_approved',
        {
          ...DUTY,
          approvedBy: 'manager',
          checkedInAt: MORNING.toISOString(),
          dutyEndsBy: after(720).toISOString(),
        },
      ],
    ]);

    const rejected = pending();
    rejected.releaseEvents();
    rejected.reject(MANAGER, 'Blurred', after(5));
    expect(rejected).toMatchObject({ status: 'REJECTED', rejectionReason: 'Blurred' });
    expect(facts(rejected)).toEqual([
      ['attendance.check_in_rejected', { ...DUTY, rejectedBy: 'manager', reason: 'Blurred' }],
    ]);

    const onBreak = onDuty();
    onBreak.startBreak([], DEFAULT_DUTY_POLICY, after(20));
    for (const decided of [approved, rejected, onBreak]) {
      expect(codeOf(() => decided.approve(MANAGER, APPROVAL, after(6)))).toBe('attendance_status');
      expect(codeOf(() => decided.reject(MANAGER, 'No', after(6)))).toBe('attendance_status');
    }
  });

  it.each([
    { userId: 'user of the driver', driverId: null },
    { userId: 'another login of his', driverId: 'driver' },
  ])('is not decided on by its own driver (%j)', (himself) => {
    expect(codeOf(() => pending().approve(himself, APPROVAL, after(5)))).toBe('own_check_in');
    expect(codeOf(() => pending().reject(himself, 'No', after(5)))).toBe('own_check_in');
    expect(codeOf(() => checkedOut().correctOdometer({ endMetres: 1 }, 'Typo', true, himself, after(6)))).toBe(
      'own_check_in',
    );
  });
});

describe('a break', () => {
  it('starts on duty, between rides, and ends', () => {
    const attendance = onDuty();
    attendance.startBreak([], DEFAULT_DUTY_POLICY, after(60));
    expect(attendance).toMatchObject({ status: 'ON_BREAK', onBreakSince: after(60) });
    attendance.endBreak(after(75));
    expect(attendance).toMatchObject({
      status: 'APPROVED',
      onBreakSince: null,
      breaks: [{ startedAt: after(60).toISOString(), endedAt: after(75).toISOString() }],
    });
    expect(facts(attendance)).toEqual([
      ['attendance.break_started', DUTY],
      ['attendance.break_ended', DUTY],
    ]);
  });

  it('is refused before the approval, during another, during a ride and after the check-out', () => {
    expect(codeOf(() => pending().startBreak([], DEFAULT_DUTY_POLICY, after(60)))).toBe('attendance_status');
    expect(codeOf(() => checkedOut().startBreak([], DEFAULT_DUTY_POLICY, after(700)))).toBe('attendance_status');
    expect(codeOf(() => onDuty().startBreak(['ride 1'], DEFAULT_DUTY_POLICY, after(60)))).toBe('ride_under_way');
    const attendance = onDuty();
    attendance.startBreak([], DEFAULT_DUTY_POLICY, after(60));
    expect(codeOf(() => attendance.startBreak([], DEFAULT_DUTY_POLICY, after(61)))).toBe('attendance_status');
  });

  it('ends only when there is one', () => {
    expect(codeOf(() => onDuty().endBreak(after(60)))).toBe('not_on_break');
  });
});

describe('checking out', () => {
  it('adds up what was taken', () => {
    const attendance = onDuty();
    attendance.checkOut(TAKINGS, LEAVING, after(600));
    expect(attendance).toMatchObject({ status: 'CHECKED_OUT', cashDepositedPaise: 150_000, checkedOutAt: after(600) });
    expect(facts(attendance)).toEqual([
      [
        'attendance.checked_out',
        { ...DUTY, ...TAKINGS, cashDepositedPaise: 150_000, cashExpectedPaise: 140_000, gpsMetres: null },
      ],
    ]);
  });

  it('ends a break first', () => {
    const attendance = onDuty();
    attendance.startBreak([], DEFAULT_DUTY_POLICY, after(500));
    attendance.checkOut(TAKINGS, LEAVING, after(600));
    expect(attendance.breaks).toEqual([{ startedAt: after(500).toISOString(), endedAt: after(600).toISOString() }]);
    expect(facts(attendance).map(([type]) => type)).toEqual([
      'attendance.break_started',
      'attendance.break_ended',
      'attendance.checked_out',
    ]);
  });

  it('is refused with a ride, with an implausible odometer, and when not on duty', () => {
    expect(
      codeOf(() => onDuty().checkOut(TAKINGS, { ...LEAVING, engagedRideIds: ['ride 1', 'ride 2'] }, after(600))),
    ).toBe('driver_engaged');
    expect(() => onDuty().checkOut(TAKINGS, { ...LEAVING, engagedRideIds: ['ride 1', 'ride 2'] }, after(600))).toThrow(
      'rides ride 1, ride 2',
    );
    const out = (odometerEndMetres: number, last: LastReading = LAST) =>
      codeOf(() => onDuty().checkOut({ ...TAKINGS, odometerEndMetres }, { ...LEAVING, last }, after(600)));
    expect(out(1_000_499)).toBe('odometer_below_last');
    expect(out(3_000_501)).toBe('odometer_implausible');
    // Fleet has corrected the vehicle downwards, and this attendance still begins too high.
    expect(out(900_000, { metres: 800_000, attendanceId: 'another' })).toBe('odometer_below_start');
    expect(codeOf(() => pending().checkOut(TAKINGS, LEAVING, after(600)))).toBe('attendance_status');
    expect(codeOf(() => checkedOut().checkOut(TAKINGS, LEAVING, after(601)))).toBe('attendance_status');
  });
});

describe('the hours of a duty', () => {
  const worked = (from: number, until: number) => ({ start: after(from), end: after(until) });
  const having = (...past: { start: Date; end: Date }[]) => ({ ...ADMISSION, hours: { ...HOURS, past } });

  it('refuse a check-in where none are left, or the rest is not over, and name the time when he may', () => {
    const spent = having(worked(-900, -180));
    expect(codeOf(() => Attendance.checkIn(FACTS, spent, MORNING))).toBe('hours_spent');
    expect(() => Attendance.checkIn(FACTS, spent, MORNING)).toThrow(after(-900 + 1_440).toISOString());
    expect(Attendance.checkIn(FACTS, having(worked(-900, -181)), MORNING).status).toBe('PENDING');
  });

  it('count from the check-in, so that who waited them away is not approved', () => {
    const waiting = pending();
    expect(
      codeOf(() => waiting.approve(MANAGER, { ...APPROVAL, entry: { ...ENTRY, endsAt: after(900) } }, after(720))),
    ).toBe('hours_spent');
    const attendance = pending();
    attendance.approve(MANAGER, { ...APPROVAL, ...having(worked(-200, -100)) }, after(60));
    expect(attendance.dutyEndsBy).toEqual(after(620));
  });

  it('are spent once, end the duty when nothing is under way, and are told', () => {
    const attendance = onDuty();
    attendance.spendHours(after(1_320), SPENT_AT);
    attendance.spendHours(after(1_320), after(721));
    expect(attendance).toMatchObject({ status: 'APPROVED', leavingBecause: 'hours_spent', hoursSpentAt: SPENT_AT });
    attendance.leaveByItself('hours_spent', { cashExpectedPaise: 5_000, travelled: null }, after(760));
    attendance.leaveByItself('hours_spent', { cashExpectedPaise: 5_000, travelled: null }, after(761));
    expect(attendance).toMatchObject({ status: 'CHECKED_OUT', checkedOutAt: after(760), odometerEndMetres: null });
    const nothing = { odometerEndMetres: null, cashPaise: null, personalUpiPaise: null, cashDepositedPaise: null };
    expect(facts(attendance)).toEqual([
      ['attendance.duty_hours_spent', { ...DUTY, mayStartAt: after(1_320).toISOString() }],
      [
        'attendance.checked_out',
        { ...DUTY, ...nothing, automatic: 'hours_spent', cashExpectedPaise: 5_000, gpsMetres: null },
      ],
    ]);
  });

  it('may be left again after another rule, and are the same to who is told nothing new', () => {
    const attendance = onDuty();
    attendance.moveLimit(after(720), after(700));
    expect(attendance.hasRecorded).toBe(false);
    attendance.spendHours(after(1_320), SPENT_AT);
    attendance.moveLimit(after(780), after(730));
    expect(attendance).toMatchObject({ leavingBecause: null, hoursSpentAt: null, dutyEndsBy: after(780) });
    expect(facts(attendance).at(-1)).toEqual([
      'attendance.duty_limit_moved',
      { ...DUTY, dutyEndsBy: after(780).toISOString() },
    ]);
  });
});

describe('a check-out that happened by itself', () => {
  const COMPLETION = {
    ...TAKINGS,
    cashExpectedPaise: 1,
    policy: DEFAULT_DUTY_POLICY,
    leftAt: null,
    by: MANAGER,
    reason: 'Forgot',
  };
  const given = (more: Partial<Completion> = {}): Completion => ({
    ...COMPLETION,
    last: LAST,
    nextStartMetres: null,
    lastRideEndedAt: null,
    ...more,
  });
  function left(): Attendance {
    const attendance = onDuty();
    attendance.leaveByItself('shift_over', { cashExpectedPaise: 0, travelled: null }, after(720));
    attendance.releaseEvents();
    return attendance;
  }

  it('gets its figures once', () => {
    const attendance = left();
    attendance.complete(given({ leftAt: after(610) }), after(900));
    expect(attendance).toMatchObject({ ...TAKINGS, cashDepositedPaise: 150_000, dutyEndedAt: after(610) });
    expect(codeOf(() => attendance.complete(given(), after(901)))).toBe('nothing_to_complete');
    expect(codeOf(() => checkedOut().complete(given(), after(900)))).toBe('nothing_to_complete');
  });

  it.each([
    ['accepted', 1_100_000, 1_000_500],
    ['accepted', 1_120_000, 1_100_000],
    ['accepted', 1_120_000, null],
    ['odometer_above_next', 1_099_999, 1_000_500],
    ['odometer_below_last', 1_120_000, 1_100_001],
  ])('is bounded by what others read of the vehicle since: %s', (code, readNextMetres, readBeforeMetres) => {
    const attendance = Object.assign(left(), { readNextMetres, readBeforeMetres });
    const last = { metres: 1_120_000, attendanceId: null };
    expect(codeOf(() => attendance.complete(given({ last }), after(900)))).toBe(code);
  });

  it.each([
    ['odometer_below_start', { odometerEndMetres: 1_000_499 }],
    ['odometer_below_last', { last: { metres: 1_100_001, attendanceId: null } }],
    ['odometer_above_next', { nextStartMetres: 1_099_999 }],
    ['left_outside_duty', { leftAt: after(721) }],
    ['left_outside_duty', { leftAt: after(-1) }],
    ['left_before_ride_end', { leftAt: after(600), lastRideEndedAt: after(601) }],
    ['accepted', { leftAt: after(601), lastRideEndedAt: after(601) }],
    ['own_check_out', { by: { userId: 'user of the driver', driverId: null } }],
    ['accepted', { by: { userId: 'user of the driver', driverId: null }, reason: null }],
    ['accepted', { nextStartMetres: 1_100_000, last: { metres: 9_000_000, attendanceId: null } }],
  ])('takes only figures that can be: %s %j', (code, more) => {
    expect(codeOf(() => left().complete(given(more), after(900)))).toBe(code);
  });
});

describe('correcting the odometer', () => {
  it('says what it was and what it is', () => {
    const attendance = checkedOut();
    attendance.correctOdometer({ endMetres: 1_010_000 }, 'One digit off', true, MANAGER, after(700));
    expect(attendance.lastReadingMetres).toBe(1_010_000);
    expect(facts(attendance)).toEqual([
      [
        'attendance.odometer_corrected',
        {
          ...DUTY,
          from: { startMetres: 1_000_500, endMetres: 1_100_000 },
          to: { startMetres: 1_000_500, endMetres: 1_010_000 },
          isVehiclesLast: true,
          correctedBy: 'manager',
          reason: 'One digit off',
        },
      ],
    ]);
  });

  it('is refused where there is nothing to correct, and where it would end before it began', () => {
    const correct = (attendance: Attendance, to: { startMetres?: number; endMetres?: number }) =>
      codeOf(() => attendance.correctOdometer(to, 'Typo', false, MANAGER, after(700)));
    const rejected = pending();
    rejected.reject(MANAGER, 'Blurred', after(5));
    expect(correct(rejected, { startMetres: 1 })).toBe('attendance_rejected');
    expect(correct(onDuty(), { endMetres: 1_100_000 })).toBe('not_checked_out');
    expect(correct(onDuty(), {})).toBe('nothing_corrected');
    expect(correct(onDuty(), { startMetres: 1_000_500 })).toBe('nothing_corrected');
    expect(correct(checkedOut(), { endMetres: 1_000_499 })).toBe('odometer_below_start');
    expect(correct(checkedOut(), { startMetres: 1_100_001 })).toBe('odometer_below_start');
    expect(correct(pending(), { startMetres: 900_000 })).toBe('accepted');
  });
});

describe('a selfie', () => {
  const uploaded = { id: 's', organizationId: 'o', driverId: 'd', objectKey: 'k', contentType: 'image/png', bytes: 9 };

  it('says that it was uploaded, and not where it lies', () => {
    const [event] = Selfie.upload(uploaded, MORNING).releaseEvents();
    expect(event!.payload).toEqual({ selfieId: 's', driverId: 'd', contentType: 'image/png', bytes: 9 });
  });

  it('serves for ten minutes', () => {
    const selfie = Selfie.upload(uploaded, MORNING);
    expect(codeOf(() => selfie.assertRecent(after(10)))).toBe('accepted');
    expect(codeOf(() => selfie.assertRecent(new Date(after(10).getTime() + 1)))).toBe('selfie_too_old');
  });
});
