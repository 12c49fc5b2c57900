/** Wrong start codes of one ride. Only 10,000 codes exist, so guessing must end soon. */
export interface StartTries {
  readonly wrong: number;
  /** The first of them within the current ten minutes. */
  readonly firstAt: Date | null;
  /** Set at the fifth: no code is looked at until an operator lifts it. */
  readonly lockedAt: Date | null;
}

export const NO_TRIES: StartTries = { wrong: 0, firstAt: null, lockedAt: null };
export const MOST_WRONG_TRIES = 5;
const WINDOW_MILLISECONDS = 10 * 60_000;

export function afterWrongTry(tries: StartTries, now: Date): StartTries {
  const fresh = tries.firstAt === null || now.getTime() - tries.firstAt.getTime() >= WINDOW_MILLISECONDS;
  const wrong = fresh ? 1 : tries.wrong + 1;
  return { wrong, firstAt: fresh ? now : tries.firstAt, lockedAt: wrong >= MOST_WRONG_TRIES ? now : null };
}
