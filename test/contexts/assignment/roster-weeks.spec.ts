import { v7 as uuidv7 } from 'uuid';
import { eventually, type TestCaller } from '../../support/application';
import { OperatorAtWork, refusal } from './operator-at-work';
import { StandingTold } from './standing-told';
import { HoursPolicyChanged } from '../../../src/contexts/attendance/contracts/attendance-events';
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

  it('asks for hours over two windows and a rest, however long the rule makes them', async () => {
    const rule = (limitMinutes: number, windowMinutes: number, restMinutes: number) => {
      const terms = { limitMinutes, windowMinutes, restMinutes, changedBy: uuidv7(), reason: 'The law' };
      return operator.given(new HoursPolicyChanged(operator.organizationId, terms, operator.now));
    };
    await rule(720, 2_880, 2_880);
    await operator.roster(driverId, vehicleId, new Date(at('2026-11-23T10:00')), 6);
    await operator.roster(driverId, vehicleId, new Date(at('2026-11-25T02:00')), 6);
    const tooSoon = await draft([shift('2026-11-26T20:00', '2026-11-26T22:00')]);
    await rule(720, 1_440, 600);
    expect(codesOf(tooSoon.body)).toEqual(['0 driver_rest_too_short']);
  });

  it('planned by single shifts is warned of hours and wishes, and planned all the same', async () => {
    const preferences = { earliest_shift_start: '07:00' };
    const facts = { driverId, preferences, changed: ['earliest_shift_start'] };
    await operator.given(new DriverPreferencesChanged(driverId, facts, operator.now));
    const long = await manager.post('/v1/roster', shift('2026-11-24T06:00', '2026-11-24T21:00'));
    expect(long).toMatchObject({
      status: 201,
      body: {
        driverId,
        warnings: [
          { index: 0, code: 'driver_hours_spent' },
          { index: 0, code: 'prefers_a_later_start' },
        ],
      },
    });
    const entries = [shift('2026-11-26T08:00', '2026-11-26T18:00'), shift('2026-11-26T19:00', '2026-11-26T23:00')];
    const bulk = await manager.post('/v1/roster/bulk', { entries });
    expect(bulk.status).toBe(201);
    expect(bulk.body.warnings).toMatchObject([{ index: 1, code: 'driver_hours_spent' }]);
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

  it('is copied from the hours that were planned, where somebody stands in after the start', async () => {
    const start = operator.now;
    // Into the small hours of Monday the 30th: of the week in which it was planned to start.
    const { body } = await draft([
      shift('2026-11-27T06:00', '2026-11-27T14:00'),
      shift('2026-11-29T22:00', '2026-11-30T04:00'),
    ]);
    const [morning, night] = (body.items as { id: string }[]).map(({ id }) => id);
    const replaced = async (id: string, local: string): Promise<string> => {
      operator.now = new Date(at(local));
      const answer = await operator.ops.post(`/v1/roster/${id}/replace`, {
        ...{ driverId: await operator.driver(), reason: 'Asha is ill' },
      });
      expect(answer.body).toMatchObject({ startsAt: at(local) });
      return answer.body.id as string;
    };
    await replaced(await replaced(morning!, '2026-11-27T06:17'), '2026-11-27T06:40');
    await replaced(night!, '2026-11-30T00:10');
    const copied = await operator.ops.post('/v1/roster/weeks/2026-12-07/copy', { hubId: operator.hubId, from: MONDAY });
    const none = await operator.ops.post('/v1/roster/weeks/2026-12-07/copy', {
      ...{ hubId: operator.hubId, from: NEXT_MONDAY },
    });
    operator.now = start;
    expect(copied.body.items).toMatchObject([
      { startsAt: at('2026-12-11T06:00'), endsAt: at('2026-12-11T14:00') },
      { startsAt: at('2026-12-13T22:00'), endsAt: at('2026-12-14T04:00') },
    ]);
    expect(refusal(none)).toEqual([409, 'week_empty']);
  });

  it('is copied with what was left, of whom or of whose cab had a shift of its own until then', async () => {
    const start = operator.now;
    const [relief, cab, other, spare] = await Promise.all([
      operator.driver(),
      operator.vehicle(),
      operator.driver(),
      operator.vehicle(),
    ]);
    const { body } = await draft([
      shift('2026-11-27T06:00', '2026-11-27T14:00'),
      shift('2026-11-27T05:00', '2026-11-27T10:00', { driverId: relief, vehicleId: cab }),
      shift('2026-11-28T06:00', '2026-11-28T14:00'),
      shift('2026-11-28T05:00', '2026-11-28T10:00', { driverId: other, vehicleId: spare }),
    ]);
    const [ill, , puncture] = (body.items as { id: string }[]).map(({ id }) => id);
    const replaced = async (id: string, local: string, by: object): Promise<void> => {
      operator.now = new Date(at(local));
      expect((await operator.ops.post(`/v1/roster/${id}/replace`, { ...by, reason: 'Relief' })).status).toBe(200);
    };
    await replaced(ill!, '2026-11-27T10:00', { driverId: relief });
    await replaced(puncture!, '2026-11-28T10:00', { vehicleId: spare });
    const copied = await operator.ops.post('/v1/roster/weeks/2026-12-07/copy', { hubId: operator.hubId, from: MONDAY });
    operator.now = start;
    expect(copied.body.items).toMatchObject([
      { driverId: relief, startsAt: at('2026-12-11T05:00'), endsAt: at('2026-12-11T10:00') },
      { driverId: relief, startsAt: at('2026-12-11T10:00'), endsAt: at('2026-12-11T14:00') },
      { vehicleId: spare, startsAt: at('2026-12-12T05:00'), endsAt: at('2026-12-12T10:00') },
      { vehicleId: spare, startsAt: at('2026-12-12T10:00'), endsAt: at('2026-12-12T14:00') },
    ]);
  });

  it('is copied without what conflicts, which then stands in the way of nothing', async () => {
    // Ten hours of one day and ten of the next, which the twelve allow for as long as the first leave the window.
    await draft([shift('2026-11-24T08:00', '2026-11-24T18:00'), shift('2026-11-25T06:00', '2026-11-25T16:00')]);
    await operator.roster(driverId, await operator.vehicle(), new Date(at('2026-12-01T17:30')), 1.5);
    const copied = await copy({ onConflict: 'skip' });
    expect(copied.body.skipped).toMatchObject([
      { startsAt: at('2026-12-01T08:00'), conflicts: [{ code: 'roster_driver_overlap' }] },
    ]);
    expect(copied.body.items).toMatchObject([{ startsAt: at('2026-12-02T06:00') }]);
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
      const due = (entry: string) =>
        operator.application.sql('SELECT due_since FROM attendance.roster_entries WHERE id = $1', [entry]);
      expect(await due(late.body.id as string)).toEqual([{ due_since: start }]);
      const twice = await manager.post(`/v1/roster/${id}/replace`, { reason: 'Again' });
      expect(twice.status).toBe(409);
      await operator.checkedIn({ driverId, vehicleId });
      operator.now = operator.after(20);
      await settled();
      expect(await statusOf(late.body.id as string)).toBe('PUBLISHED');
    });

    it('is late since the shift that he missed first, however often he is let in, and who stands for him is not', async () => {
      let id = await operator.roster(driverId, vehicleId, operator.after(0), 8);
      const other = await operator.driver();
      const due: unknown[] = [];
      for (const who of [{}, { vehicleId: await operator.vehicle() }, { driverId: other }]) {
        operator.now = operator.after(15);
        await missed(id);
        const replaced = await manager.post(`/v1/roster/${id}/replace`, { ...who, reason: 'Late' });
        expect(replaced.status).toBe(200);
        id = replaced.body.id as string;
        const sql = 'SELECT due_since FROM attendance.roster_entries WHERE id = $1';
        due.push((await operator.application.sql<{ due_since: Date }>(sql, [id]))[0]!.due_since);
      }
      expect(due).toEqual([start, start, operator.now]);
    });

    it('is late since then also by another cab that he gets before he counts as missing, and who came for it is not', async () => {
      const replaced = async (id: string, who: object): Promise<{ id: string; due: Date }> => {
        const answer = await manager.post(`/v1/roster/${id}/replace`, { ...who, reason: 'Another cab' });
        expect(answer.status).toBe(200);
        const sql = 'SELECT due_since AS due FROM attendance.roster_entries WHERE id = $1';
        const [row] = await operator.application.sql<{ due: Date }>(sql, [answer.body.id]);
        return { id: answer.body.id as string, due: row!.due };
      };
      const [ahead, late, came] = await Promise.all([operator.driver(), operator.driver(), operator.driver()]);
      const planned = await operator.roster(ahead, await operator.vehicle(), operator.after(1), 8);
      const missedOne = await operator.roster(late, vehicleId, operator.after(0), 8);
      const attendedCab = await operator.vehicle();
      const attended = await operator.roster(came, attendedCab, operator.after(0), 8);
      // Of a shift that has not begun nobody is late.
      const moved = await replaced(planned, { vehicleId: await operator.vehicle() });
      expect(moved.due).toEqual(operator.after(1));
      await operator.given(operator.checkedOut(await checkedInWith(came, attendedCab, attended)));
      operator.now = operator.after(15);
      await missed(missedOne);
      const letIn = await replaced(missedOne, {});
      operator.now = operator.after(2);
      expect((await replaced(letIn.id, { vehicleId: await operator.vehicle() })).due).toEqual(start);
      expect((await replaced(attended, { vehicleId: await operator.vehicle() })).due).toEqual(operator.now);
    });
    const checkedInWith = async (driver: string, cab: string, rosterEntryId: string) => {
      const worker = { driverId: driver, vehicleId: cab, rosterEntryId };
      await operator.checkedIn(worker);
      return worker;
    };

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

    it('because an earlier duty on another vehicle holds him is looked for again until he comes or goes', async () => {
      const busy = await operator.onShift();
      const id = await operator.roster(busy.driverId, vehicleId, operator.after(9 * 60), 8);
      operator.now = operator.after(9 * 60 + 15);
      await settled();
      await operator.given(operator.checkedOut(busy));
      operator.now = operator.after(14);
      await settled();
      expect(await statusOf(id)).toBe('PUBLISHED');
      operator.now = operator.after(1);
      await missed(id);
    });

    it('at all while his check-in with another vehicle waits has missed his shift when it is over', async () => {
      const waiting = await operator.onShift({ duty: false });
      await operator.checkedIn(waiting);
      const id = await operator.roster(waiting.driverId, vehicleId, operator.after(9 * 60), 1);
      for (const minutes of [9 * 60 + 15, 15, 15]) {
        operator.now = operator.after(minutes);
        await settled();
      }
      expect(await statusOf(id)).toBe('PUBLISHED');
      operator.now = operator.after(15);
      await missed(id);
    });

    it('anew, being on duty with the vehicle since an earlier shift, has come', async () => {
      const busy = await operator.onShift();
      const id = await operator.roster(busy.driverId, busy.vehicleId, operator.after(9 * 60), 4);
      operator.now = operator.after(9 * 60 + 15);
      const seenAt = operator.now.toISOString();
      await settled();
      await operator.given(operator.checkedOut(busy));
      operator.now = operator.after(60);
      await settled();
      const { body } = await manager.get(`/v1/roster?driverId=${busy.driverId}`);
      expect(body.items[0]).toMatchObject({ id, status: 'PUBLISHED', attendedAt: seenAt });
    });
  });
});
