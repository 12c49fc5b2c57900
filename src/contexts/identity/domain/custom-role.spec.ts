import { CustomRole, refuseCompositionBeyondOwn } from './custom-role';

const T0 = new Date('2026-11-21T03:00:00.000Z');
const DECLARED = [
  { name: 'ride.book', roles: ['ops'] },
  { name: 'ride.cancel', roles: ['ops'] },
  { name: 'identity.manage_organizations', roles: [] },
];
const compose = (permissions: string[]) =>
  CustomRole.compose('role', 'organization', { name: 'Desk', description: 'At night', permissions }, 'asha', T0);

describe('a custom role', () => {
  it.each([
    [['ride.book'], ['ride.book'], null],
    [['ride.book'], ['ride.book', 'ride.cancel'], 'composition_exceeds_own'],
    [['ride.book'], ['ride.fly'], 'permission_unknown'],
    [['ride.book', 'identity.manage_organizations'], ['identity.manage_organizations'], 'permission_of_platform'],
  ])('by a holder of %j of %j: %s', (held, permissions, code) => {
    const attempt = () => refuseCompositionBeyondOwn({ permissions: new Set(held) }, permissions, DECLARED);
    if (code === null) expect(attempt).not.toThrow();
    else expect(attempt).toThrow(expect.objectContaining({ code }));
  });

  it('says who gave it its permissions, which renaming it does not change', () => {
    const role = compose(['ride.cancel', 'ride.book', 'ride.book']);
    expect(role.permissions).toEqual(['ride.book', 'ride.cancel']);
    role.releaseEvents();
    role.change({ name: 'Night desk' }, 'ravi', 2, T0);
    expect(role).toMatchObject({ name: 'Night desk', composedBy: 'asha' });
    role.change({ permissions: ['ride.book'] }, 'ravi', 2, T0);
    expect(role).toMatchObject({ permissions: ['ride.book'], composedBy: 'ravi' });
    expect(role.releaseEvents()).toHaveLength(2);
    role.change({ permissions: ['ride.book'] }, 'neha', 2, T0);
    expect(role.hasRecorded).toBe(false);
  });

  it('is retired once, and then stays as it is', () => {
    const role = compose(['ride.book']);
    role.retire('Nobody works nights', T0);
    const refusal = expect.objectContaining({ code: 'custom_role_retired' });
    expect(() => role.retire('Again', T0)).toThrow(refusal);
    expect(() => role.change({ name: 'Desk' }, 'asha', 0, T0)).toThrow(refusal);
  });
});
