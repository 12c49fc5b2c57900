import { v7 as uuidv7 } from 'uuid';
import { eventually, type TestCaller } from '../../support/application';
import { OperatorAtWork, refusal } from './operator-at-work';
import { StandingTold } from './standing-told';
import { DriverPreferencesChanged } from '../../../src/contexts/fleet/contracts/fleet-events';

/** The week after the Saturday on which the operator is at work. */
const MONDAY = '2026-11-23';
const NEXT_MONDAY = '2026-11-30';
const at = (local: string): string => new Date(`${local}:00+05:30`).toISOString();

describe('a week of the roster', () => {
  let operator: OperatorAtWork;
  let told: StandingTold;
  let manager: TestCaller;
  let driverId: string;
  let vehicleId: string;

  beforeAll(async () => {
    operator = await OperatorAtWork.open();
    told = new StandingTold(operator);
    manager = await operator.actAs({
      role: 'hub_manager',
      fleetIds: [operator.fleetId],
      hubIds: [operator.hubId],
    });
  });
  afterAll(() => operator.close());
  beforeEach(async () => {
    driverId = await operator.driver();
    vehicleId = await operator.vehicle();
    // Each test has its week to itself.
    await operator.application.sql(
      `UPDATE assignment.roster_entries SET status = 'CANCELLED', cancelled_at = now(), cancelled_by = planned_by,
         cancel_reason = 'Another test', acknowledged_at = NULL WHERE status IN ('DRAFT', 'PUBLISHED', 'ACKNOWLEDGED')`,
    );
  });

  const shift = (from: string, until: string, who: object = {}) => ({
    ...{ driverId, vehicleId, startsAt: at(from), endsAt: at(until) },
    ...who,
  });
  const draft = (entries: object[], caller = manager, monday = MONDAY, hubId = operator.hubId) =>
    caller.post(`/v1/roster/weeks/${monday}`, { hubId, entries });
  const copy = (terms: object = {}, caller = manager) =>
    caller.post(`/v1/roster/weeks/${NEXT_MONDAY}/copy`, { hubId: operator.hubId, from: MONDAY, ...terms });
  const publish = (caller = manager, monday = MONDAY) =>
    caller.post(`/v1/roster/weeks/${monday}/publish`, { hubId: operator.hubId });
  const codesOf = (body: { errors: { index: number; code: string }[] }): string[] =>
    body.errors.map(({ index, code }) => `${index} ${code}`);
  const statusOf = async (id: string): Promise<string> =>
    (
      await operator.application.sql<{ status: string }>('SELECT status FROM assignment.roster_entries WHERE id = $1', [
        id,
      ])
    )[0]!.status;
  const known = (id: string) =>
    operator.application.sql('SELECT FROM attendance.roster_entries WHERE id = $1', [id]).then(({ length }) => length);
  const asDriver = (id = driverId) => operator.actAs({ role: 'driver', driverId: id });

  it('is drafted, which nobody is told, and then published and acknowledged', async () => {
    const drafted = await draft([shift('2026-11-23T08:00', '2026-11-23T18:00')]);
    expect(drafted.status).toBe(201);
    expect(drafted.body).toMatchObject({ items: [{ status: 'DRAFT', driverId }], warnings: [] });
    const id = drafted.body.items[0].id as string;
    const driver = await asDriver();
    expect(await known(id)).toBe(0);
    expect((await driver.get('/v1/driver/roster')).body.items).toEqual([]);
    expect(refusal(await driver.post(`/v1/driver/roster/${id}/acknowledge`))).toEqual([404, 'roster_entry_not_found']);

    expect(await publish()).toMatchObject({ status: 200, body: { rosterEntryIds: [id], driverIds: [driverId] } });
    expect(await known(id)).toBe(1);
    expect(refusal(await publish())).toEqual([409, 'nothing_to_publish']);
    const silent = await manager.get(`/v1/roster/weeks/${MONDAY}/unacknowledged?hubId=${operator.hubId}`);
    expect(silent.body.items).toMatchObject([{ driverId, driverName: 'Asha', rosterEntryIds: [id] }]);

    const stranger = await asDriver(await operator.driver());
    expect(refusal(await stranger.post(`/v1/driver/roster/${id}/acknowledge`))).toEqual([
      404,
      'roster_entry_not_found',
    ]);
    const both = await Promise.all([1, 2].map(() => driver.post(`/v1/driver/roster/${id}/acknowledge`)));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await driver.get('/v1/driver/roster')).body.items).toMatchObject([{ id, status: 'ACKNOWLEDGED' }]);
    const nobody = await manager.get(`/v1/roster/weeks/${MONDAY}/unacknowledged?hubId=${operator.hubId}`);
    expect(nobody.body.items).toEqual([]);
    const week = await manager.get(`/v1/roster/weeks/${MONDAY}?hubId=${operator.hubId}&limit=200`);
    expect((week.body.items as { id: string }[]).map((line) => line.id)).toContain(id);
  });

  it('names everything that speaks against each row, and drafts none', async () => {
    const [other, cab, foreign] = [await operator.driver(), await operator.vehicle(), await operator.driver(uuidv7())];
    await operator.roster(driverId, vehicleId, new Date(at('2026-11-23T08:00')), 10);
    await told.documents('driver', other, new Date(at('2026-11-25T00:00')));
    await told.outages(cab, { from: new Date(at('2026-11-25T12:00')), until: null });
    const { status, body } = await draft(
      [
        shift('2026-11-23T10:00', '2026-11-23T12:00'),
        shift('2026-11-25T08:00', '2026-11-25T18:00', { driverId: other, vehicleId: cab }),
        shift('2026-11-24T08:00', '2026-11-24T21:00'),
        shift('2026-11-24T10:00', '2026-11-24T12:00'),
        shift('2026-11-30T08:00', '2026-11-30T18:00'),
        shift('2026-11-26T08:00', '2026-11-26T18:00', { driverId: uuidv7() }),
        shift('2026-11-27T08:00', '2026-11-27T18:00', { driverId: foreign }),
      ],
      operator.ops,
    );
    expect([status, body.code]).toEqual([400, 'roster_refused']);
    expect(codesOf(body)).toEqual([
      '0 roster_driver_overlap',
      '1 driver_documents_lapse',
      '1 vehicle_out_of_service',
      '2 driver_hours_spent',
      '3 roster_driver_overlap',
      '4 outside_week',
      '5 driver_not_found',
      '6 driver_of_another_hub',
    ]);
    const rows = await operator.application.sql(
      `SELECT FROM assignment.roster_entries WHERE status = 'DRAFT' AND organization_id = $1`,
      [operator.organizationId],
    );
    expect(rows).toHaveLength(0);
  });

  it('asks for hours across midnight and for rest, also of what is planned after it', async () => {
    // Twelve hours over midnight, and then eight of rest.
    const night = shift('2026-11-23T20:00', '2026-11-24T08:00');
    const tooSoon = await draft([night, shift('2026-11-24T16:00', '2026-11-24T20:00')]);
    expect(codesOf(tooSoon.body)).toEqual(['1 driver_rest_too_short']);
    const planned = await operator.roster(driverId, vehicleId, new Date(at('2026-11-24T16:00')), 4);
    const spoilt = await draft([night]);
    expect(codesOf(spoilt.body)).toEqual(['0 driver_rest_too_short']);
    expect(spoilt.body.errors[0].rosterEntryId).toBe(planned);
    expect((await draft([shift('2026-11-23T20:00', '2026-11-24T04:00')])).status).toBe(201);
  });

  it('warns of a night that its driver would rather not work', async () => {
    const preferences = { night_shift: 'no' };
    await operator.given(
      new DriverPreferencesChanged(driverId, { driverId, preferences, changed: ['night_shift'] }, operator.now),
    );
    const { status, body } = await draft([
      shift('2026-11-23T08:00', '2026-11-23T18:00'),
      shift('2026-11-24T18:00', '2026-11-24T23:01'),
    ]);
    expect(status).toBe(201);
    expect(body.warnings).toMatchObject([{ index: 1, code: 'prefers_no_nights' }]);
  });

  it('is copied at the same hours of the clock, all of it or what does not conflict', async () => {
    await draft([shift('2026-11-23T08:00', '2026-11-23T18:00'), shift('2026-11-29T21:00', '2026-11-29T23:00')]);
    await operator.roster(driverId, await operator.vehicle(), new Date(at('2026-12-06T20:00')), 2);
    const refused = await copy();
    expect([refused.status, codesOf(refused.body)]).toEqual([409, ['1 roster_driver_overlap']]);
    const copied = await copy({ onConflict: 'skip' });
    expect(copied.status).toBe(201);
    expect(copied.body.items).toMatchObject([
      { status: 'DRAFT', startsAt: at('2026-11-30T08:00'), endsAt: at('2026-11-30T18:00') },
    ]);
    expect(copied.body.skipped).toMatchObject([
      { startsAt: at('2026-12-06T21:00'), conflicts: [{ code: 'roster_driver_overlap' }] },
    ]);
  });

  it('is published only while nothing has come against its drafts', async () => {
    const { body } = await draft([shift('2026-11-23T08:00', '2026-11-23T18:00')]);
    await operator.suspended(driverId);
    const refused = await publish();
    expect([refused.status, codesOf(refused.body)]).toEqual([409, ['0 driver_not_active']]);
    expect(await statusOf(body.items[0].id as string)).toBe('DRAFT');
    expect(await manager.post(`/v1/roster/${body.items[0].id}/cancel`, { reason: 'Suspended' })).toMatchObject({
      status: 200,
      body: { status: 'CANCELLED' },
    });
  });

  it('drafts hold a vehicle against another draft, also of two who draft at once', async () => {
    const drivers = await Promise.all(Array.from({ length: 6 }, () => operator.driver()));
    const answers = await Promise.all(
      drivers.map((id) => draft([shift('2026-11-23T08:00', '2026-11-23T18:00', { driverId: id })])),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
  });

  describe('is a matter', () => {
    it('of the hub’s manager and no other', async () => {
      const stranger = await operator.actAs({ role: 'hub_manager', fleetIds: [operator.fleetId], hubIds: [uuidv7()] });
      const entries = [shift('2026-11-23T08:00', '2026-11-23T18:00')];
      expect(refusal(await draft(entries, stranger))).toEqual([404, 'hub_not_found']);
      const { body } = await draft(entries);
      for (const answer of [await publish(stranger), await copy({}, stranger)]) {
        expect(refusal(answer)).toEqual([404, 'hub_not_found']);
      }
      const id = body.items[0].id as string;
      const replace = { vehicleId, reason: 'Mine' };
      expect(refusal(await stranger.post(`/v1/roster/${id}/replace`, replace))).toEqual([
        404,
        'roster_entry_not_found',
      ]);
      const { ops } = await operator.neighbour();
      expect(refusal(await ops.post(`/v1/roster/${id}/replace`, replace))).toEqual([404, 'roster_entry_not_found']);
      expect(refusal(await publish(ops))).toEqual([409, 'nothing_to_publish']);
      const otherFleet = await operator.actAs({ role: 'fleet_manager', fleetIds: [uuidv7()] });
      expect(codesOf((await draft(entries, otherFleet)).body)).toEqual(['0 driver_not_found']);
      for (const role of ['auditor', 'driver'] as const) {
        const caller = await operator.actAs({ role, ...(role === 'driver' && { driverId }) });
        expect(refusal(await draft(entries, caller))).toEqual([403, 'permission_missing']);
        expect(refusal(await publish(caller))).toEqual([403, 'permission_missing']);
      }
      expect(refusal(await manager.get('/v1/driver/roster'))).toEqual([403, 'permission_missing']);
    });

    it('of Mondays', async () => {
      const answer = await draft([shift('2026-11-24T08:00', '2026-11-24T18:00')], manager, '2026-11-24');
      expect(refusal(answer)).toEqual([400, 'not_a_monday']);
      expect((await draft([], manager, '2026-11-31')).status).toBe(400);
    });
  });

  describe('one of its shifts', () => {
    it('is replaced with a reason, in one piece, once of twenty at once', async () => {
      const { body } = await draft([shift('2026-11-23T08:00', '2026-11-23T18:00')]);
      const id = body.items[0].id as string;
      await publish();
      const others = await Promise.all(Array.from({ length: 20 }, () => operator.driver()));
      const answers = await Promise.all(
        others.map((other) => manager.post(`/v1/roster/${id}/replace`, { driverId: other, reason: 'Asha is ill' })),
      );
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      for (const lost of answers.filter(({ status }) => status !== 200)) {
        expect(refusal(lost)).toEqual([409, 'roster_entry_replaced']);
      }
      const winner = answers.find(({ status }) => status === 200)!;
      expect(winner.body).toMatchObject({ status: 'PUBLISHED', replacesId: id, vehicleId });
      expect(await statusOf(id)).toBe('REPLACED');
      expect([await known(id), await known(winner.body.id as string)]).toEqual([0, 1]);
    });

    it('is not replaced by what could not be planned, by itself, or while a ride is to be carried in it', async () => {
      const worker = await operator.onShift();
      const replace = (body: object) => manager.post(`/v1/roster/${worker.rosterEntryId}/replace`, body);
      const busy = await operator.onShift();
      const taken = await replace({ driverId: busy.driverId, reason: 'Swap' });
      expect(refusal(taken)).toEqual([409, 'driver_on_duty']);
      await operator.given(operator.checkedOut(worker));
      const overlapping = await replace({ driverId: busy.driverId, reason: 'Swap' });
      expect(codesOf(overlapping.body)).toEqual(['0 roster_driver_overlap']);
      expect(refusal(await replace({ reason: 'Nothing' }))).toEqual([400, 'nothing_replaced']);
      expect(refusal(await replace({ driverId: uuidv7(), reason: 'Nobody' }))).toEqual([404, 'driver_not_found']);
      expect((await replace({ driverId: uuidv7() })).status).toBe(400);
      await told.onDuty(worker, operator.after(-5), operator.after(600));
      const rideId = await operator.ride();
      await operator.assigned(rideId, worker.driverId);
      await operator.given(operator.checkedOut(worker));
      const inUse = await replace({ vehicleId, reason: 'Puncture' });
      expect(refusal(inUse)).toEqual([409, 'roster_entry_in_use']);
      expect(await statusOf(worker.rosterEntryId)).toBe('PUBLISHED');
    });
  });

  describe('whoever does not come', () => {
    const start = new Date('2026-11-21T03:30:00.000Z');
    afterEach(() => {
      operator.now = start;
    });
    const missed = (id: string) => eventually(async () => expect(await statusOf(id)).toBe('MISSED'));
    const settled = (): Promise<void> =>
      eventually(async () => {
        const due = await operator.application.sql('SELECT FROM platform.outbox WHERE due_at <= $1', [operator.now]);
        expect(due).toHaveLength(0);
      });

    it('has missed his shift after fifteen minutes, and its vehicle is free for another', async () => {
      const id = await operator.roster(driverId, vehicleId, operator.after(60), 8);
      operator.now = operator.after(74);
      await settled();
      expect(await statusOf(id)).toBe('PUBLISHED');
      operator.now = operator.after(1);
      await missed(id);
      expect(await known(id)).toBe(0);
      const other = await operator.driver();
      expect(await manager.post('/v1/roster', operator.shift(other, vehicleId, operator.after(0), 6))).toMatchObject({
        status: 201,
      });
    });

    it('is let in late by a manager', async () => {
      const id = await operator.roster(driverId, vehicleId, operator.after(0), 8);
      operator.now = operator.after(15);
      await missed(id);
      const late = await manager.post(`/v1/roster/${id}/replace`, { reason: 'His scooter broke down' });
      expect(late).toMatchObject({
        status: 200,
        body: { driverId, status: 'PUBLISHED', startsAt: operator.now.toISOString(), replacesId: id },
      });
      expect(await statusOf(id)).toBe('MISSED');
      const twice = await manager.post(`/v1/roster/${id}/replace`, { reason: 'Again' });
      expect(twice.status).toBe(409);
      await operator.checkedIn({ driverId, vehicleId });
      operator.now = operator.after(20);
      await settled();
      expect(await statusOf(late.body.id as string)).toBe('PUBLISHED');
    });

    it('is not looked for who has checked in, nor for a shift that is cancelled', async () => {
      const came = await operator.onShift({ duty: false });
      await operator.checkedIn(came);
      const cancelled = await operator.roster(driverId, vehicleId, operator.after(0), 8);
      await manager.post(`/v1/roster/${cancelled}/cancel`, { reason: 'A holiday' });
      operator.now = operator.after(30);
      await settled();
      expect(await statusOf(came.rosterEntryId)).toBe('PUBLISHED');
      expect(await statusOf(cancelled)).toBe('CANCELLED');
    });
  });
});
