import { Vehicle, type VehicleDetails } from './vehicle';

const T0 = new Date('2026-11-21T03:00:00.000Z');
const minutes = (n: number) => new Date(T0.getTime() + n * 60_000);
const HOME = { fleetId: 'fleet', hubId: 'hub' };
const DETAILS: VehicleDetails = {
  plate: 'DL1ZA1234',
  make: 'Tata',
  model: 'Xpres-T EV',
  vehicleClass: 'SEDAN',
  fuelType: 'ELECTRIC',
  batteryWattHours: 26_000,
  rangeMetres: 213_000,
};

function vehicle(odometerMetres = 1000): Vehicle {
  const registered = Vehicle.register('vehicle', 'organization', HOME, DETAILS, odometerMetres, T0);
  registered.releaseEvents();
  return registered;
}

const events = (of: Vehicle) => of.releaseEvents().map(({ type, payload }) => ({ type, ...payload }));

describe('a vehicle', () => {
  it('is registered PENDING', () => {
    const registered = Vehicle.register('vehicle', 'organization', HOME, DETAILS, 1000, T0);
    expect(registered).toMatchObject({
      ...HOME,
      ...DETAILS,
      status: 'PENDING',
      odometerMetres: 1000,
      odometerReadAt: T0,
    });
    expect(events(registered)).toEqual([
      {
        type: 'fleet.vehicle_registered',
        vehicleId: 'vehicle',
        ...HOME,
        ...DETAILS,
        odometerMetres: 1000,
        status: 'PENDING',
      },
    ]);
  });

  it('tells what changed, and nothing when nothing did', () => {
    const subject = vehicle();
    subject.update({ make: 'Tata', model: undefined }, minutes(1));
    expect(subject.hasRecorded).toBe(false);
    subject.update({ model: 'Tigor EV', hubId: 'other hub', fleetId: 'fleet' }, minutes(2));
    expect(events(subject)).toEqual([
      {
        type: 'fleet.vehicle_updated',
        vehicleId: 'vehicle',
        fleetId: 'fleet',
        hubId: 'other hub',
        plate: 'DL1ZA1234',
        vehicleClass: 'SEDAN',
        fuelType: 'ELECTRIC',
        changes: { model: 'Tigor EV', hubId: 'other hub' },
      },
    ]);
    expect(subject.updatedAt).toEqual(minutes(2));
  });

  it('has a battery where that drives it, and must say so of an electric one', () => {
    const { plate, make, model, vehicleClass } = DETAILS;
    const rest = { plate, make, model, vehicleClass };
    const register = (details: Partial<VehicleDetails>) =>
      Vehicle.register('vehicle', 'organization', HOME, { ...rest, ...details }, 0, T0);
    const missing = expect.objectContaining({ kind: 'invalid', code: 'battery_missing' });
    const ofNoUse = expect.objectContaining({ kind: 'invalid', code: 'battery_of_no_use' });
    expect(() => register({})).toThrow(missing);
    expect(() => register({ batteryWattHours: 26_000 })).toThrow(missing);
    expect(() => register({ fuelType: 'CNG', batteryWattHours: 26_000 })).toThrow(ofNoUse);
    expect(register({ fuelType: 'HYBRID', batteryWattHours: 1_300 })).toMatchObject({ rangeMetres: null });
    const petrol = register({ fuelType: 'PETROL' });
    expect(events(petrol)).toEqual([expect.not.objectContaining({ batteryWattHours: null })]);
    expect(() => petrol.update({ fuelType: 'ELECTRIC' }, minutes(1))).toThrow(missing);
    expect(() => petrol.update({ batteryWattHours: 26_000 }, minutes(1))).toThrow(ofNoUse);
    petrol.update({ fuelType: 'ELECTRIC', batteryWattHours: 26_000, rangeMetres: 213_000 }, minutes(1));
    petrol.update({ fuelType: 'CNG' }, minutes(2));
    expect(petrol).toMatchObject({ fuelType: 'CNG', batteryWattHours: null, rangeMetres: 213_000 });
  });

  it('changes status with its reason', () => {
    const subject = vehicle();
    subject.changeStatus('ACTIVE', 'Papers seen', minutes(1));
    expect(subject).toMatchObject({ status: 'ACTIVE', statusReason: 'Papers seen' });
    expect(events(subject)).toEqual([
      {
        type: 'fleet.vehicle_status_changed',
        vehicleId: 'vehicle',
        from: 'PENDING',
        to: 'ACTIVE',
        reason: 'Papers seen',
      },
    ]);
    expect(() => subject.changeStatus('PENDING', 'Back', minutes(2))).toThrow(
      expect.objectContaining({ code: 'illegal_vehicle_transition' }),
    );
  });

  it('stays as it is once retired', () => {
    const subject = vehicle();
    subject.changeStatus('RETIRED', 'Sold', minutes(1));
    const refusal = expect.objectContaining({ kind: 'conflict', code: 'vehicle_retired' });
    expect(() => subject.update({ make: 'MG' }, minutes(2))).toThrow(refusal);
    expect(() => subject.correctOdometer(5, 'Typo', minutes(2))).toThrow(refusal);
  });
});

