import { eventually } from '../../support/application';
import { type OnShift, OperatorAtWork, refusal } from './operator-at-work';

describe('conflicts', () => {
  let operator: OperatorAtWork;
  let worker: OnShift;
  let rideId: string;

  beforeAll(async () => {
    operator = await OperatorAtWork.open();
  });
  afterAll(() => operator.close());
  beforeEach(async () => {
    worker = await operator.onShift();
    rideId = await operator.ride();
    await operator.assigned(rideId, worker.driverId);
  });

  interface Line {
    id: string;
    rideId: string;
    kind: string;
    detail: string;
  }
  const open = async (query = '', caller = operator.ops): Promise<Line[]> => {
    const { status, body } = await caller.get(`/v1/conflicts?limit=200${query}`);
    expect(status).toBe(200);
    return (body.items as Line[]).filter((line) => line.rideId === rideId);
  };
  const raised = (): Promise<Line> =>
    eventually(async () => {
      const lines = await open();
      expect(lines).toHaveLength(1);
      return lines[0]!;
    });
  /** Every row that is due has been delivered. */
  const settled = (): Promise<void> =>
    eventually(async () => {
      const due = await operator.application.sql('SELECT FROM platform.outbox WHERE due_at <= $1', [operator.now]);
      expect(due).toHaveLength(0);
    });

  it('are raised when a ride is not over at its planned end, and lapse with it', async () => {
    const start = operator.now;
    await operator.departed(rideId, worker);
    operator.now = operator.after(194);
    await settled();
    expect(await open()).toEqual([]);
    operator.now = operator.after(1);
    const line = await raised();
    expect(line).toMatchObject({ kind: 'engagement_overran', driverId: worker.driverId, status: 'OPEN' });
    expect(line.detail).toContain('under way still');
    await operator.completed(rideId, worker);
    expect(await open()).toEqual([]);
    expect(await open('&status=LAPSED')).toMatchObject([{ id: line.id, status: 'LAPSED' }]);
    operator.now = start;
  });

  it('are not raised for a ride that is over in time', async () => {
    const start = operator.now;
    await operator.departed(rideId, worker);
    await operator.completed(rideId, worker);
    operator.now = operator.after(200);
    await settled();
    expect(await open()).toEqual([]);
    expect(await open('&status=LAPSED')).toEqual([]);
    operator.now = start;
  });

  it('are raised for each ride of a driver who is suspended', async () => {
    const second = await operator.ride(operator.after(300));
    await operator.assigned(second, worker.driverId);
    await operator.suspended(worker.driverId);
    expect(await raised()).toMatchObject({ kind: 'driver_unavailable', vehicleId: worker.vehicleId });
    rideId = second;
    expect(await raised()).toMatchObject({ kind: 'driver_unavailable' });
  });

  it('are raised once for a vehicle that goes out of service twice', async () => {
    await operator.vehicleBecomes(worker.vehicleId, 'MAINTENANCE');
    await operator.vehicleBecomes(worker.vehicleId, 'SUSPENDED');
    await settled();
    expect(await raised()).toMatchObject({ kind: 'vehicle_unavailable' });
  });

  it('are resolved by an operator with a reason, once', async () => {
    await operator.suspended(worker.driverId);
    const { id } = await raised();
    expect((await operator.ops.post(`/v1/conflicts/${id}/resolve`, {})).status).toBe(400);
    const { status, body } = await operator.ops.post(`/v1/conflicts/${id}/resolve`, { reason: 'He may finish it.' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'RESOLVED', reason: 'He may finish it.', resolvedBy: operator.ops.userId });
    expect(refusal(await operator.ops.post(`/v1/conflicts/${id}/resolve`, { reason: 'Again' }))).toEqual([
      409,
      'conflict_resolved',
    ]);
    expect(await open()).toEqual([]);
    expect(await open('&status=RESOLVED')).toMatchObject([{ id }]);
  });

  it('are seen by those whose drivers they concern', async () => {
    await operator.suspended(worker.driverId);
    const { id } = await raised();
    const elsewhere = await operator.actAs({ role: 'fleet_manager', fleetIds: [operator.organizationId] });
    expect(await open('', elsewhere)).toEqual([]);
    const hidden = await elsewhere.post(`/v1/conflicts/${id}/resolve`, { reason: 'Not mine' });
    expect(refusal(hidden)).toEqual([404, 'conflict_not_found']);
    const { ops } = await operator.neighbour();
    expect(refusal(await ops.post(`/v1/conflicts/${id}/resolve`, { reason: 'Not mine' }))).toEqual([
      404,
      'conflict_not_found',
    ]);
    const driver = await operator.actAs({ role: 'driver', driverId: worker.driverId });
    expect((await driver.get('/v1/conflicts')).status).toBe(403);
  });
});
