/** Codes that an address may ask for in the window: a hub's whole shift logs in from behind one. */
export const ADDRESS_LIMIT = 60;
export const ADDRESS_WINDOW_SECONDS = 60;
/** How far back unanswered codes of a phone count. */
export const PHONE_WINDOW_SECONDS = 3600;
/** For so long an address is one from which the phone's owner answers his codes. */
export const KNOWN_DAYS = 180;
/** Codes in the window from where the owner is known, before the wait begins to double. */
const PATIENCE = 3;
/** Codes in the window from all other addresses together: at five tries each, forty guesses. */
const STRANGERS_SHARE = 8;
/** Of those, one address's: it takes more than one stranger to use them up. */
const STRANGER_SHARE = 4;

/** Where a code is asked for from. */
export interface Asker {
  /** Null where none is known: that is one address, too. */
  readonly address: string | null;
  /** Codes of the same phone that were asked for from here have been answered: its owner has been here. */
  readonly isKnown: boolean;
}

/** A code of a phone that nobody has answered. */
export interface UnansweredCode extends Asker {
  readonly askedAt: Date;
}

/**
 * How many seconds a phone still waits for its next code, asked for from here; 0 when it need not.
 *
 * Strangers and the places where the owner is known wait for their own codes only, so that nobody who has merely heard of a
 * number keeps its owner out where he has logged in before; and of what strangers may ask for one address gets half, so that he is
 * not kept out elsewhere by one. Where he is known the wait doubles with each code beyond the third within the hour, which leaves
 * some forty-five guesses an hour; strangers have forty.
 * @param unanswered the phone's of the last hour, newest first.
 */
export function phoneWaitSeconds(
  unanswered: readonly UnansweredCode[],
  asker: Asker,
  coolDownSeconds: number,
  now: Date,
): number {
  const alike = unanswered.filter(({ isKnown }) => isKnown === asker.isKnown);
  const [newest] = alike;
  if (!newest || coolDownSeconds === 0) return 0;
  if (asker.isKnown) {
    const wait = coolDownSeconds * 2 ** Math.max(0, alike.length - PATIENCE);
    return secondsUntil(newest.askedAt, wait, now);
  }
  const own = alike.filter(({ address }) => address === asker.address);
  return Math.max(
    secondsUntil(newest.askedAt, coolDownSeconds, now),
    secondsUntilFree(alike, STRANGERS_SHARE, now),
    secondsUntilFree(own, STRANGER_SHARE, now),
  );
}

/** As `phoneWaitSeconds`, for an address. @param recent when it asked within the window, newest first. */
export function addressWaitSeconds(recent: readonly Date[], now: Date): number {
  const first = recent[ADDRESS_LIMIT - 1];
  return first ? secondsUntil(first, ADDRESS_WINDOW_SECONDS, now) : 0;
}

/** Until one of the share's codes has left the window. */
function secondsUntilFree(codes: readonly UnansweredCode[], share: number, now: Date): number {
  const first = codes[share - 1];
  return first ? secondsUntil(first.askedAt, PHONE_WINDOW_SECONDS, now) : 0;
}

function secondsUntil(start: Date, seconds: number, now: Date): number {
  return Math.max(0, Math.ceil((start.getTime() - now.getTime()) / 1000 + seconds));
}
