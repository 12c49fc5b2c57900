/** Codes that an address may ask for in the window: a hub's whole shift logs in from behind one. */
export const ADDRESS_LIMIT = 60;
export const ADDRESS_WINDOW_SECONDS = 60;
/** How far back unanswered codes of a phone count. */
export const PHONE_WINDOW_SECONDS = 3600;
/** Codes in that window before the wait begins to double. */
const PATIENCE = 3;

/**
 * How many seconds a phone still waits for its next code; 0 when it need not. The wait doubles with each unanswered code
 * beyond the third within the hour, which leaves someone who guesses some forty tries an hour at one in a million each.
 * @param unanswered when the phone's unanswered codes of the last hour were asked for, newest first.
 */
export function phoneWaitSeconds(unanswered: readonly Date[], coolDownSeconds: number, now: Date): number {
  const [newest] = unanswered;
  if (!newest) return 0;
  const wait = coolDownSeconds * 2 ** Math.max(0, unanswered.length - PATIENCE);
  return secondsUntil(newest, wait, now);
}

/** As `phoneWaitSeconds`, for an address. @param recent when it asked within the window, newest first. */
export function addressWaitSeconds(recent: readonly Date[], now: Date): number {
  const first = recent[ADDRESS_LIMIT - 1];
  return first ? secondsUntil(first, ADDRESS_WINDOW_SECONDS, now) : 0;
}

function secondsUntil(start: Date, seconds: number, now: Date): number {
  return Math.max(0, Math.ceil((start.getTime() - now.getTime()) / 1000 + seconds));
}
