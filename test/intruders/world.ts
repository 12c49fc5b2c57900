import { v7 as uuidv7 } from 'uuid';
import { cellOf } from '../../src/contexts/assignment/domain/grid-cell';
import { StartCodes } from '../../src/contexts/ride/application/start-codes';
import { OutboxWorker } from '../../src/platform/outbox/outbox-worker';
import { PICTURE } from '../contexts/attendance/fleet-at-work';
import { newPlate, unique, VEHICLE } from '../contexts/fleet/fleet-fixture';
import type { Login } from '../contexts/identity/logins';
import { type Answer, eventually } from '../support/application';
import { OWN_RULES, ruleOtherwise } from './own-rules';
import type { People } from './people';

const PICKUP = { point: { latitude: 28.5562, longitude: 77.1 }, address: 'IGI Airport, Terminal 3' };
const DROP = { point: { latitude: 28.5708, longitude: 77.3261 }, address: 'Sector 18, Noida' };
const ODOMETER = 1_010_000;
export const VEHICLES_FILE =
  'plate,make,model,vehicle_class,hub,odometer_metres\r\nDL1ZZ9999,Tata,Xpres-T EV,SEDAN,No such hub,1000\r\n';

/** What there is to reach for: one of each kind, all of the first hub, its driver and its rider. */
export type World = Awaited<ReturnType<typeof furnish>>;

export async function furnish(people: People) {
  const site = people.sites.own;
  const upkeep = await keepVehicles(people);
  const shifts = await planShifts(people, upkeep.vehicleId);
  const duty = await goOnDuty(people, shifts);
  const rides = await ride(people, duty.colleague.driverId);
  const rules = await ruleOtherwise(people, await readPolicies(people));
  return {
    ...{ ...site, otherSites: people.sites },
    driverId: people.get('driver').driverId!,
    ...upkeep,
    ...shifts,
    ...duty,
    ...rides,
    ...rules,
    ...(await appoint(people)),
    ...(await showPapers(people)),
    ...(await runPlatform(people)),
    ...(await knowUsers(people)),
    ...{ policies: await readPolicies(people), now: people.now.toISOString() },
  };
}

