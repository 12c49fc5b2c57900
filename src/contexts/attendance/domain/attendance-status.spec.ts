import {
  assertTransition,
  ATTENDANCE_STATUSES,
  type AttendanceStatus,
  OPEN_STATUSES,
  TRANSITIONS,
} from './attendance-status';

const LEGAL = new Set([
  'PENDING APPROVED',
  'PENDING REJECTED',
  'PENDING EXPIRED',
  'APPROVED ON_BREAK',
  'ON_BREAK APPROVED',
  'APPROVED CHECKED_OUT',
]);
const pairs = ATTENDANCE_STATUSES.flatMap((from) => ATTENDANCE_STATUSES.map((to) => [from, to] as const));

describe('the steps of an attendance', () => {
  it.each(pairs)('from %s to %s are as the table says', (from: AttendanceStatus, to: AttendanceStatus) => {
    if (LEGAL.has(`${from} ${to}`)) expect(() => assertTransition(from, to)).not.toThrow();
    else expect(() => assertTransition(from, to)).toThrow(`An attendance that is ${from} cannot become ${to}.`);
  });

  it('end where nothing is open any more', () => {
    for (const status of ATTENDANCE_STATUSES) {
      expect(TRANSITIONS[status].length > 0).toBe(OPEN_STATUSES.includes(status));
    }
  });
});
