import type { DutyPolicy } from './duty-policy';

const MINUTE_MILLISECONDS = 60_000;

/** Until when a check-in waits for a decision, by the policy and at most until the end of its shift; null: for ever. */
export function waitsUntil(
  { checkedInAt, shiftEndsAt }: { readonly checkedInAt: Date; readonly shiftEndsAt: Date | null },
  { checkInWaitsMinutes }: DutyPolicy,
): Date | null {
  if (checkInWaitsMinutes === null) return shiftEndsAt;
  const patience = new Date(checkedInAt.getTime() + checkInWaitsMinutes * MINUTE_MILLISECONDS);
  return shiftEndsAt !== null && shiftEndsAt < patience ? shiftEndsAt : patience;
}
