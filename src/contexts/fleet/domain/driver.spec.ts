import { Driver, type DriverDetails, type LicenceDigest } from './driver';
import type { Person } from './manager';

// 00:30 on 22 November in Delhi, still the 21st in UTC.
const AT = new Date('2026-11-21T19:00:00.000Z');
const HOME = { fleetId: 'fleet', hubId: 'hub' };
const DETAILS: DriverDetails & Person & LicenceDigest = {
  name: 'Ravi Kumar',
  phone: '+919876543210',
  address: '12, Palam Village',
  emergencyPhone: null,
  licenceNumber: 'DL0420110149646',
  licenceExpiresOn: '2026-11-22',
  paymentModel: 'SALARY',
  licenceDigest: 'digest',
};

function driver(overrides: Partial<DriverDetails> = {}): Driver {
  const registered = Driver.register('driver', 'organization', HOME, { ...DETAILS, ...overrides }, AT);
  registered.releaseEvents();
  return registered;
}

const events = (of: Driver) => of.releaseEvents().map(({ type, payload }) => ({ type, ...payload }));

describe('a driver', () => {
  it('is registered PENDING, and the event holds no licence number', () => {
    const registered = Driver.register('driver', 'organization', HOME, DETAILS, AT);
    const { licenceDigest, ...kept } = DETAILS;
    expect(registered).toMatchObject({ ...HOME, ...kept, status: 'PENDING', statusReason: null });
    expect(registered).not.toHaveProperty('licenceDigest');
    expect(events(registered)).toEqual([
      {
        type: 'fleet.driver_registered',
        driverId: 'driver',
        ...HOME,
        name: 'Ravi Kumar',
        phone: '+919876543210',
        licenceExpiresOn: '2026-11-22',
        paymentModel: 'SALARY',
        status: 'PENDING',
        licenceDigest,
      },
    ]);
  });

  it('needs a licence that is valid on the local day', () => {
    const refusal = expect.objectContaining({ kind: 'rule', code: 'licence_expired' });
    expect(() => driver({ licenceExpiresOn: '2026-11-21' })).toThrow(refusal);
    expect(() => driver({ licenceExpiresOn: '2026-11-22' })).not.toThrow();
    expect(() => driver().update({ licenceExpiresOn: '2026-11-20' }, AT)).toThrow(refusal);
  });

  it('follows the verified document of his licence, whose end nobody types over', () => {
    const subject = driver();
    subject.followLicence({ documentId: 'document', expiresOn: '2031-08-14' }, AT);
    expect(events(subject)).toEqual([
      expect.objectContaining({ licenceExpiresOn: '2031-08-14', changed: ['licenceExpiresOn', 'licenceDocumentId'] }),
    ]);
    subject.followLicence({ documentId: 'document', expiresOn: '2031-08-14' }, AT);
    expect(events(subject)).toEqual([]);
    expect(() => subject.update({ licenceExpiresOn: '2041-08-14' }, AT)).toThrow(
      expect.objectContaining({ kind: 'conflict', code: 'licence_verified' }),
    );
    subject.update({ licenceExpiresOn: '2031-08-14', name: 'Ravi K' }, AT);
    expect(subject.name).toBe('Ravi K');
  });

  it('with another licence follows the document of the old one no more, and the new one is known by its digest', () => {
    const subject = driver();
    subject.followLicence({ documentId: 'document', expiresOn: '2031-08-14' }, AT);
    subject.releaseEvents();
    subject.update({ name: 'Ravi K', licenceDigest: 'same' }, AT);
    expect(events(subject)[0]).not.toHaveProperty('licenceDigest');
    subject.update({ licenceNumber: 'DL0420200000001', licenceExpiresOn: '2041-08-14', licenceDigest: 'other' }, AT);
    expect(events(subject)).toEqual([expect.objectContaining({ licenceDigest: 'other' })]);
    expect(subject).toMatchObject({ licenceDocumentId: null, licenceExpiresOn: '2041-08-14' });
  });

  it('follows no document that was revoked, and then its end may be typed in again', () => {
    const subject = driver();
    subject.followLicence({ documentId: 'document', expiresOn: '2031-08-14' }, AT);
    subject.unfollowLicence('another', AT);
    expect(subject.licenceDocumentId).toBe('document');
    subject.unfollowLicence('document', AT);
    subject.update({ licenceExpiresOn: '2030-08-14' }, AT);
    expect(subject).toMatchObject({ licenceDocumentId: null, licenceExpiresOn: '2030-08-14' });
  });

  it('who has left follows nothing', () => {
    const subject = driver();
    subject.changeStatus('LEFT', 'Changed his mind', AT);
    subject.releaseEvents();
    subject.followLicence({ documentId: 'document', expiresOn: '2031-08-14' }, AT);
    expect([events(subject), subject.licenceExpiresOn]).toEqual([[], '2026-11-22']);
  });

  it('does not become ACTIVE on a licence that has lapsed since, but may leave', () => {
    const subject = driver();
    const nextDay = new Date(AT.getTime() + 86_400_000);
    expect(() => subject.changeStatus('ACTIVE', 'Papers seen', nextDay)).toThrow(
      expect.objectContaining({ code: 'licence_expired' }),
    );
    expect(subject.status).toBe('PENDING');
    subject.changeStatus('LEFT', 'Changed his mind', nextDay);
    expect(subject.status).toBe('LEFT');
  });

  it('tells the names of the fields that changed, never their values', () => {
    const subject = driver();
    subject.update({ name: 'Ravi Kumar', address: null, licenceNumber: 'DL0420200000001', hubId: 'other hub' }, AT);
    expect(subject).toMatchObject({ address: null, licenceNumber: 'DL0420200000001', hubId: 'other hub' });
    const [event] = events(subject);
    expect(event).toMatchObject({ type: 'fleet.driver_updated', changed: ['address', 'licenceNumber', 'hubId'] });
    expect(JSON.stringify(event)).not.toContain('DL04');
    subject.update({ name: 'Ravi Kumar' }, AT);
    expect(subject.hasRecorded).toBe(false);
  });

  it('changes status with its reason, and stays as it is once he has left', () => {
    const subject = driver();
    subject.changeStatus('ACTIVE', 'Papers seen', AT);
    subject.changeStatus('SUSPENDED', 'Complaint', AT);
    expect(events(subject)).toEqual([
      { type: 'fleet.driver_status_changed', driverId: 'driver', from: 'PENDING', to: 'ACTIVE', reason: 'Papers seen' },
      { type: 'fleet.driver_status_changed', driverId: 'driver', from: 'ACTIVE', to: 'SUSPENDED', reason: 'Complaint' },
    ]);
    expect(() => subject.changeStatus('PENDING', 'Back', AT)).toThrow(
      expect.objectContaining({ code: 'illegal_driver_transition' }),
    );
    subject.changeStatus('LEFT', 'Resigned', AT);
    expect(() => subject.update({ name: 'Somebody' }, AT)).toThrow(expect.objectContaining({ code: 'driver_left' }));
  });
});
