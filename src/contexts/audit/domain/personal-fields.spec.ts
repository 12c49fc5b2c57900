import { joinPersonal, separatePersonal } from './personal-fields';

describe('separatePersonal', () => {
  const marked = { subject: 'passenger.phone', fields: ['passenger.name', 'passenger.phone', 'pickup', 'stops'] };
  const payload = {
    rideId: 'r1',
    passenger: { name: 'Asha', phone: '+919876543210', seats: 2 },
    pickup: { latitude: 28.5, longitude: 77.1, address: '4 Lodhi Road' },
    stops: [{ address: 'India Gate' }],
    farePaise: 45_000,
  };

  it('takes out what is marked, names whose it is, and leaves the event alone', () => {
    const before = structuredClone(payload);
    const separated = separatePersonal(payload, marked, 'r1');
    expect(separated.payload).toEqual({ rideId: 'r1', passenger: { seats: 2 }, farePaise: 45_000 });
    expect(separated.person).toBe('+919876543210');
    expect(payload).toEqual(before);
  });

  it('can be undone', () => {
    const separated = separatePersonal(payload, marked, 'r1');
    expect(joinPersonal(separated.payload, separated.personal!)).toEqual(payload);
  });

  it('keeps no box for fields that are not there', () => {
    expect(separatePersonal({ rideId: 'r1', pickup: null }, marked, 'r1')).toEqual({
      payload: { rideId: 'r1', pickup: null },
      personal: null,
      person: 'r1',
    });
  });

  it('leaves nothing in clear where the payload does not say whose it is', () => {
    const separated = separatePersonal({ passenger: { name: 'Asha', phone: null } }, marked, 'r1');
    expect(separated).toEqual({
      payload: { passenger: { phone: null } },
      personal: { 'passenger.name': 'Asha' },
      person: 'r1',
    });
  });
});
