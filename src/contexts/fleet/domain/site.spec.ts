import { Fleet } from './fleet';
import { Hub } from './hub';

const AT = new Date('2026-11-21T03:00:00.000Z');
const PLACE = { name: 'Dwarka', address: 'Sector 21', latitude: 28.5562, longitude: 77.1 };

function fleet(): Fleet {
  const created = Fleet.create('fleet', 'organization', { name: 'Yamuna', city: 'Delhi NCR' }, AT);
  created.releaseEvents();
  return created;
}

function hub(): Hub {
  const created = Hub.create('hub', 'organization', 'fleet', PLACE, AT);
  created.releaseEvents();
  return created;
}

const EMPTY = { vehicles: 0, drivers: 0 };

describe('a fleet', () => {
  it('takes things in only while it is ACTIVE', () => {
    const subject = fleet();
    expect(() => subject.assertTakesIn()).not.toThrow();
    subject.changeStatus('SUSPENDED', 'Unpaid', 3, AT);
    expect(() => subject.assertTakesIn()).toThrow(
      expect.objectContaining({ kind: 'conflict', code: 'fleet_not_active' }),
    );
  });

  it('is closed only when its hubs are, and then stays as it is', () => {
    const subject = fleet();
    expect(() => subject.changeStatus('CLOSED', 'Sold', 1, AT)).toThrow(
      expect.objectContaining({ code: 'fleet_in_use', details: { openHubs: 1 } }),
    );
    expect(subject.status).toBe('ACTIVE');
    subject.changeStatus('CLOSED', 'Sold', 0, AT);
    expect(subject.releaseEvents().map(({ payload }) => payload)).toEqual([
      { fleetId: 'fleet', from: 'ACTIVE', to: 'CLOSED', reason: 'Sold' },
    ]);
    expect(() => subject.update({ name: 'Ganga' }, AT)).toThrow(expect.objectContaining({ code: 'fleet_closed' }));
  });
});

describe('a hub', () => {
  it('is somewhere on the globe', () => {
    const refusal = expect.objectContaining({ kind: 'invalid', code: 'invalid_coordinates' });
    expect(() => Hub.create('hub', 'organization', 'fleet', { ...PLACE, latitude: 91 }, AT)).toThrow(refusal);
    expect(() => hub().update({ longitude: Number.NaN }, AT)).toThrow(refusal);
  });

  it('is closed only when nothing belongs to it', () => {
    const subject = hub();
    expect(() => subject.changeStatus('CLOSED', 'Lease ended', { vehicles: 2, drivers: 0 }, AT)).toThrow(
      expect.objectContaining({ code: 'hub_in_use', details: { vehicles: 2, drivers: 0 } }),
    );
    expect(() => subject.changeStatus('CLOSED', 'Lease ended', { vehicles: 0, drivers: 1 }, AT)).toThrow(
      expect.objectContaining({ code: 'hub_in_use' }),
    );
    subject.changeStatus('SUSPENDED', 'Flooded', { vehicles: 2, drivers: 1 }, AT);
    expect(() => subject.assertTakesIn()).toThrow(expect.objectContaining({ code: 'hub_not_active' }));
    subject.changeStatus('CLOSED', 'Lease ended', EMPTY, AT);
    expect(() => subject.update({ name: 'Rohini' }, AT)).toThrow(expect.objectContaining({ code: 'hub_closed' }));
  });

  it('tells what changed', () => {
    const subject = hub();
    subject.update({ name: 'Dwarka', latitude: 28.6 }, AT);
    expect(subject.releaseEvents().map(({ payload }) => payload)).toEqual([
      { hubId: 'hub', fleetId: 'fleet', changes: { latitude: 28.6 } },
    ]);
  });
});
