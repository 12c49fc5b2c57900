import { Manager } from './manager';

const AT = new Date('2026-11-21T03:00:00.000Z');
const NEHA = { name: 'Neha Verma', phone: '+919810012345' };

describe('a manager', () => {
  it.each([
    ['fleet_manager', null],
    ['hub_manager', 'hub'],
  ])('is a %s by his post', (kind, hubId) => {
    const manager = Manager.appoint('manager', 'organization', { fleetId: 'fleet', hubId }, NEHA, AT);
    expect(manager).toMatchObject({ kind, fleetId: 'fleet', hubId, ...NEHA, status: 'ACTIVE' });
    expect(manager.releaseEvents().map(({ payload }) => payload)).toEqual([
      { managerId: 'manager', kind, ...NEHA, fleetId: 'fleet', hubId },
    ]);
  });

  it('is dismissed once, with a reason, and then stays as he is', () => {
    const manager = Manager.appoint('manager', 'organization', { fleetId: 'fleet', hubId: null }, NEHA, AT);
    manager.releaseEvents();
    manager.rename('Neha Sharma', AT);
    manager.dismiss('Left the company', AT);
    expect(manager.releaseEvents().map(({ type, payload }) => ({ type, ...payload }))).toEqual([
      { type: 'fleet.manager_updated', managerId: 'manager', name: 'Neha Sharma' },
      { type: 'fleet.manager_dismissed', managerId: 'manager', kind: 'fleet_manager', reason: 'Left the company' },
    ]);
    expect(() => manager.dismiss('Again', AT)).toThrow(expect.objectContaining({ code: 'illegal_manager_transition' }));
    expect(() => manager.rename('Somebody', AT)).toThrow(expect.objectContaining({ code: 'manager_dismissed' }));
  });
});
