/** Rules as an operator set them. */
export interface Versioned<Rules> {
  /** From 1, the one in code. */
  readonly version: number;
  readonly terms: Rules;
}

/** The operator's rules of a duty besides its hours, as data. */
export interface DutyPolicy {
  /** Who checks in no later than so many minutes after the shift's start is not marked late. */
  readonly lateGraceMinutes: number;
  /** Who checks out no earlier than so many minutes before its end is not marked as gone early. */
  readonly earlyGraceMinutes: number;
  /** So many minutes a check-in waits for a decision, at most until the shift's end; null: until then. */
  readonly checkInWaitsMinutes: number | null;
  /** So many minutes after the shift's end whoever is still on duty is checked out; null: nobody is. */
  readonly checkOutAfterShiftMinutes: number | null;
  readonly breaksAtMost: number;
  /** Of all breaks of a duty together. */
  readonly breakMinutesAtMost: number;
  /** What becomes of a break beyond these: it is refused, or taken and marked. */
  readonly breaksBeyond: 'REFUSED' | 'MARKED';
  /** A start of the odometer farther above the vehicle's last reading is shown to whoever approves. */
  readonly odometerJumpMetres: number;
  /** Odometer and GPS of a duty that differ by more of the larger are flagged. */
  readonly distanceDiffersPercent: number;
}

/** Whether by these rules something ends by itself sooner than by those of before, and so than it was planned to. */
export function endsSooner(rules: DutyPolicy, before: DutyPolicy): boolean {
  return (
    isSooner(rules.checkInWaitsMinutes, before.checkInWaitsMinutes) ||
    isSooner(rules.checkOutAfterShiftMinutes, before.checkOutAfterShiftMinutes)
  );
}

function isSooner(minutes: number | null, before: number | null): boolean {
  return minutes !== null && (before === null || minutes < before);
}

/** Version 1: in force until the operator sets his own. */
export const DEFAULT_DUTY_POLICY: DutyPolicy = {
  lateGraceMinutes: 10,
  earlyGraceMinutes: 10,
  checkInWaitsMinutes: 120,
  checkOutAfterShiftMinutes: 120,
  breaksAtMost: 4,
  breakMinutesAtMost: 60,
  breaksBeyond: 'MARKED',
  odometerJumpMetres: 5_000,
  distanceDiffersPercent: 15,
};
