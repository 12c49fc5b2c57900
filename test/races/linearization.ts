import type { Action } from './actions';
import type { Seen } from './eyes';
import type { Answered } from './player';
import type { Reference } from './reference';
import { agreed, byItself, keyOf, type State } from './state';

/** What was done together with others, and what came of it. */
export interface Done {
  readonly action: Action;
  /** The status is null where nobody answered over HTTP. */
  readonly answered: Pick<Answered, 'code' | 'from' | 'until'> & { readonly status: number | null };
}

/**
 * The worlds that the service may be in: those to which some order of what was done at once leads, with the answers that were
 * given. What was answered before another was sent comes before it. None: no order explains it.
 */
export function explanations(reference: Reference, from: readonly State[], done: readonly Done[], seen: Seen): State[] {
  const reached = new Map<string, State>();
  for (const end of endings(reference, from, done)) {
    const state = agreed(end, seen);
    if (state) reached.set(keyOf(state), state);
  }
  return [...reached.values()];
}

/** Whether some order explains the answers, whatever is seen afterwards. */
export function areAnswersExplained(reference: Reference, from: readonly State[], done: readonly Done[]): boolean {
  return endings(reference, from, done).length > 0;
}

function endings(reference: Reference, from: readonly State[], done: readonly Done[]): State[] {
  const ends = new Map<string, State>();
  const met = new Set<string>();
  const step = (state: State, left: readonly Done[]): void => {
    const at = `${keyOf(state)} ${left.map((one) => done.indexOf(one)).join()}`;
    if (met.has(at)) return;
    met.add(at);
    if (left.length === 0) ends.set(keyOf(state), state);
    for (const next of byItself(state)) step(next, left);
    for (const one of left) {
      if (left.some((other) => other.answered.until < one.answered.from)) continue;
      for (const { status, code, next } of reference.outcomes(state, one.action)) {
        const { answered } = one;
        if ((answered.status !== null && status !== answered.status) || code !== answered.code) continue;
        step(
          next,
          left.filter((other) => other !== one),
        );
      }
    }
  };
  for (const state of from) step(state, done);
  return [...ends.values()];
}

/** Every list of answers, as "status code", that some order of these actions allows. */
export function allowedAnswers(reference: Reference, from: readonly State[], actions: readonly Action[]): string[][] {
  const allowed = new Map<string, string[]>();
  const met = new Set<string>();
  const step = (state: State, given: readonly (string | null)[]): void => {
    const at = `${keyOf(state)} ${given.join()}`;
    if (met.has(at)) return;
    met.add(at);
    if (given.every((one) => one !== null)) allowed.set(given.join(), [...(given as string[])]);
    for (const next of byItself(state)) step(next, given);
    given.forEach((answer, n) => {
      if (answer !== null) return;
      for (const outcome of reference.outcomes(state, actions[n]!))
        step(outcome.next, given.with(n, answerText(outcome)));
    });
  };
  for (const state of from)
    step(
      state,
      actions.map(() => null),
    );
  return [...allowed.values()];
}

export function answerText({ status, code }: { readonly status: number | null; readonly code: string | null }): string {
  return code === null ? String(status) : `${status} ${code}`;
}
