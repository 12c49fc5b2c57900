import type { Role } from '../contracts/identity-events';
import {
  accessOf,
  type Grant,
  type Held,
  type Holder,
  refuseGrantBeyondOwn,
  refuseWhenOutranked,
  refuseWidening,
} from './access';
import { EVERYWHERE } from './scope';

const MAY: Record<Role, readonly string[]> = {
  super_admin: ['book', 'assign', 'approve', 'read', 'found', 'drive', 'ride'],
  ops: ['book', 'assign', 'approve', 'read'],
  fleet_manager: ['assign', 'approve', 'read'],
  hub_manager: ['approve', 'read'],
  driver: ['drive'],
  rider: ['ride'],
  auditor: ['read', 'audit'],
  custom: [],
};
const permissionsOf = ({ role, customRole }: Held): readonly string[] => customRole?.permissions ?? MAY[role];

const grant = (role: Role, places: Partial<Grant> = {}): Grant => ({ role, subjectId: null, ...EVERYWHERE, ...places });
const holder = (permissions: readonly string[], places: Partial<Holder> = {}): Holder => ({
  ...EVERYWHERE,
  ...places,
  permissions: new Set(permissions),
});
const inFleet = (fleet: string, ...hubs: string[]) => ({ fleetIds: [fleet], hubIds: hubs.length > 0 ? hubs : null });

describe('access', () => {
  it('is none without a grant', () => {
    expect(accessOf([], permissionsOf)).toBeNull();
  });

  it('merges permissions, and takes the places of the widest grant', () => {
    const grants = [
      grant('driver', { subjectId: 'd1', ...inFleet('f1', 'h1') }),
      grant('fleet_manager', inFleet('f1')),
    ];
    expect(accessOf(grants, permissionsOf)).toEqual({
      roles: ['driver', 'fleet_manager'],
      permissions: ['approve', 'assign', 'drive', 'read'],
      fleetIds: ['f1'],
      hubIds: null,
      driverId: 'd1',
    });
  });

  it('knows the driver only from the driver’s grant', () => {
    expect(
      accessOf([grant('fleet_manager', { subjectId: 'm1', ...inFleet('f1') })], permissionsOf)?.driverId,
    ).toBeNull();
  });
});

describe('a second role', () => {
  const refusal = (held: Grant, added: Grant) => () => refuseWidening([held], added, permissionsOf);
  const doesNotCombine = expect.objectContaining({ kind: 'conflict', code: 'roles_do_not_combine' }) as Error;

  it('is fine in the same places', () => {
    expect(refusal(grant('auditor', inFleet('f1')), grant('fleet_manager', inFleet('f1')))).not.toThrow();
  });

  it('is fine in fewer places where it adds nothing', () => {
    expect(refusal(grant('ops'), grant('hub_manager', inFleet('f1', 'h1')))).not.toThrow();
    expect(refusal(grant('hub_manager', inFleet('f1', 'h1')), grant('ops'))).not.toThrow();
  });

  it('is refused where it would reach into the places of the other', () => {
    expect(refusal(grant('hub_manager', inFleet('f1', 'h1')), grant('fleet_manager', inFleet('f2')))).toThrow(
      doesNotCombine,
    );
    expect(refusal(grant('auditor', inFleet('f1')), grant('ops'))).toThrow(doesNotCombine);
  });

  it('may be that of a driver or rider within the places of the first, since that concerns himself', () => {
    expect(refusal(grant('fleet_manager', inFleet('f1')), grant('driver', inFleet('f1', 'h1')))).not.toThrow();
    expect(refusal(grant('hub_manager', inFleet('f1', 'h2')), grant('driver', inFleet('f1', 'h1')))).toThrow(
      doesNotCombine,
    );
  });
});

