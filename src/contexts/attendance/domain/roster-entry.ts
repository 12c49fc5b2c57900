import { DomainError } from '../../../platform/errors/domain-error';

/** How long before a shift a driver may check in for it. */
export const EARLIEST_CHECK_IN_MILLISECONDS = 60 * 60_000;

/** The driver drives this vehicle from `startsAt` until just before `endsAt`. */
export interface RosterEntry {
  readonly id: string;
  readonly driverId: string;
  readonly vehicleId: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** When he was to come: as it starts, or sooner where he is let in late for a shift that he missed. */
  readonly dueSince: Date;
  /** Whether the driver has already checked in for it and out again. */
  readonly worked: boolean;
}

/**
 * The entry a driver checks in for: of those whose window, opened 60 minutes early, holds now, one he has not worked yet
 * before one he has, then the earlier.
 * @throws DomainError (rule) `check_in_too_early` with the time it opens, `not_rostered`
 */
export function rosterEntryFor(entries: readonly RosterEntry[], now: Date): RosterEntry {
  const inOrder = [...entries].sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
  const holding = inOrder.filter((entry) => opensAt(entry) <= now && now < entry.endsAt);
  const entry = holding.find(({ worked }) => !worked) ?? holding[0];
  if (entry) return entry;

  const next = inOrder.find(({ startsAt }) => startsAt > now);
  if (!next)
    throw new DomainError('rule', 'not_rostered', 'You are not rostered now, so there is no vehicle to check in with.');
  throw new DomainError(
    'rule',
    'check_in_too_early',
    `Your next shift starts at ${next.startsAt.toISOString()}. Check-in opens at ${opensAt(next).toISOString()}.`,
    { rosterEntryId: next.id, startsAt: next.startsAt.toISOString(), opensAt: opensAt(next).toISOString() },
  );
}

/**
 * Whether the shift that a driver checked in for is still his, with the same vehicle, and not over.
 * @param entry null where the roster has it no more
 * @throws DomainError (rule) `shift_over`, `not_rostered`
 */
export function assertStillRostered(
  checkedIn: { readonly vehicleId: string; readonly shiftEndsAt: Date | null },
  entry: RosterEntry | null,
  at: Date,
): void {
  if (entry && entry.vehicleId === checkedIn.vehicleId && opensAt(entry) <= at && at < entry.endsAt) return;
  if (checkedIn.shiftEndsAt !== null && checkedIn.shiftEndsAt <= at) {
    const message = 'The shift that he checked in for is over. Reject the check-in.';
    throw new DomainError('rule', 'shift_over', message, { endsAt: checkedIn.shiftEndsAt.toISOString() });
  }
  const message = 'The shift that he checked in for is not his any more: the roster was changed. Reject the check-in.';
  throw new DomainError('rule', 'not_rostered', message);
}

function opensAt(entry: RosterEntry): Date {
  return new Date(entry.startsAt.getTime() - EARLIEST_CHECK_IN_MILLISECONDS);
}

/**
 * When a shift is over, as the roster stands: its own end, as it was moved, or that of another of the driver on the same
 * vehicle that begins before he would have to leave, and so on.
 * @param patience how long after the end he may stay, in milliseconds
 */
export function shiftOverAt(
  shift: Pick<RosterEntry, 'id' | 'vehicleId' | 'endsAt'>,
  entries: readonly RosterEntry[],
  patience: number,
): Date {
  let over = entries.find(({ id }) => id === shift.id)?.endsAt ?? shift.endsAt;
  const inOrder = [...entries].sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
  for (const { vehicleId, startsAt, endsAt } of inOrder) {
    const follows = vehicleId === shift.vehicleId && startsAt.getTime() <= over.getTime() + patience;
    if (follows && endsAt > over) over = endsAt;
  }
  return over;
}
