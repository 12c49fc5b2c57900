import { Client } from 'pg';
import { done, FleetFixture } from '../contexts/fleet/fleet-fixture';
import { eventually, TestApplication } from '../support/application';

/** A fleet that is suspended, or works again, while somebody of it is just being activated in another transaction. */
describe('a suspension and an activation at once', () => {
  let application: TestApplication;
  let fleet: FleetFixture;
  let fleetId: string;
  let hubId: string;
  let activation: Client;

  beforeAll(async () => (application = await TestApplication.start()));
  afterAll(() => application.stop());
  beforeEach(async () => {
    fleet = await FleetFixture.create(application);
    fleetId = await fleet.fleet();
    hubId = await fleet.hub(fleetId);
    activation = new Client({ connectionString: application.database.adminUrl });
    await activation.connect();
  });
  afterEach(() => activation.end());

  async function fleetBecomes(status: string): Promise<void> {
    done(await fleet.ops.post(`/v1/fleets/${fleetId}/status`, { status, reason: 'Decided' }));
  }
  async function statuses(driverId: string, vehicleId: string): Promise<string[]> {
    const rows = await application.sql<{ status: string }>(
      `SELECT status FROM assignment.drivers WHERE driver_id = $1
       UNION ALL SELECT status FROM attendance.drivers WHERE id = $1
       UNION ALL SELECT status FROM assignment.vehicles WHERE vehicle_id = $2`,
      [driverId, vehicleId],
    );
    return rows.map(({ status }) => status);
  }
  /** What the listeners of an activation do, in a transaction that is still open when this returns. */
  async function activate(driverId: string, vehicleId: string): Promise<void> {
    await activation.query('BEGIN');
    await activation.query(`UPDATE assignment.drivers SET status = 'ACTIVE' WHERE driver_id = $1`, [driverId]);
    await activation.query(`UPDATE attendance.drivers SET status = 'ACTIVE' WHERE id = $1`, [driverId]);
    await activation.query(`UPDATE assignment.vehicles SET status = 'ACTIVE' WHERE vehicle_id = $1`, [vehicleId]);
  }
  async function somebodyWaits(): Promise<void> {
    await eventually(async () => {
      const waiting = await application.sql(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(waiting).not.toEqual([]);
    }, 5_000);
  }

  it.each([
    ['SUSPENDED', 'SUSPENDED'],
    ['ACTIVE', 'ACTIVE'],
  ])('leave nobody behind where the fleet becomes %s', async (to, wanted) => {
    const [driverId, vehicleId] = [await fleet.driver(hubId), await fleet.vehicle(hubId)];
    if (to === 'ACTIVE') await fleetBecomes('SUSPENDED');
    await activate(driverId, vehicleId);
    const changed = fleetBecomes(to);
    // Whether it waits here or not, what counts is what is there once both have committed.
    await somebodyWaits().catch(() => undefined);
    await activation.query('COMMIT');
    await changed;
    expect(await statuses(driverId, vehicleId)).toEqual([wanted, wanted, wanted]);
  });

  it('end the same in whichever order real requests come', async () => {
    const pairs = [];
    for (let round = 0; round < 6; round++)
      pairs.push([await fleet.driver(hubId), await fleet.vehicle(hubId)] as const);
    for (const [round, [driverId, vehicleId]] of pairs.entries()) {
      const active = { status: 'ACTIVE', reason: 'Papers seen' };
      const to = round % 2 === 0 ? 'SUSPENDED' : 'ACTIVE';
      const [driver, vehicle] = await Promise.all([
        fleet.ops.post(`/v1/drivers/${driverId}/status`, active),
        fleet.ops.post(`/v1/vehicles/${vehicleId}/status`, active),
        fleetBecomes(to),
      ]);
      expect([driver.status, vehicle.status]).toEqual([200, 200]);
      expect(await statuses(driverId, vehicleId)).toEqual([to, to, to]);
    }
  });
});
