import { ExpireCheckIn } from '../../../src/contexts/attendance/application/expire-check-in';
import { RosterEntryCancelled } from '../../../src/contexts/assignment/contracts/roster-events';
import { VehicleAvailabilityChanged } from '../../../src/contexts/fleet/contracts/fleet-events';
import { eventually, type TestCaller } from '../../support/application';
import { FleetAtWork, HOUR, MINUTE, refusal, type Worker } from './fleet-at-work';

const POLICY = {
  ...{ lateGraceMinutes: 10, earlyGraceMinutes: 10, checkInWaitsMinutes: 120, checkOutAfterShiftMinutes: 120 },
  ...{ breaksAtMost: 4, breakMinutesAtMost: 60, breaksBeyond: 'MARKED', odometerJumpMetres: 5_000 },
  ...{ distanceDiffersPercent: 15, reason: 'Test' },
};

describe('a check-in that waits', () => {
  let fleet: FleetAtWork;
  let manager: TestCaller;
  let ops: TestCaller;
  let worker: Worker;

  beforeAll(async () => {
    fleet = await FleetAtWork.open();
    manager = await fleet.manager();
    ops = await fleet.manager({ role: 'ops', fleetIds: undefined, hubIds: undefined });
  });
  afterAll(() => fleet.close());
  beforeEach(async () => {
    worker = await fleet.worker();
  });

  const own = async (of = worker) => (await of.caller.get('/v1/driver/attendance')).body;
  const approve = (id: string) => manager.post(`/v1/attendance/${id}/approve`);
  const checkedIn = async (of = worker): Promise<string> => {
    const { status, body } = await fleet.checkIn(of);
    expect(status).toBe(201);
    return body.id as string;
  };
  const expired = (of = worker) =>
    eventually(async () => {
      const { current, items } = await own(of);
      expect([current, items[0].status]).toEqual([null, 'EXPIRED']);
      return items[0];
    });
  const out = (...outages: [from: number, until: number | null][]) => {
    const at = (minutes: number): string => new Date(fleet.now.getTime() + minutes * MINUTE).toISOString();
    const told = outages.map(([from, until]) => ({
      from: at(from),
      until: until === null ? null : at(until),
      reason: 'Brakes',
    }));
    const { vehicleId } = worker;
    return fleet.given(new VehicleAvailabilityChanged(vehicleId, { vehicleId, outages: told }, fleet.now));
  };

  it('expires when nobody decides, and frees the driver and the cab for another', async () => {
    const id = await checkedIn();
    fleet.pass(2 * HOUR);
    expect(await expired()).toMatchObject({ id, decidedAt: fleet.now.toISOString(), decidedBy: null });
    expect(refusal(await approve(id))).toEqual([409, 'attendance_status']);
    expect((await manager.get(`/v1/attendance?status=EXPIRED&driverId=${worker.driverId}`)).body.items).toMatchObject([
      { id },
    ]);
    expect((await fleet.checkIn(worker)).body).toMatchObject({ status: 'PENDING', attempt: 2 });
  });

  it("expires at its shift's end at the latest", async () => {
    const driverId = await fleet.driver();
    const vehicleId = await fleet.vehicle();
    const rosterEntryId = await fleet.roster(driverId, vehicleId, fleet.now, 1);
    const brief = { driverId, vehicleId, rosterEntryId, deviceId: driverId, caller: await fleet.loginOf(driverId) };
    await checkedIn(brief);
    fleet.pass(HOUR);
    await expired(brief);
  });

  it('waits longer where the policy lets it by then', async () => {
    await checkedIn();
    const longer = { ...POLICY, checkInWaitsMinutes: 180 };
    const changed = await ops.call('PUT', '/v1/duty-policy', longer);
    expect(changed).toMatchObject({ status: 200, body: { checkInWaitsMinutes: 180 } });
    fleet.pass(2 * HOUR);
    await eventually(async () => {
      const due = await fleet.application.sql('SELECT FROM platform.outbox WHERE due_at <= $1', [fleet.now]);
      expect(due).toHaveLength(0);
    });
    expect((await own()).current).toMatchObject({ status: 'PENDING' });
    fleet.pass(HOUR);
    await expired();
    await ops.call('PUT', '/v1/duty-policy', POLICY);
  });

  describe('while the policy becomes stricter', () => {
    const setPolicy = async (checkInWaitsMinutes: number | null) =>
      expect((await ops.call('PUT', '/v1/duty-policy', { ...POLICY, checkInWaitsMinutes })).status).toBe(200);
    afterEach(() => setPolicy(120));

    it('waits no longer than that lets it', async () => {
      await checkedIn();
      await setPolicy(60);
      fleet.pass(HOUR - 1);
      expect((await own()).current).toMatchObject({ status: 'PENDING' });
      fleet.pass(1);
      await expired();
    });

    it('expires at once where it has waited for as long, though it was to wait for its shift’s end', async () => {
      await setPolicy(null);
      await checkedIn();
      fleet.pass(3 * HOUR);
      expect((await own()).current).toMatchObject({ status: 'PENDING' });
      await setPolicy(120);
      await expired();
    });

    it('stays, where nobody wrote down its shift’s end, when that is taken back before its time', async () => {
      const id = await checkedIn();
      await fleet.application.sql('UPDATE attendance.attendances SET shift_ends_at = NULL WHERE id = $1', [id]);
      await setPolicy(null);
      fleet.pass(2 * HOUR);
      await eventually(async () => {
        const due = await fleet.application.sql('SELECT FROM platform.outbox WHERE due_at <= $1', [fleet.now]);
        expect(due).toHaveLength(0);
      });
      expect((await own()).current).toMatchObject({ id, status: 'PENDING' });
      await manager.post(`/v1/attendance/${id}/reject`, { reason: 'Too late' });
    });

    it('is held to it also where it was made while that changed', async () => {
      const expireCheckIn = fleet.application.app.get(ExpireCheckIn);
      const plan = expireCheckIn.plan.bind(expireCheckIn);
      let go = (): void => undefined;
      const gone = new Promise<void>((resolve) => (go = resolve));
      const reached = new Promise<void>((resolve) => {
        jest.spyOn(expireCheckIn, 'plan').mockImplementationOnce(async (attendance, now) => {
          await plan(attendance, now);
          resolve();
          await gone;
        });
      });
      const checkingIn = checkedIn();
      await reached;
      const changing = setPolicy(60);
      // Long enough for a change that waits for nobody, and for what is open to be held to it.
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      go();
      await Promise.all([checkingIn, changing]);
      fleet.pass(HOUR);
      await expired();
    });
  });

  it('is decided on or expires, never both', async () => {
    const outcomes = new Set<string>();
    for (let round = 0; round < 10; round++) {
      const another = await fleet.worker();
      const id = await checkedIn(another);
      fleet.pass(2 * HOUR);
      const { status } = await approve(id);
      const { items } = await eventually(async () => {
        const shown = await own(another);
        expect(shown.items[0].status).not.toBe('PENDING');
        return shown;
      });
      expect([status, items[0].status]).toEqual(status === 200 ? [200, 'APPROVED'] : [409, 'EXPIRED']);
      outcomes.add(items[0].status as string);
    }
    expect(outcomes.size).toBeGreaterThan(0);
  });

  it('is not approved for a shift that was taken away, and can be rejected', async () => {
    const id = await checkedIn();
    const { rosterEntryId, driverId, vehicleId } = worker;
    const cancelled = { rosterEntryId, driverId, vehicleId, reason: 'Needed elsewhere' };
    await fleet.given(new RosterEntryCancelled(rosterEntryId, cancelled, fleet.now));
    expect(refusal(await approve(id))).toEqual([400, 'not_rostered']);
    expect((await manager.post(`/v1/attendance/${id}/reject`, { reason: 'No shift' })).status).toBe(200);
  });

  it('counts for his hours as if it were approved', async () => {
    await checkedIn();
    fleet.pass(30 * MINUTE);
    const dutyEndsBy = new Date(fleet.now.getTime() + 11.5 * HOUR).toISOString();
    expect((await own()).hours).toMatchObject({ minutesOnDuty: 30, minutesLeft: 690, dutyEndsBy, mayStartAt: null });
  });

  describe('with a cab that is out of service', () => {
    it('is not made, and not approved, until it is in service again', async () => {
      await out([-60, 30]);
      const refused = await fleet.checkIn(worker);
      expect(refusal(refused)).toEqual([409, 'vehicle_out_of_service']);
      expect(refused.body).toMatchObject({ vehicleId: worker.vehicleId, reason: 'Brakes' });
      fleet.pass(30 * MINUTE);
      const id = await checkedIn();
      await out([0, null]);
      expect(refusal(await approve(id))).toEqual([409, 'vehicle_out_of_service']);
      await out();
      expect((await approve(id)).status).toBe(200);
    });

    it('is one that is out now, not one that will be', async () => {
      await out([1, null]);
      await checkedIn();
    });
  });
});
