import { DomainError } from '../../../platform/errors/domain-error';

/** Which status may follow which. Every status is a key, so that none is forgotten. */
export type StatusTransitions<Status extends string> = Readonly<Record<Status, readonly Status[]>>;

/** @throws DomainError `illegal_<thing>_transition`, which lists what is possible instead. */
export function assertTransition<Status extends string>(
  thing: string,
  transitions: StatusTransitions<Status>,
  from: Status,
  to: Status,
): void {
  const possible = transitions[from];
  if (possible.includes(to)) return;
  const instead = possible.length > 0 ? `it can become ${possible.join(', ')}` : 'that is its last status';
  throw new DomainError(
    'conflict',
    `illegal_${thing}_transition`,
    `A ${thing} that is ${from} cannot become ${to}: ${instead}.`,
    {
      from,
      to,
      possible,
    },
  );
}
