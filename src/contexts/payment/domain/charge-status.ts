import { DomainError } from '../../../platform/errors/domain-error';

export const CHARGE_STATUSES = ['DUE', 'DISPUTED', 'PAID', 'WAIVED'] as const;

export type ChargeStatus = (typeof CHARGE_STATUSES)[number];

/** docs/decisions/on-demand.md as data. What is paid or waived is over. */
export const CHARGE_TRANSITIONS: Readonly<Record<ChargeStatus, readonly ChargeStatus[]>> = {
  DUE: ['PAID', 'WAIVED', 'DISPUTED'],
  DISPUTED: ['DUE', 'PAID', 'WAIVED'],
  PAID: [],
  WAIVED: [],
};

/** Paid or waived. */
export function isOver(status: ChargeStatus): boolean {
  return CHARGE_TRANSITIONS[status].length === 0;
}

/**
 * @throws DomainError (conflict) `charge_paid` or `charge_waived` where it is over, else `illegal_charge_transition`; from, to
 * and what is possible instead are in its details.
 */
export function assertTransition(from: ChargeStatus, to: ChargeStatus): void {
  const possible = CHARGE_TRANSITIONS[from];
  if (possible.includes(to)) return;
  const details = { from, to, possible };
  if (from === 'PAID') throw new DomainError('conflict', 'charge_paid', 'This charge has been paid already.', details);
  if (from === 'WAIVED')
    throw new DomainError(
      'conflict',
      'charge_waived',
      'This charge has been waived: nobody owes it any more.',
      details,
    );
  throw new DomainError(
    'conflict',
    'illegal_charge_transition',
    `A charge that is ${from} cannot become ${to}: it can become ${possible.join(', ')}.`,
    details,
  );
}