export function ok(answer: Answer): Answer['body'] {
  if (answer.status < 300) return answer.body;
  throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`);
}

async function keepVehicles(people: People) {
  const { hubId, fleetId } = people.sites.own;
  const vehicle = async () => {
    const plate = newPlate();
    const id = await people.make('/v1/vehicles', { hubId, plate, ...VEHICLE });
    ok(await people.asAdmin('POST', `/v1/vehicles/${id}/status`, { status: 'ACTIVE', reason: 'Papers seen' }));
    return { id, plate };
  };
  const { id: vehicleId, plate } = await vehicle();
  const spare = await vehicle();
  const plan = { name: 'Tyre rotation', everyDays: 180, everyMetres: 10_000_000 };
  const outage = { startsAt: people.after(60 * 24 * 30), endsAt: people.after(60 * 24 * 31), reason: 'Bumper repair' };
  const maintenancePlanId = await people.make(`/v1/vehicles/${spare.id}/maintenance-plans`, plan);
  ok(
    await people.asAdmin('POST', `/v1/vehicles/${spare.id}/maintenance-plans/${maintenancePlanId}/done`, {
      odometerMetres: VEHICLE.odometerMetres,
      costPaise: 245_000,
      note: 'All four tyres',
    }),
  );
  const outageId = await people.make(`/v1/vehicles/${spare.id}/outages`, outage);
  const colleague = await people.driver('own');
  const handOver = { toDriverId: colleague.driverId, odometerMetres: VEHICLE.odometerMetres, chargePercent: 64 };
  const handOverId = await people.make(`/v1/vehicles/${spare.id}/hand-overs`, { ...handOver, conditionNote: 'Clean' });
  const preferenceKey = 'airport_rides';
  const asked = await people
    .get('driver')
    .post('/v1/driver/preferences/requests', { key: preferenceKey, value: false });
  const appliedFleetId = await people.make('/v1/fleets/applications', { name: `Fleet ${unique()}`, city: 'Delhi NCR' });
  return {
    ...{ vehicleId, plate, spareVehicleId: spare.id, sparePlate: spare.plate, maintenancePlanId, outageId, handOverId },
    ...{ appliedFleetId, colleague, preferenceKey, preferenceRequestId: ok(asked).id as string, fleetId },
  };
}

async function planShifts(people: People, vehicleId: string) {
  const { hubId } = people.sites.own;
  const driverId = people.get('driver').driverId!;
  const today = { startsAt: people.after(-30), endsAt: people.after(9 * 60) };
  const rosterEntryId = await people.make('/v1/roster', { driverId, vehicleId, ...today });
  const monday = '2026-11-30';
  const draft = { startsAt: `${monday}T03:00:00.000Z`, endsAt: `${monday}T11:00:00.000Z` };
  const drafted = await people.asAdmin('POST', `/v1/roster/weeks/${monday}`, {
    hubId,
    entries: [{ driverId, vehicleId, ...draft }],
  });
  const publishedMonday = '2027-01-04';
  const toldOf = { startsAt: `${publishedMonday}T03:00:00.000Z`, endsAt: `${publishedMonday}T11:00:00.000Z` };
  const week = `/v1/roster/weeks/${publishedMonday}`;
  const told = await people.asAdmin('POST', week, { hubId, entries: [{ driverId, vehicleId, ...toldOf }] });
  ok(await people.asAdmin('POST', `${week}/publish`, { hubId }));
  return {
    ...{ rosterEntryId, monday, draftedEntryId: ok(drafted).items[0].id as string },
    ...{ publishedMonday, publishedEntryId: ok(told).items[0].id as string },
  };
}

async function goOnDuty(people: People, { rosterEntryId }: { rosterEntryId: string }) {
  const { hubId } = people.sites.own;
  const driver = people.get('driver');
  ok(await driver.post(`/v1/driver/roster/${rosterEntryId}/acknowledge`));
  const attendanceId = await checkIn(people, driver);
  ok(await people.asAdmin('POST', `/v1/attendance/${attendanceId}/approve`));
  const selfie = await selfieOf(driver);

  const worker = async () => {
    const { driverId, phone } = await people.driver('own');
    const vehicleId = await people.make('/v1/vehicles', { hubId, plate: newPlate(), ...VEHICLE });
    ok(await people.asAdmin('POST', `/v1/vehicles/${vehicleId}/status`, { status: 'ACTIVE', reason: 'Papers seen' }));
    const today = { startsAt: people.after(-30), endsAt: people.after(9 * 60) };
    await people.make('/v1/roster', { driverId, vehicleId, ...today });
    const caller = await people.logins.logIn(phone);
    return { driverId, vehicleId, caller, attendanceId: await checkIn(people, caller) };
  };
  const colleague = await worker();
  ok(await people.asAdmin('POST', `/v1/attendance/${colleague.attendanceId}/approve`));
  const arriving = await worker();
  return { attendanceId, selfieId: selfie, colleague, pendingAttendanceId: arriving.attendanceId };
}

async function selfieOf(caller: Login): Promise<string> {
  const answer = await caller.call('POST', '/v1/driver/selfies', PICTURE, { 'content-type': 'image/webp' });
  return ok(answer).selfieId as string;
}

async function checkIn(people: People, caller: Login): Promise<string> {
  const said = { odometerStartMetres: ODOMETER, deviceId: `device-${caller.userId}` };
  const answer = await caller.post('/v1/driver/attendance/check-in', { selfieId: await selfieOf(caller), ...said });
  return ok(answer).id as string;
}

async function ride(people: People, colleagueId: string) {
  const [driver, rider] = [people.get('driver'), people.get('rider')];
  const { tariffId, city } = await openForRides(people);
  const startedAt = people.now.toISOString();
  const trip = { vehicleClass: 'SEDAN', tripType: 'LOCAL', pickup: PICKUP, drop: DROP, paymentMode: 'CASH' };
  const book = (minutes: number) =>
    people.make('/v1/rides', {
      ...{ ...trip, pickupAt: people.after(minutes), passenger: { name: 'Meera', phone: '+919812345678' } },
      ...{ expectedMetres: 30_000, expectedMinutes: 60 },
    });
  const ask = async () => ok(await rider.post('/v1/rides', { ...trip, when: 'now' })).id as string;
  const waitingRideId = await book(300);
  const assignedRideId = await book(200);
  ok(await people.asAdmin('POST', `/v1/rides/${assignedRideId}/assign`, { driverId: driver.driverId }));
  ok(await driver.post('/v1/driver/go-online'));
  await standAtPickup(people, driver);
  const drivenRideId = await ask();
  ok(await driver.post(`/v1/driver/offers/${await beOffered(people)}/accept`));
  await drive(people, driver, drivenRideId);
  const { toCollectPaise: collectedPaise } = ok(await driver.get(`/v1/driver/rides/${drivenRideId}/cash`));
  ok(await driver.post(`/v1/driver/rides/${drivenRideId}/cash`, { collectedPaise }));
  await standAtPickup(people, driver);
  const searchedRideId = await ask();
  const offerId = await beOffered(people);
  const chargeId = await owe(people, drivenRideId);
  const { outstandingPaise } = ok(await rider.get('/v1/rider/balance'));
  const conflictId = uuidv7();
  await people.application.sql(
    `INSERT INTO assignment.conflicts (id, organization_id, version, kind, engagement_id, ride_id, driver_id, vehicle_id, detail, status, raised_at)
     SELECT $1, organization_id, 1, 'engagement_overran', id, ride_id, driver_id, vehicle_id, 'Late', 'OPEN', $3
     FROM assignment.engagements WHERE ride_id = $2 AND driver_id <> $4`,
    [conflictId, assignedRideId, people.now, colleagueId],
  );
  const windowId = uuidv7();
  await people.application.sql(
    `INSERT INTO assignment.matching_windows (id, organization_id, city, closes_at, status, matched_at, drivers, cost, greedy_cost, greedy_matched, rides)
     VALUES ($1, $2, 'DELHI_NCR', $3, 'MATCHED', $3, 1, 1, 1, 0, '[]')`,
    [windowId, people.organizationId, people.now],
  );
  return {
    ...{ tariffId, trip, waitingRideId, assignedRideId, drivenRideId, searchedRideId, offerId, conflictId },
    ...{ windowId, chargeId, collectedPaise: collectedPaise as number, riderId: rider.userId, city, startedAt },
    outstandingPaise: outstandingPaise as number,
  };
}

/** In both organizations, so that a refusal abroad is not for want of a tariff. */
async function openForRides(people: People): Promise<{ tariffId: string; city: object }> {
  const opened: { tariffId: string; city: object }[] = [];
  for (const place of ['own', 'other organization'] as const) {
    const { items } = ok(await people.asAdmin('GET', '/v1/cities', undefined, place)) as {
      items: { code: string; name: string; timeZone: string; origin: unknown; windows: object }[];
    };
    const { code, name, timeZone, origin, windows } = items[0]!;
    const ownWindows = place === 'own' ? OWN_RULES.city : {};
    const city = {
      name,
      timeZone,
      origin,
      leadDays: 0,
      windows: { ...windows, departureLeadMinutes: 1_440, ...ownWindows },
    };
    ok(await people.asAdmin('PUT', `/v1/cities/${code}`, city, place));
    const terms = { basePaise: 150_00, perKilometrePaise: 18_00, perMinutePaise: 1_50 };
    const of = { cityCode: code, vehicleClass: 'SEDAN', tripType: 'LOCAL', effectiveFrom: '2026-01-01T00:00:00Z' };
    opened.push({ tariffId: await people.make('/v1/tariffs', { ...of, terms }, place), city });
  }
  return opened[0]!;
}

async function drive(people: People, driver: Login, rideId: string): Promise<void> {
  const fix = { ...PICKUP.point, accuracyMetres: 12, fixedAt: people.now.toISOString() };
  const code = people.application.app.get(StartCodes).of(rideId);
  ok(await driver.post(`/v1/rides/${rideId}/depart`, {}));
  ok(await driver.post(`/v1/rides/${rideId}/arrive`, { fix }));
  ok(await driver.post(`/v1/rides/${rideId}/start`, { code, odometerStartMetres: ODOMETER + 1_000 }));
  people.now = new Date(people.now.getTime() + 30 * 60_000);
  ok(await driver.post(`/v1/rides/${rideId}/complete`, { odometerEndMetres: ODOMETER + 31_000 }));
}

/** A fee of an earlier ride, still to be paid. */
async function owe(people: People, rideId: string): Promise<string> {
  const id = uuidv7();
  await people.application.sql(
    `INSERT INTO payment.charges SELECT (jsonb_populate_record(c, jsonb_build_object('id', $1::uuid, 'ride_id', $3::uuid,
       'kind', 'CANCELLATION_FEE', 'status', 'DUE', 'paid_at', NULL, 'paid_to_driver_id', NULL, 'paid_with_ride_id', NULL))).*
     FROM payment.charges c WHERE ride_id = $2`,
    [id, rideId, uuidv7()],
  );
  return id;
}

/** As his device reports it now. */
async function standAtPickup(people: People, { driverId }: { driverId: string | null }): Promise<void> {
  const { latitude, longitude } = PICKUP.point;
  await people.application.sql(
    `INSERT INTO assignment.last_positions
       (driver_id, organization_id, cell, latitude, longitude, accuracy_metres, charge_percent, charge_at, device_at, seen_at)
     VALUES ($1, $2, $3, $4, $5, 8, 90, $6, $6, $6)
     ON CONFLICT (driver_id) DO UPDATE SET seen_at = excluded.seen_at, charge_at = excluded.charge_at`,
    [driverId, people.organizationId, cellOf(PICKUP.point), latitude, longitude, people.now],
  );
}

function beOffered(people: People): Promise<string> {
  return eventually(async () => {
    people.application.app.get(OutboxWorker).wake();
    const { items } = ok(await people.get('driver').get('/v1/driver/offers')) as { items: { id: string }[] };
    if (!items[0]) throw new Error('Nothing was offered to him yet.');
    return items[0].id;
  });
}

async function appoint(people: People) {
  const { fleetId, hubId } = people.sites.own;
  const manager = () => ({ name: 'Neha Verma', phone: `+9197${unique().padStart(8, '0')}` });
  return {
    fleetManagerId: await people.make('/v1/fleet-managers', { fleetId, ...manager() }),
    hubManagerId: await people.make('/v1/hub-managers', { hubId, ...manager() }),
  };
}

async function showPapers(people: People) {
  const driver = people.get('driver');
  const upload = async (caller: Login, path: string, headers = {}) =>
    ok(await caller.call('POST', path, PICTURE, { 'content-type': 'image/webp', ...headers })).fileId as string;
  const own = '/v1/driver/documents/files';
  const submit = async (document: object) =>
    ok(await driver.post('/v1/driver/documents', { ...document, fileId: await upload(driver, own) })).id as string;
  const documentId = await submit({ documentType: 'pan', number: 'ABCPK1234F' });
  const verifiedDocumentId = await submit({ documentType: 'police_verification', expiresOn: '2027-06-30' });
  ok(await people.asAdmin('POST', `/v1/documents/${verifiedDocumentId}/review`));
  ok(await people.asAdmin('POST', `/v1/documents/${verifiedDocumentId}/verify`));
  const link = ok(await people.asAdmin('POST', `/v1/documents/${documentId}/link`)) as { path: string };
  return { documentId, verifiedDocumentId, ownFileId: await upload(driver, own), link: link.path };
}

async function runPlatform(people: People) {
  const { organizationId, application } = people;
  const file = Buffer.from(VEHICLES_FILE);
  const ops = people.get('ops');
  const asked = await ops.call('POST', '/v1/imports?kind=vehicles&mode=dry_run', file, { 'content-type': 'text/csv' });
  const importId = ok(asked).id as string;
  await eventually(async () => {
    application.app.get(OutboxWorker).wake();
    expect(ok(await ops.get(`/v1/imports/${importId}`)).finishedAt).not.toBeNull();
  });
  const deadLetterId = uuidv7();
  await application.sql(
    `INSERT INTO platform.dead_letters (id, outbox_id, event_id, listener, effect, organization_id, aggregate_version, event, attempts, error, died_at)
     SELECT $1, 1, id, 'Nobody.listens', 'database', $2, 1,
       jsonb_build_object('id', id, 'type', type, 'aggregateId', entity_id), 8, 'Lost', $3
     FROM audit.entries WHERE organization_id = $2 ORDER BY id LIMIT 1`,
    [deadLetterId, organizationId, people.now],
  );
  const [entry] = await application.sql<{ id: string }>(
    'SELECT id FROM audit.entries WHERE organization_id = $1 ORDER BY id LIMIT 1',
    [organizationId],
  );
  return { importId, deadLetterId, auditEntryId: entry!.id };
}

/** A user of the hub, with a session, and the session that each caller has beside the one he calls with. */
async function knowUsers(people: People) {
  const { admin, organizationId, logins } = people;
  const { fleetId, hubId } = people.sites.own;
  const places = { fleetIds: [fleetId], hubIds: [hubId] };
  const user = await logins.user(admin, organizationId, 'hub_manager', places);
  const { sessionId } = await logins.logIn(user.phone);
  const role = { name: 'Night desk', description: 'Books and assigns rides at night.', permissions: ['ride.book'] };
  return {
    ...{ userId: user.id, membershipId: user.membershipId, sessionId },
    customRoleId: await people.make('/v1/custom-roles', role),
  };
}

/** As they may be sent back. */
async function readPolicies(people: People) {
  const read = async (path: string, ...fields: string[]) => {
    const policy = ok(await people.asAdmin('GET', path)) as Record<string, unknown>;
    return { ...Object.fromEntries(fields.map((field) => [field, policy[field]])), reason: 'It is a try.' };
  };
  const terms = ['offerSeconds', 'batchSize', 'searchSeconds', 'roundPauseSeconds', 'emptyRounds', 'weights'];
  const marks = ['lateGraceMinutes', 'earlyGraceMinutes', 'checkInWaitsMinutes', 'checkOutAfterShiftMinutes'];
  const limits = ['breaksAtMost', 'breakMinutesAtMost', 'breaksBeyond', 'odometerJumpMetres', 'distanceDiffersPercent'];
  return {
    matching: await read('/v1/dispatch/policy', 'version', 'rules', 'radii', ...terms),
    hours: await read('/v1/hours-policy', 'version', 'limitMinutes', 'windowMinutes', 'restMinutes'),
    duty: await read('/v1/duty-policy', 'version', ...marks, ...limits),
  };
}