describe('an odometer', () => {
  it('only rises by what is read', () => {
    const subject = vehicle(1000);
    subject.readOdometer(1500, minutes(5), minutes(6));
    subject.readOdometer(1200, minutes(7), minutes(8));
    subject.readOdometer(1500, minutes(9), minutes(9));
    expect(subject).toMatchObject({ odometerMetres: 1500, odometerReadAt: minutes(5) });
    expect(events(subject)).toEqual([
      { type: 'fleet.vehicle_odometer_read', vehicleId: 'vehicle', fromMetres: 1000, toMetres: 1500 },
    ]);
  });

  it('is put right by a manager, up or down', () => {
    const subject = vehicle(90_000);
    subject.correctOdometer(9000, 'One nought too many', minutes(10));
    expect(subject.odometerMetres).toBe(9000);
    expect(events(subject)).toEqual([
      {
        type: 'fleet.vehicle_odometer_corrected',
        vehicleId: 'vehicle',
        fromMetres: 90_000,
        toMetres: 9000,
        reason: 'One nought too many',
      },
    ]);
    expect(() => subject.correctOdometer(9000, 'Again', minutes(11))).toThrow(
      expect.objectContaining({ code: 'odometer_unchanged' }),
    );
  });

  it('does not go back to a reading from before its correction that arrives late', () => {
    const subject = vehicle(1000);
    subject.correctOdometer(2000, 'Typo', minutes(10));
    subject.readOdometer(99_000, minutes(9), minutes(12));
    subject.readOdometer(99_000, minutes(10), minutes(12));
    expect(subject.odometerMetres).toBe(2000);
    subject.readOdometer(2100, minutes(11), minutes(12));
    expect(subject.odometerMetres).toBe(2100);
  });

  it('follows the correction of the reading it stands by, in whichever order the two arrive', () => {
    const inOrder = vehicle(1000);
    inOrder.readOdometer(99_000, minutes(5), minutes(6));
    inOrder.followCorrection(1100, minutes(7), minutes(8));
    const swapped = vehicle(1000);
    swapped.followCorrection(1100, minutes(7), minutes(8));
    swapped.readOdometer(99_000, minutes(5), minutes(9));
    expect([inOrder.odometerMetres, swapped.odometerMetres]).toEqual([1100, 1100]);
  });

  it('does not follow a correction older than what it stands by', () => {
    const subject = vehicle(1000);
    subject.readOdometer(1300, minutes(9), minutes(9));
    subject.followCorrection(1100, minutes(7), minutes(10));
    expect(subject.odometerMetres).toBe(1300);
    subject.correctOdometer(1200, 'By hand', minutes(20));
    subject.followCorrection(1100, minutes(15), minutes(21));
    expect(subject.odometerMetres).toBe(1200);
  });
});
