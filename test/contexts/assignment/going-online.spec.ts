import { DriverWentOffline, DriverWentOnline } from '../../../src/contexts/assignment/contracts/assignment-events';
import { EventRegistry } from '../../../src/platform/events/event-registry';
import { InTransaction } from '../../../src/platform/events/listener.decorators';
import type { TestCaller } from '../../support/application';
import { type OnShift, OperatorAtWork, refusal } from './operator-at-work';

describe('going online', () => {
  let operator: OperatorAtWork;
  let worker: OnShift;
  let driver: TestCaller;
  const trail: string[] = [];

  class Witness {
    @InTransaction(DriverWentOnline)
    async online({ payload }: DriverWentOnline): Promise<void> {
      trail.push(`online ${payload.driverId}`);
    }
    @InTransaction(DriverWentOffline)
    async offline({ payload }: DriverWentOffline): Promise<void> {
      trail.push(`offline ${payload.driverId}: ${payload.reason}`);
    }
  }

  beforeAll(async () => {
    operator = await OperatorAtWork.open();
    operator.application.app.get(EventRegistry).register(new Witness());
  });
  afterAll(() => operator.close());
  beforeEach(async () => {
    worker = await operator.onShift();
    driver = await operator.actAs({ role: 'driver', driverId: worker.driverId });
    trail.length = 0;
  });

  const online = async (): Promise<unknown> => (await driver.get('/v1/driver/online')).body.online;
  const goOnline = () => driver.post('/v1/driver/go-online');

  it('is a switch, which says so once each way', async () => {
    expect(await goOnline()).toMatchObject({
      status: 200,
      body: { online: true, onlineSince: operator.now.toISOString(), idleSince: operator.now.toISOString() },
    });
    expect(refusal(await goOnline())).toEqual([409, 'already_online']);
    const off = await driver.post('/v1/driver/go-offline', { reason: 'Lunch' });
    expect(off).toMatchObject({ status: 200, body: { online: false, onlineSince: null } });
    expect(refusal(await driver.post('/v1/driver/go-offline', {}))).toEqual([409, 'already_offline']);
    expect(trail).toEqual([`online ${worker.driverId}`, `offline ${worker.driverId}: Lunch`]);
  });

  it('needs approved duty and no break', async () => {
    const absent = await operator.onShift({ duty: false });
    const other = await operator.actAs({ role: 'driver', driverId: absent.driverId });
    expect(refusal(await other.post('/v1/driver/go-online'))).toEqual([409, 'driver_off_duty']);
    await operator.checkedIn(absent);
    expect(refusal(await other.post('/v1/driver/go-online'))).toEqual([409, 'check_in_pending']);
    await operator.onBreak(worker);
    expect(refusal(await goOnline())).toEqual([409, 'driver_on_break']);
    expect(refusal(await operator.ops.post('/v1/driver/go-online'))).toEqual([403, 'permission_missing']);
  });

  it('ends with a break, and does not come back with its end', async () => {
    await goOnline();
    await operator.onBreak(worker);
    expect(await online()).toBe(false);
    await operator.backFromBreak(worker);
    expect(await online()).toBe(false);
    expect(trail.at(-1)).toBe(`offline ${worker.driverId}: He went on a break.`);
  });

  it('ends with the check-out, which closes the spell of duty', async () => {
    await goOnline();
    await operator.given(operator.checkedOut(worker));
    expect(await online()).toBe(false);
    const spells = await operator.application.sql(
      'SELECT started_at, ended_at FROM assignment.duty_spells WHERE driver_id = $1',
      [worker.driverId],
    );
    expect(spells).toEqual([{ started_at: operator.now, ended_at: operator.now }]);
  });

  it('ends with a suspension', async () => {
    await goOnline();
    await operator.suspended(worker.driverId);
    expect(await online()).toBe(false);
    expect(refusal(await goOnline())).toEqual([409, 'driver_not_active']);
  });

  it('counts the idle time from the end of a ride that was driven', async () => {
    const idleSince = async (): Promise<unknown> => (await driver.get('/v1/driver/online')).body.idleSince;
    await goOnline();
    const since = operator.now.toISOString();
    const rideId = await operator.ride();
    await operator.assigned(rideId, worker.driverId);
    await operator.cancelled(rideId);
    const before = operator.now;
    operator.now = operator.after(10);
    expect(await idleSince()).toBe(since);
    const driven = await operator.ride();
    await operator.assigned(driven, worker.driverId);
    await operator.departed(driven, worker);
    operator.now = operator.after(30);
    await operator.completed(driven, worker);
    expect(await idleSince()).toBe(operator.now.toISOString());
    operator.now = before;
  });
});