describe('granting', () => {
  it('stays within one’s own permissions, and says which are missing', () => {
    expect(() => refuseGrantBeyondOwn(holder(MAY.fleet_manager), grant('hub_manager'), permissionsOf)).not.toThrow();
    expect(() => refuseGrantBeyondOwn(holder(MAY.fleet_manager), grant('ops'), permissionsOf)).toThrow(
      expect.objectContaining({
        kind: 'forbidden',
        code: 'grant_exceeds_own',
        details: { missing: ['book'] },
      }) as Error,
    );
  });

  it.each([
    ['everywhere', EVERYWHERE],
    ['in another fleet', inFleet('f2')],
    ['in every hub of the fleet', inFleet('f1')],
    ['in another hub', inFleet('f1', 'h2')],
    ['in a hub too many', inFleet('f1', 'h1', 'h2')],
  ])('stays within one’s own places: not %s', (_, places) => {
    const manager = holder(MAY.fleet_manager, inFleet('f1', 'h1'));
    expect(() => refuseGrantBeyondOwn(manager, grant('hub_manager', places), permissionsOf)).toThrow(
      expect.objectContaining({ kind: 'forbidden', code: 'scope_exceeds_own' }) as Error,
    );
  });

  it('may pass on all of one’s own', () => {
    const manager = holder(MAY.fleet_manager, inFleet('f1', 'h1'));
    expect(() =>
      refuseGrantBeyondOwn(manager, grant('fleet_manager', inFleet('f1', 'h1')), permissionsOf),
    ).not.toThrow();
  });
});

describe('acting on another user', () => {
  const outranked = expect.objectContaining({ kind: 'forbidden', code: 'outranked' }) as Error;

  it('is refused where he may do more, or more widely', () => {
    const manager = holder(MAY.fleet_manager, inFleet('f1'));
    expect(() =>
      refuseWhenOutranked(manager, [grant('hub_manager', inFleet('f1', 'h1'))], permissionsOf),
    ).not.toThrow();
    expect(() => refuseWhenOutranked(manager, [grant('auditor', inFleet('f1'))], permissionsOf)).toThrow(outranked);
    expect(() => refuseWhenOutranked(manager, [grant('fleet_manager')], permissionsOf)).toThrow(outranked);
  });

  it('does not ask for what a driver or rider may do for himself', () => {
    const manager = holder(MAY.fleet_manager, inFleet('f1'));
    expect(() => refuseWhenOutranked(manager, [grant('driver', inFleet('f1', 'h1'))], permissionsOf)).not.toThrow();
    expect(() => refuseWhenOutranked(manager, [grant('driver', inFleet('f2', 'h1'))], permissionsOf)).toThrow(
      outranked,
    );
  });

  it('adds up a custom role and another of the same places, and lets neither reach beyond its own', () => {
    const custom = (permissions: string[], places: Partial<Grant> = {}): Grant =>
      grant('custom', { customRoleId: 'c1', customRole: { name: 'Night desk', permissions }, ...places });
    const both = [custom(['book'], inFleet('f1')), grant('hub_manager', inFleet('f1'))];
    expect(accessOf(both, permissionsOf)).toMatchObject({ permissions: ['approve', 'book', 'read'], fleetIds: ['f1'] });
    const refusal = expect.objectContaining({ code: 'roles_do_not_combine' });
    expect(() => refuseWidening([grant('auditor')], custom(['book'], inFleet('f1')), permissionsOf)).toThrow(refusal);
    expect(() => refuseWidening([grant('ops')], custom(['book'], inFleet('f1')), permissionsOf)).not.toThrow();
    expect(() => refuseGrantBeyondOwn(holder(['read']), custom(['read', 'book']), permissionsOf)).toThrow(
      expect.objectContaining({ code: 'grant_exceeds_own', details: { missing: ['book'] } }),
    );
    expect(() => refuseWhenOutranked(holder(['read']), [custom(['book'])], permissionsOf)).toThrow(
      expect.objectContaining({ code: 'outranked' }),
    );
  });
});
