import { RiderRegistered, RiderStatusChanged } from '../contracts/identity-events';
import { Rider, RIDER_STATUSES, RIDER_TRANSITIONS } from './rider';

const USER = { id: '019a9d1b-0000-7000-8000-00000000000b', name: 'Meera Iyer', phone: '+919810012345' };
const ORGANIZATION = '019a9d1b-0000-7000-8000-00000000000c';
const AT = new Date('2026-11-21T04:00:00.000Z');

describe('a rider', () => {
  const registered = () => Rider.register(USER, ORGANIZATION, AT);

  it('registers active, under the id of his user', () => {
    const rider = registered();
    expect(rider).toMatchObject({ id: USER.id, organizationId: ORGANIZATION, status: 'ACTIVE', statusReason: null });
    const [event] = rider.releaseEvents();
    expect(event).toBeInstanceOf(RiderRegistered);
    expect(event!.payload).toEqual({ riderId: USER.id, name: USER.name, phone: USER.phone });
  });

  it.each(RIDER_STATUSES.flatMap((from) => RIDER_STATUSES.map((to) => [from, to] as const)))(
    'from %s to %s, goes by the table',
    (from, to) => {
      const rider = registered();
      rider.releaseEvents();
      rider.status = from;
      const change = () => rider.changeStatus(to, 'Abused a driver', AT);
      if (!RIDER_TRANSITIONS[from].includes(to)) {
        expect(change).toThrow(expect.objectContaining({ kind: 'conflict', code: 'illegal_rider_transition' }));
        expect(rider.hasRecorded).toBe(false);
        return;
      }
      change();
      const [event] = rider.releaseEvents();
      expect(event).toBeInstanceOf(RiderStatusChanged);
      expect(event!.payload).toEqual({ riderId: USER.id, from, to, reason: 'Abused a driver' });
      expect(rider).toMatchObject({ status: to, statusReason: 'Abused a driver' });
    },
  );
});
