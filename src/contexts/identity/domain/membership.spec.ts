import {
  MembershipEnded,
  MembershipGranted,
  MembershipMoved,
  MembershipReinstated,
} from '../contracts/identity-events';
import type { Grant } from './access';
import { Membership } from './membership';
import { EVERYWHERE } from './scope';

const AT = new Date('2026-11-21T04:00:00.000Z');

function granted(grant: Partial<Grant> = {}): Membership {
  const whole: Grant = { role: 'ops', subjectId: null, ...EVERYWHERE, ...grant };
  const membership = Membership.grant('m1', 'u1', whole.role === 'super_admin' ? null : 'o1', whole, AT);
  membership.version = 1;
  return membership;
}

describe('a membership', () => {
  it('is granted, moved, ended and reinstated, and says so', () => {
    const membership = granted({ role: 'driver', subjectId: 'd1', fleetIds: ['f1'], hubIds: ['h1'] });
    membership.move({ fleetIds: ['f1'], hubIds: ['h2'] }, AT);
    membership.end('Suspended.', AT);
    membership.reinstate('Cleared.', AT);
    expect(membership.releaseEvents().map(({ contract }) => contract)).toEqual([
      MembershipGranted,
      MembershipMoved,
      MembershipEnded,
      MembershipReinstated,
    ]);
    expect(membership).toMatchObject({ status: 'ACTIVE', hubIds: ['h2'], endedAt: null, endedReason: null });
  });

  it('ends once, and is reinstated only when it has ended', () => {
    const membership = granted();
    expect(() => membership.reinstate('Why not.', AT)).toThrow(
      expect.objectContaining({ kind: 'conflict', code: 'membership_not_ended' }) as Error,
    );
    membership.end('Left.', AT);
    expect(() => membership.end('Left again.', AT)).toThrow(
      expect.objectContaining({ kind: 'conflict', code: 'membership_ended' }) as Error,
    );
  });

  it.each([
    ['fleet_manager', EVERYWHERE],
    ['hub_manager', { fleetIds: ['f1'], hubIds: null }],
  ] as const)('of a %s says what he manages', (role, places) => {
    expect(() => granted({ role, ...places })).toThrow(
      expect.objectContaining({ kind: 'invalid', code: 'role_needs_places' }) as Error,
    );
  });

  it.each(['super_admin', 'rider'] as const)('of a %s is not narrowed', (role) => {
    expect(() => granted({ role, fleetIds: ['f1'] })).toThrow(
      expect.objectContaining({ kind: 'invalid', code: 'role_has_no_places' }) as Error,
    );
  });
});
