import { Client } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { FleetAtWork, HOUR, MINUTE, ODOMETER, type Worker } from './fleet-at-work';

/** What the database itself refuses, whoever asks: the superuser here, whom row-level security does not hold. */
describe('the database', () => {
  let fleet: FleetAtWork;
  let worker: Worker;
  let admin: Client;
  let manager: string;

  beforeAll(async () => {
    fleet = await FleetAtWork.open();
    manager = (await fleet.manager()).userId;
    admin = new Client({ connectionString: fleet.application.database.adminUrl });
    await admin.connect();
  });
  afterAll(async () => {
    await admin.end();
    await fleet.close();
  });
  beforeEach(async () => {
    worker = await fleet.worker();
  });

  /** The name of the constraint that refuses the statement, or what it did instead. */
  async function refusedBy(text: string, values: unknown[]): Promise<string> {
    try {
      const { rowCount } = await admin.query(text, values);
      return `${rowCount} rows written`;
    } catch (error) {
      return (error as { constraint?: string; message: string }).constraint ?? (error as Error).message;
    }
  }

  /** A row that the database takes, changed. */
  async function insert(changes: object = {}, of = worker): Promise<string> {
    const { driverId, vehicleId, rosterEntryId, deviceId, caller } = of;
    const row = {
      ...{ id: uuidv7(), organization_id: fleet.organizationId, version: 1, fleet_id: fleet.fleetId },
      ...{ driver_id: driverId, hub_id: fleet.hubId, vehicle_id: vehicleId, roster_entry_id: rosterEntryId },
      ...{ device_id: deviceId, attempt: 1, status: 'PENDING', odometer_start_metres: ODOMETER, breaks: [] },
      ...{ excess_breaks: 0, overlong_breaks: 0 },
      ...{ selfie_id: await fleet.selfie(caller), checked_in_at: fleet.now, checked_in_by: caller.userId },
      ...changes,
    };
    return refusedBy(
      'INSERT INTO attendance.attendances SELECT * FROM jsonb_populate_record(null::attendance.attendances, $1)',
      [JSON.stringify(row)],
    );
  }

  const update = (set: string, ...values: unknown[]): Promise<string> =>
    refusedBy(`UPDATE attendance.attendances SET ${set} WHERE driver_id = $1`, [worker.driverId, ...values]);
  const approve = (): Promise<string> =>
    update(`status = 'APPROVED', decided_at = checked_in_at, decided_by = $2`, manager);
  const checkOut = (odometer: number, deposited = 150): Promise<string> =>
    update(
      `status = 'CHECKED_OUT', checked_out_at = decided_at, on_break_since = NULL, odometer_end_metres = $2,
       cash_paise = 100, personal_upi_paise = 50, cash_deposited_paise = $3`,
      odometer,
      deposited,
    );
  const remember = (set: string, table: string, id: string): Promise<string> =>
    refusedBy(`UPDATE attendance.${table} SET ${set} WHERE id = $1`, [id]);

  it('takes a check-in that keeps every rule', async () => {
    expect(await insert()).toBe('1 rows written');
    expect(await approve()).toBe('1 rows written');
    expect(await checkOut(ODOMETER + 1)).toBe('1 rows written');
  });

  it('holds one open attendance per driver, per vehicle and per device, and one of each attempt', async () => {
    await insert();
    const others = { attempt: 2, device_id: 'another' };
    const vehicleId = await fleet.vehicle();
    const entry = await fleet.roster(worker.driverId, vehicleId);
    const elsewhere = { ...others, vehicle_id: vehicleId, roster_entry_id: entry };
    expect(await insert(elsewhere)).toBe('attendances_one_open_per_driver');

    const driverId = await fleet.driver();
    const sameVehicle = { ...worker, driverId, caller: await fleet.loginOf(driverId) };
    const rosterEntryId = await fleet.roster(driverId, worker.vehicleId);
    expect(await insert({ device_id: 'another' }, { ...sameVehicle, rosterEntryId })).toBe(
      'attendances_one_open_per_vehicle',
    );
    const other = await fleet.worker();
    expect(await insert({ device_id: worker.deviceId }, other)).toBe('attendances_one_open_per_device');

    await update(`status = 'REJECTED', rejection_reason = 'No', decided_at = checked_in_at, decided_by = $2`, manager);
    expect(await insert()).toBe('attendances_attempt');
    expect(await insert({ attempt: 2 })).toBe('1 rows written');
  });

  it('lets a check-in expire that waits, and nothing come of it', async () => {
    await insert();
    const expire = `status = 'EXPIRED', decided_at = checked_in_at`;
    expect(await update(`${expire}, decided_by = $2`, manager)).toBe('attendances_decided');
    expect(await update(expire)).toBe('1 rows written');
    expect(await approve()).toBe('attendances_step');
    expect(await update(`status = 'PENDING', decided_at = NULL`)).toBe('attendances_step');
    expect(await insert({ attempt: 2 })).toBe('1 rows written');
    worker = await fleet.worker();
    await insert();
    await approve();
    expect(await update(`${expire}, decided_by = NULL`)).toBe('attendances_step');
  });

  it('approves only what it would admit by then', async () => {
    await insert();
    await remember(`status = 'SUSPENDED'`, 'drivers', worker.driverId);
    expect(await approve()).toBe('attendances_driver_active');
    await remember(`status = 'ACTIVE'`, 'drivers', worker.driverId);
    await remember(`status = 'MAINTENANCE'`, 'vehicles', worker.vehicleId);
    expect(await approve()).toBe('attendances_vehicle_active');
    await remember(`status = 'ACTIVE'`, 'vehicles', worker.vehicleId);
    const outage = JSON.stringify([{ from: fleet.now, until: null, reason: 'Brakes' }]);
    await remember(`outages = '${outage}'`, 'vehicles', worker.vehicleId);
    expect(await approve()).toBe('attendances_vehicle_in_service');
    await remember(`outages = '[]'`, 'vehicles', worker.vehicleId);
    const late = `status = 'APPROVED', decided_at = checked_in_at + interval '10 hours', decided_by = $2`;
    expect(await update(late, manager)).toBe('attendances_rostered');
    const standing = `INSERT INTO attendance.document_standings VALUES ($1, $2, 'driver', false, NULL, '[]', '[]')`;
    expect(await refusedBy(standing, [worker.driverId, fleet.organizationId])).toBe('1 rows written');
    expect(await approve()).toBe('attendances_documents_stand');
  });

  it('admits nobody with a vehicle that is out of service', async () => {
    const until = new Date(fleet.now.getTime() + 1);
    const outage = JSON.stringify([{ from: fleet.now, until, reason: 'Brakes' }]);
    await remember(`outages = '${outage}'`, 'vehicles', worker.vehicleId);
    expect(await insert()).toBe('attendances_vehicle_in_service');
    expect(await insert({ checked_in_at: until })).toBe('1 rows written');
  });

  it('lets nobody have left before a ride of his duty ended', async () => {
    await insert();
    await approve();
    await update(
      `status = 'CHECKED_OUT', checked_out_at = checked_in_at + interval '2 hours', leaving_because = 'shift_over'`,
    );
    const ride = `INSERT INTO attendance.duty_rides
      SELECT gen_random_uuid(), organization_id, id, checked_in_at + interval '1 hour', 1, 1
      FROM attendance.attendances WHERE driver_id = $1`;
    expect(await refusedBy(ride, [worker.driverId])).toBe('1 rows written');
    const left = (minutes: number) => update(`duty_ended_at = checked_in_at + interval '${minutes} minutes'`);
    expect(await left(59)).toBe('attendances_left_after_rides');
    expect(await left(60)).toBe('1 rows written');
  });

  it('admits only an ACTIVE driver with an ACTIVE vehicle, rostered now', async () => {
    await remember(`status = 'SUSPENDED'`, 'drivers', worker.driverId);
    expect(await insert()).toBe('attendances_driver_active');
    await remember(`status = 'ACTIVE'`, 'drivers', worker.driverId);
    await remember(`status = 'MAINTENANCE'`, 'vehicles', worker.vehicleId);
    expect(await insert()).toBe('attendances_vehicle_active');
    await remember(`status = 'ACTIVE'`, 'vehicles', worker.vehicleId);
    expect(await insert({ roster_entry_id: uuidv7() })).toBe('attendances_rostered');
    expect(await insert({ checked_in_at: new Date(fleet.now.getTime() - HOUR - 1) })).toBe('attendances_rostered');
    expect(await insert({ checked_in_at: new Date(fleet.now.getTime() + 10 * HOUR) })).toBe('attendances_rostered');
    expect(await insert({ status: 'APPROVED' })).toBe('attendances_begin_pending');
  });

  it('admits a selfie once, of the driver himself, of the last ten minutes', async () => {
    const late = new Date(fleet.now.getTime() + 10 * MINUTE + 1);
    expect(await insert({ checked_in_at: late })).toBe('attendances_selfie_recent');
    const other = await fleet.worker();
    const stolen = await fleet.selfie(other.caller);
    expect(await insert({ selfie_id: stolen })).toBe('attendances_own_selfie');
    expect(await insert({ selfie_id: stolen }, other)).toBe('1 rows written');
    const used = await fleet.selfie(worker.caller);
    await insert({ selfie_id: used });
    await update(`status = 'REJECTED', rejection_reason = 'No', decided_at = checked_in_at, decided_by = $2`, manager);
    expect(await insert({ selfie_id: used, attempt: 2 })).toBe('attendances_selfie_once');
  });

  it('refuses an odometer that runs backwards or leaps, at both ends', async () => {
    expect(await insert({ odometer_start_metres: ODOMETER - 1 })).toBe('attendances_odometer_not_below_last');
    expect(await insert({ odometer_start_metres: ODOMETER + 2_000_001 })).toBe('attendances_odometer_plausible');
    await insert();
    await remember(`last_odometer_metres = ${ODOMETER + 1}`, 'vehicles', worker.vehicleId);
    expect(await approve()).toBe('attendances_odometer_not_below_last');
    await remember(`last_odometer_metres = ${ODOMETER}`, 'vehicles', worker.vehicleId);
    await approve();
    expect(await checkOut(ODOMETER - 1)).toBe('attendances_odometer_not_below_last');
    expect(await checkOut(ODOMETER + 2_000_001)).toBe('attendances_odometer_plausible');
    await remember('last_odometer_metres = 0', 'vehicles', worker.vehicleId);
    expect(await checkOut(1_000_000)).toBe('attendances_odometer_range');
  });

  it('knows the steps of an attendance', async () => {
    await insert();
    expect(await update(`status = 'ON_BREAK', on_break_since = checked_in_at`)).toBe('attendances_step');
    expect(await checkOut(ODOMETER)).toBe('attendances_step');
    await approve();
    expect(await update(`status = 'PENDING'`)).toBe('attendances_step');
    expect(await update(`status = 'REJECTED', rejection_reason = 'No'`)).toBe('attendances_step');
    expect(await update(`status = 'ON_BREAK'`)).toBe('attendances_on_break');
    expect(await update(`status = 'ON_BREAK', on_break_since = decided_at`)).toBe('1 rows written');
    expect(await checkOut(ODOMETER)).toBe('1 rows written');
    expect(await update(`status = 'APPROVED'`)).toBe('attendances_step');
  });

  it('lets nobody decide on his own check-in, and nobody reject without a reason', async () => {
    await insert();
    const approved = `status = 'APPROVED', decided_at = checked_in_at`;
    expect(await update(`${approved}, decided_by = checked_in_by`)).toBe('attendances_decided_by_another');
    expect(await update(approved)).toBe('attendances_decided');
    const rejected = `status = 'REJECTED', decided_at = checked_in_at, decided_by = $2`;
    expect(await update(rejected, manager)).toBe('attendances_rejected');
    expect(await update(`${rejected}, rejection_reason = ''`, manager)).toBe('attendances_rejected');
  });

  it('lets nobody with a ride check out, nor take a break during it', async () => {
    await insert();
    await approve();
    const rideId = uuidv7();
    await fleet.given(fleet.assigned(worker, rideId));
    expect(await checkOut(ODOMETER)).toBe('attendances_driver_free');
    await fleet.given(fleet.departed(worker, rideId));
    expect(await update(`status = 'ON_BREAK', on_break_since = decided_at`)).toBe('attendances_no_break_under_way');
  });

  it('admits nobody whose hours are spent, by the rule of his operator', async () => {
    await insert();
    await approve();
    await update(
      `status = 'CHECKED_OUT', checked_out_at = checked_in_at + interval '12 hours', leaving_because = 'shift_over'`,
    );
    const later = async (hours: number): Promise<string> => {
      const at = new Date(fleet.now.getTime() + hours * HOUR);
      await fleet.roster(worker.driverId, worker.vehicleId, at);
      const entry = await fleet.roster(worker.driverId, worker.vehicleId, at);
      const selfie = await fleet.selfie(worker.caller);
      await remember(`created_at = '${at.toISOString()}'`, 'selfies', selfie);
      return insert({ roster_entry_id: entry, selfie_id: selfie, checked_in_at: at, device_id: uuidv7() });
    };
    expect(await later(12)).toBe('attendances_hours_left');
    expect(await later(23.5)).toBe('attendances_hours_left');
    const terms = { limitMinutes: 721, windowMinutes: 1_440, restMinutes: 600 };
    const policy = [fleet.organizationId, 'hours', 2, JSON.stringify(terms), manager, fleet.now, 'A minute more'];
    const set = 'INSERT INTO attendance.policies VALUES ($1, $2, $3, $4, $5, $6, $7)';
    expect(await refusedBy(set, policy)).toBe('1 rows written');
    expect(await later(12)).toBe('1 rows written');
    await admin.query('DELETE FROM attendance.policies');
    const beyond = JSON.stringify({ ...terms, limitMinutes: 1_441 });
    expect(await refusedBy(set, policy.with(3, beyond))).toBe('policies_hours');
  });

  it('admits nobody whose documents do not stand', async () => {
    const standing = (subject: string, usable: boolean, until: Date | null): Promise<string> =>
      refusedBy(
        `INSERT INTO attendance.document_standings VALUES ($1, $2, 'driver', $3, $4, '[]', '[]')
         ON CONFLICT (subject_id) DO UPDATE SET is_usable = $3, usable_until = $4`,
        [subject, fleet.organizationId, usable, until],
      );
    await standing(worker.vehicleId, false, null);
    expect(await insert()).toBe('attendances_documents_stand');
    await standing(worker.vehicleId, true, fleet.now);
    expect(await insert()).toBe('attendances_documents_stand');
    await standing(worker.vehicleId, true, new Date(fleet.now.getTime() + 1));
    await standing(worker.driverId, true, null);
    expect(await insert()).toBe('1 rows written');
  });

  it('lets a driver leave by himself without figures, not with a ride under way, and takes them once', async () => {
    await insert();
    await approve();
    const rideId = uuidv7();
    await fleet.given(fleet.assigned(worker, rideId), fleet.departed(worker, rideId));
    const leave = `status = 'CHECKED_OUT', checked_out_at = decided_at`;
    expect(await update(`${leave}, leaving_because = 'shift_over'`)).toBe('attendances_driver_free');
    await fleet.given(fleet.ended(worker, rideId), fleet.assigned(worker, uuidv7()));
    expect(await update(`${leave}, leaving_because = 'hours_spent'`)).toBe('attendances_leaving');
    expect(await update(`${leave}, leaving_because = 'shift_over'`)).toBe('1 rows written');
    const figures = `odometer_end_metres = ${ODOMETER}, cash_paise = 1, personal_upi_paise = 0, cash_deposited_paise = 1`;
    expect(await update(figures)).toBe('attendances_completed');
    expect(await update(`${figures}, completed_at = decided_at, completed_by = $2`, manager)).toBe('1 rows written');
    expect(await update('cash_paise = 2, cash_deposited_paise = 2')).toBe('attendances_takings_stand');
    expect(await update(`duty_ended_at = checked_in_at - interval '1 minute'`)).toBe('attendances_duty_ended');
  });

  it('adds the cash up, and has it only of those who checked out', async () => {
    await insert();
    await approve();
    expect(await checkOut(ODOMETER, 151)).toBe('attendances_cash');
    expect(await update('cash_paise = 1')).toBe('attendances_checked_out');
    expect(await update(`status = 'CHECKED_OUT', checked_out_at = decided_at, odometer_end_metres = ${ODOMETER}`)).toBe(
      'attendances_checked_out',
    );
  });

  it.each(['driver_id', 'vehicle_id', 'hub_id', 'device_id', 'selfie_id', 'checked_in_at', 'organization_id'])(
    'lets nobody change the %s',
    async (column) => {
      await insert();
      const value = column === 'checked_in_at' ? new Date(fleet.now.getTime() + 1).toISOString() : uuidv7();
      expect(await update(`${column} = $2`, value)).toBe('attendances_identity');
    },
  );

  it('shows the runtime role the rows of one operator, and lets it delete none', async () => {
    await insert();
    const runtime = new Client({ connectionString: fleet.application.database.runtimeUrl });
    await runtime.connect();
    try {
      const count = async (organizationId: string): Promise<number> => {
        await runtime.query(`SELECT set_config('cabstand.organization_id', $1, false)`, [organizationId]);
        const tables = ['attendances', 'selfies', 'drivers', 'vehicles', 'roster_entries'];
        const counts = tables.map((table) => `(SELECT count(*) FROM attendance.${table})`).join(' + ');
        const { rows } = await runtime.query<{ n: number }>(`SELECT (${counts})::int AS n`);
        return rows[0]!.n;
      };
      expect(await count(uuidv7())).toBe(0);
      expect(await count('')).toBe(0);
      expect(await count(fleet.organizationId)).toBeGreaterThan(4);
      for (const table of ['attendances', 'selfies']) {
        await expect(runtime.query(`DELETE FROM attendance.${table}`)).rejects.toThrow('permission denied');
      }
      await expect(runtime.query('UPDATE attendance.selfies SET bytes = 1')).rejects.toThrow('permission denied');
    } finally {
      await runtime.end();
    }
  });
});
