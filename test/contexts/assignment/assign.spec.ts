import { v7 as uuidv7 } from 'uuid';
import { DriverAssigned, EngagementEnded } from '../../../src/contexts/assignment/contracts/assignment-events';
import { RideDeparted } from '../../../src/contexts/ride/contracts/ride-events';
import { EventRegistry } from '../../../src/platform/events/event-registry';
import { InTransaction } from '../../../src/platform/events/listener.decorators';
import { HOUR, type OnShift, OperatorAtWork, refusal } from './operator-at-work';

describe('assigning a ride', () => {
  let operator: OperatorAtWork;
  let worker: OnShift;
  let rideId: string;
  const trail: string[] = [];
  let veto: string | null = null;

  class Witness {
    @InTransaction(DriverAssigned)
    async assigned({ payload }: DriverAssigned): Promise<void> {
      trail.push(`assigned ${payload.driverId}`);
      if (payload.rideId === veto) throw new Error('The ride says no.');
    }
    @InTransaction(EngagementEnded)
    async ended({ payload }: EngagementEnded): Promise<void> {
      trail.push(`${payload.outcome} ${payload.driverId}`);
    }
  }

  beforeAll(async () => {
    operator = await OperatorAtWork.open();
    operator.application.app.get(EventRegistry).register(new Witness());
  });
  afterAll(() => operator.close());
  beforeEach(async () => {
    worker = await operator.onShift();
    rideId = await operator.ride();
    trail.length = 0;
    veto = null;
  });

  it('holds the driver and the vehicle of his shift around the trip', async () => {
    const { status, body } = await operator.assign(rideId, worker.driverId);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      rideId,
      driverId: worker.driverId,
      driverName: 'Asha',
      vehicleId: worker.vehicleId,
      vehicleClass: 'SEDAN',
      rosterEntryId: worker.rosterEntryId,
      status: 'PLANNED',
      plannedFrom: operator.after(90).toISOString(),
      plannedUntil: operator.after(195).toISOString(),
    });
    expect(trail).toEqual([`assigned ${worker.driverId}`]);
  });

  it('leaves nothing of what a listener vetoes', async () => {
    veto = rideId;
    expect((await operator.assign(rideId, worker.driverId)).status).toBe(500);
    expect(await operator.engagementsOf(rideId)).toEqual([]);
  });

  describe('is refused, with the reason named, for a driver who is', () => {
    const refused = async (
      code: string,
      driverId = worker.driverId,
      ride = rideId,
    ): Promise<Record<string, unknown>> => {
      const answer = await operator.assign(ride, driverId);
      expect(refusal(answer)).toEqual([409, code]);
      expect((answer.body.reasons as { code: string }[]).map((reason) => reason.code)).toContain(code);
      expect((answer.body.detail as string).length).toBeGreaterThan(10);
      expect(await operator.engagementsOf(ride)).toEqual([]);
      return answer.body as Record<string, unknown>;
    };

    it('off duty, also after he checked out', async () => {
      const absent = await operator.onShift({ duty: false });
      await refused('driver_off_duty', absent.driverId);
      await operator.given(operator.checkedOut(worker));
      await refused('driver_off_duty');
    });
    it('checked in and not approved', async () => {
      const waiting = await operator.onShift({ duty: false });
      await operator.checkedIn(waiting);
      await refused('check_in_pending', waiting.driverId);
    });
    it('on a break, until he is back', async () => {
      await operator.onBreak(worker);
      await refused('driver_on_break');
      await operator.backFromBreak(worker);
      await operator.assigned(rideId, worker.driverId);
    });
    it('not ACTIVE', async () => {
      await operator.suspended(worker.driverId);
      expect(await refused('driver_not_active')).toMatchObject({ status: 409 });
    });
    it('in no shift at the time of the pickup, though in one now', async () => {
      const later = await operator.ride(operator.after(9 * 60 + 1));
      await refused('not_rostered', worker.driverId, later);
    });
    it('rostered on a vehicle that is not ACTIVE', async () => {
      await operator.vehicleBecomes(worker.vehicleId, 'MAINTENANCE');
      expect(await refused('vehicle_not_active')).toMatchObject({ vehicleId: worker.vehicleId });
    });
    it('driving another class, larger or smaller', async () => {
      const suv = await operator.onShift({ vehicleClass: 'SUV' });
      expect(await refused('vehicle_class_differs', suv.driverId)).toMatchObject({
        booked: 'SEDAN',
        vehicleClass: 'SUV',
      });
    });
    it('checked in with another vehicle than that of the shift', async () => {
      const driverId = await operator.driver();
      await operator.roster(driverId, await operator.vehicle());
      const attendedVehicleId = await operator.vehicle();
      await operator.onDuty({ driverId, vehicleId: attendedVehicleId });
      expect(await refused('vehicle_differs', driverId)).toMatchObject({ attendedVehicleId });
    });
    it('without a licence on the day the ride would end, and not a day earlier', async () => {
      // The trip is held until 12:15 of that day in Delhi.
      const lapsed = await operator.onShift({ licenceExpiresOn: '2026-11-20' });
      await refused('licence_expired', lapsed.driverId);
      const lastDay = await operator.onShift({ licenceExpiresOn: '2026-11-21' });
      await operator.assigned(rideId, lastDay.driverId);
    });
    it('engaged at that time, naming the ride; and not before or after it', async () => {
      await operator.assigned(rideId, worker.driverId);
      // Held from 90 to 195 minutes from now; half an hour of lead.
      const touching = await operator.ride(operator.after(224));
      expect(await refused('driver_engaged', worker.driverId, touching)).toMatchObject({ rideId });
      await operator.assigned(await operator.ride(operator.after(225)), worker.driverId);
      await operator.assigned(await operator.ride(operator.after(30), 45), worker.driverId);
    });
    it('to take over a vehicle that another still has a ride with', async () => {
      const late = await operator.ride(operator.after(8 * 60 + 50));
      await operator.assigned(late, worker.driverId);
      const next = await operator.driver();
      await operator.roster(next, worker.vehicleId, operator.after(9 * 60));
      await operator.onDuty({ driverId: next, vehicleId: worker.vehicleId });
      const after = await operator.ride(operator.after(9 * 60 + 30));
      expect(await refused('vehicle_engaged', next, after)).toMatchObject({ rideId: late });
    });

    it('anything of these, all together', async () => {
      const driverId = await operator.driver(operator.hubId, '2026-11-01');
      await operator.suspended(driverId);
      const { body } = await operator.assign(rideId, driverId);
      expect((body.reasons as { code: string }[]).map(({ code }) => code)).toEqual([
        'driver_not_active',
        'driver_off_duty',
        'licence_expired',
        'not_rostered',
      ]);
    });
  });

  it('tells a ride that has a driver (not whom), one that is over, and one that is not there', async () => {
    await operator.assigned(rideId, worker.driverId);
    const again = await operator.assign(rideId, (await operator.onShift()).driverId);
    expect(refusal(again)).toEqual([409, 'ride_already_assigned']);
    expect(again.body).not.toHaveProperty('driverId');
    await operator.cancelled(rideId);
    expect(refusal(await operator.assign(rideId, worker.driverId))).toEqual([409, 'ride_closed']);
    expect(refusal(await operator.assign(uuidv7(), worker.driverId))).toEqual([404, 'ride_not_found']);
    const other = await operator.ride();
    expect(refusal(await operator.assign(other, uuidv7()))).toEqual([404, 'driver_not_found']);
  });

  it('knows nothing of another operator, nor a fleet manager of other fleets', async () => {
    const neighbour = await operator.neighbour();
    expect(refusal(await neighbour.assign(rideId, worker.driverId))).toEqual([404, 'ride_not_found']);
    const theirs = await neighbour.ride();
    expect(refusal(await neighbour.assign(theirs, worker.driverId))).toEqual([404, 'driver_not_found']);
    const elsewhere = await operator.actAs({ role: 'fleet_manager', fleetIds: [uuidv7()] });
    expect(refusal(await operator.assign(rideId, worker.driverId, elsewhere))).toEqual([404, 'driver_not_found']);
    const own = await operator.actAs({ role: 'fleet_manager', fleetIds: [operator.fleetId] });
    expect((await operator.assign(rideId, worker.driverId, own)).status).toBe(200);
    const driver = await operator.actAs({ role: 'driver', driverId: worker.driverId });
    expect(refusal(await operator.assign(rideId, worker.driverId, driver))).toEqual([403, 'permission_missing']);
  });

  describe('taken back', () => {
    it('frees the driver and the ride', async () => {
      await operator.assigned(rideId, worker.driverId);
      const answer = await operator.ops.post(`/v1/rides/${rideId}/unassign`, { reason: 'The rider moved his flight.' });
      expect(answer.status).toBe(204);
      expect(await operator.engagementsOf(rideId)).toMatchObject([{ status: 'RELEASED', version: 2 }]);
      expect(trail).toEqual([`assigned ${worker.driverId}`, `released ${worker.driverId}`]);
      const again = await operator.ops.post(`/v1/rides/${rideId}/unassign`, { reason: 'Twice' });
      expect(refusal(again)).toEqual([409, 'ride_not_assigned']);
      await operator.assigned(rideId, worker.driverId);
    });

    it('needs a reason, and a ride', async () => {
      await operator.assigned(rideId, worker.driverId);
      expect((await operator.ops.post(`/v1/rides/${rideId}/unassign`, {})).status).toBe(400);
      const unknown = await operator.ops.post(`/v1/rides/${uuidv7()}/unassign`, { reason: 'Sick' });
      expect(refusal(unknown)).toEqual([404, 'ride_not_found']);
      expect(await operator.engagementsOf(rideId)).toMatchObject([{ status: 'PLANNED' }]);
    });
  });

  describe('reassigned', () => {
    const reassign = (driverId: string) =>
      operator.ops.post(`/v1/rides/${rideId}/reassign`, { driverId, reason: 'Breakdown' });

    it('goes from one driver to the other at once', async () => {
      await operator.assigned(rideId, worker.driverId);
      const other = await operator.onShift();
      const { status, body } = await reassign(other.driverId);
      expect(status).toBe(200);
      expect(body).toMatchObject({ driverId: other.driverId, vehicleId: other.vehicleId });
      expect(await operator.engagementsOf(rideId)).toMatchObject([
        { driver_id: worker.driverId, status: 'RELEASED' },
        { driver_id: other.driverId, status: 'PLANNED' },
      ]);
      expect(trail.slice(1)).toEqual([`released ${worker.driverId}`, `assigned ${other.driverId}`]);
    });

    it('stays where it is when the other is refused', async () => {
      await operator.assigned(rideId, worker.driverId);
      const other = await operator.onShift({ duty: false });
      expect(refusal(await reassign(other.driverId))).toEqual([409, 'driver_off_duty']);
      expect(refusal(await reassign(worker.driverId))).toEqual([409, 'driver_already_has_ride']);
      expect(refusal(await reassign(uuidv7()))).toEqual([404, 'driver_not_found']);
      expect(await operator.engagementsOf(rideId)).toMatchObject([{ driver_id: worker.driverId, status: 'PLANNED' }]);
    });

    it('needs a driver to be taken from', async () => {
      expect(refusal(await reassign(worker.driverId))).toEqual([409, 'ride_not_assigned']);
    });

    it('counts from now for a trip that broke down on the way', async () => {
      await operator.assigned(rideId, worker.driverId);
      await operator.departed(rideId, worker);
      const other = await operator.onShift();
      const start = operator.now;
      operator.now = new Date(start.getTime() + 3 * HOUR);
      const { body } = await reassign(other.driverId);
      expect(body).toMatchObject({
        plannedFrom: operator.now.toISOString(),
        plannedUntil: operator.after(75).toISOString(),
      });
      operator.now = start;
    });
  });

  describe('followed', () => {
    it('is under way once the driver departs, and over with the ride', async () => {
      await operator.assigned(rideId, worker.driverId);
      await operator.departed(rideId, worker);
      expect(await operator.engagementsOf(rideId)).toMatchObject([{ status: 'UNDER_WAY', version: 2 }]);
      await operator.completed(rideId, worker);
      expect(await operator.engagementsOf(rideId)).toMatchObject([{ status: 'ENDED', version: 3 }]);
      expect(trail).toEqual([`assigned ${worker.driverId}`, `completed ${worker.driverId}`]);
      await operator.assigned(await operator.ride(), worker.driverId);
    });

    it('is over with a no-show, and released with a cancellation', async () => {
      await operator.assigned(rideId, worker.driverId);
      await operator.departed(rideId, worker);
      await operator.noShow(rideId, worker);
      const other = await operator.ride();
      await operator.assigned(other, worker.driverId);
      await operator.cancelled(other);
      expect(await operator.engagementsOf(rideId)).toMatchObject([{ status: 'ENDED' }]);
      expect(await operator.engagementsOf(other)).toMatchObject([{ status: 'RELEASED' }]);
      expect(trail.slice(1)).toEqual([
        `completed ${worker.driverId}`,
        `assigned ${worker.driverId}`,
        `released ${worker.driverId}`,
      ]);
    });

    it.each(['MAINTENANCE', 'SUSPENDED'] as const)('refuses to depart in a vehicle that became %s', async (status) => {
      await operator.assigned(rideId, worker.driverId);
      await operator.vehicleBecomes(worker.vehicleId, status);
      const refused = await operator.depart(rideId, worker);
      expect(refusal(refused)).toEqual([409, 'vehicle_not_active']);
      expect(refused.body).toMatchObject({ vehicleId: worker.vehicleId, vehicleStatus: status });
      expect(await operator.engagementsOf(rideId)).toMatchObject([{ status: 'PLANNED', version: 1 }]);
      await operator.vehicleBecomes(worker.vehicleId, 'ACTIVE');
      await operator.departed(rideId, worker);
    });

    it('refuses to depart off duty, though the ride is his still', async () => {
      await operator.assigned(rideId, worker.driverId);
      await operator.given(operator.checkedOut(worker));
      expect(refusal(await operator.depart(rideId, worker))).toEqual([409, 'driver_off_duty']);
    });

    it('refuses to depart while another ride of the driver is under way', async () => {
      const next = await operator.ride(operator.after(300));
      await operator.assigned(rideId, worker.driverId);
      await operator.assigned(next, worker.driverId);
      await operator.departed(rideId, worker);
      expect(refusal(await operator.depart(next, worker))).toEqual([409, 'driver_under_way']);
      // The ride context refuses that too; assignment does so by itself.
      const { driverId, vehicleId } = worker;
      const departed = new RideDeparted(next, { rideId: next, driverId, vehicleId, override: null }, operator.now);
      await expect(operator.given(departed)).rejects.toMatchObject({ code: 'driver_under_way' });
      expect(await operator.engagementsOf(next)).toMatchObject([{ status: 'PLANNED' }]);
    });
  });

  it('lists who could take the ride, and what speaks against the others', async () => {
    const hubId = uuidv7();
    const manager = await operator.actAs({ role: 'fleet_manager', fleetIds: [operator.fleetId], hubIds: [hubId] });
    const driverId = await operator.driver(hubId);
    const vehicleId = await operator.vehicle('SEDAN', hubId);
    await operator.roster(driverId, vehicleId);
    await operator.onDuty({ driverId, vehicleId });
    const idle = await operator.driver(hubId);
    const path = `/v1/rides/${rideId}/candidates`;
    const { body } = await manager.get(`${path}?limit=1`);
    expect(body.items).toMatchObject([{ driverId, vehicleId, vehicleClass: 'SEDAN', assignable: true, reasons: [] }]);
    const rest = await manager.get(`${path}?limit=1&after=${body.next}`);
    expect(rest.body.items).toMatchObject([{ driverId: idle, vehicleId: null, assignable: false, duty: 'OFF' }]);
    expect((rest.body.items[0].reasons as { code: string }[]).map(({ code }) => code)).toEqual([
      'driver_off_duty',
      'not_rostered',
    ]);
    expect(rest.body.next).toBeNull();
    expect((await manager.get(`/v1/rides/${uuidv7()}/candidates`)).status).toBe(404);
  });
});
