import type { Schemas } from '../client/cabstand-client';
import { sideBySide } from './agenda';
import type { OnDemand } from './on-demand';
import { summarizeOnDemand } from './on-demand-summary';
import type { DemoRide } from './rides';
import { papersViolations } from './papers';
import type { World } from './world';

type Ride = Schemas['RideResponse'];
type TimelineEntry = Schemas['TimelineEntryResponse'];
type Attendance = Schemas['AttendanceResponse'];

/** Later than this after the pickup time is late. */
const ON_TIME_GRACE_MS = 5 * 60_000;

export interface Summary {
  readonly lines: readonly string[];
  /** Sentences, each about something that must not be. */
  readonly violations: readonly string[];
}

interface History {
  readonly ride: Ride;
  readonly timeline: readonly TimelineEntry[];
  readonly audited: readonly string[];
}

/** Looks at the day afterwards, over the API, as the operator and the auditor. */
export async function summarize(
  world: World,
  rides: readonly DemoRide[],
  onDemand: OnDemand,
  advance: () => Promise<void>,
): Promise<Summary> {
  const violations: string[] = [];
  const histories: History[] = [];
  await sideBySide(rides.map((ride) => async () => void histories.push(await historyOf(world, ride))));
  const requested: History[] = [];
  await sideBySide(
    [...onDemand.granted.keys()].map((id) => async () => void requested.push(await historyOf(world, { id }))),
  );
  const attendances = await allAttendances(world);

  const all = [...histories, ...requested];
  for (const history of all) violations.push(...unaudited(history));
  violations.push(...overlaps(all));
  for (const { ride } of histories) {
    if (!['COMPLETED', 'NO_SHOW', 'CANCELLED'].includes(ride.status))
      violations.push(`Ride ${ride.code} was left ${ride.status}.`);
  }
  const beside = await summarizeOnDemand(
    world,
    onDemand,
    requested.map(({ ride }) => ride),
  );
  violations.push(...beside.violations, ...(await papersViolations(world.operator, world.lapsing)));
  const verification = await verify(world, advance);
  if (verification.violation) violations.push(verification.violation.why);
  if (verification.unsealedCount > 0)
    violations.push(`${verification.unsealedCount} audit entries were left unsealed.`);
  const { data: dead } = await world.operator.client.api['/v1/dead-letters'].GET({
    params: { query: { status: 'dead' } },
  });
  violations.push(...dead!.items.map(({ listener, eventType }) => `${listener} gave up on a ${eventType}.`));

  const completed = histories.filter(({ ride }) => ride.status === 'COMPLETED');
  const outcomes = byStatus(histories);
  const onTime = completed.filter((history) => wasOnTime(history)).length;
  const metres = completed.reduce((sum, { ride }) => sum + (ride.trip?.distanceMetres ?? 0), 0);
  const collected = completed
    .filter(({ ride }) => ride.paymentMode === 'CASH' || ride.paymentMode === 'UPI')
    .reduce((sum, { ride }) => sum + (ride.fare?.totalPaise ?? 0), beside.collectedPaise);
  const declared = attendances.reduce((sum, { cashDepositedPaise }) => sum + (cashDepositedPaise ?? 0), 0);
  const conflicts = await countConflicts(world);
  const events = all.reduce((sum, { audited }) => sum + audited.length, 0);

  return {
    violations,
    lines: [
      `Rides            ${histories.length}: ${[...outcomes].map(([status, of]) => `${of.length} ${status.toLowerCase().replace('_', '-')}`).join(', ')}`,
      `On time          ${percent(onTime, completed.length)} of the completed (at the pickup at most 5 minutes after its time)`,
      `Kilometres       ${Math.round(metres / 1000).toLocaleString('en-IN')} with riders`,
      ...beside.lines,
      `Cash and UPI     ${rupees(declared)} declared of ${rupees(collected)} in fares: ${difference(declared - collected)}`,
      `Duty             ${attendances.filter(({ status }) => status === 'CHECKED_OUT').length} shifts ended, ${attendances.filter(({ status }) => status === 'REJECTED').length} check-in rejected`,
      `Papers           1 police verification lapsed at midnight: of the next week ${world.nextWeek.skipped.length} shift was left out`,
      `Conflicts        ${conflicts} raised for the operator, where reality overran the plan`,
      `Audit            ${verification.verifiedCount} entries sealed and verified, ${events} of them about these rides`,
    ],
  };
}

async function historyOf({ operator, auditor }: World, { id }: { readonly id: string }): Promise<History> {
  const path = { params: { path: { id } } };
  const { data: ride } = await operator.client.api['/v1/rides/{id}'].GET(path);
  const { data: timeline } = await operator.client.api['/v1/rides/{id}/timeline'].GET(path);
  const { data: audit } = await auditor.client.api['/v1/audit'].GET({
    params: { query: { entity: 'ride', entityId: id, limit: 200 } },
  });
  return { ride: ride!, timeline: timeline!.items, audited: audit!.items.map(({ type }) => type) };
}

/** Every entry of the ride's timeline stands in the audit, as often. */
function unaudited({ ride, timeline, audited }: History): string[] {
  const left = [...audited];
  return timeline.flatMap(({ type }) => {
    const at = left.indexOf(type);
    if (at < 0) return [`${type} of ride ${ride.code} is not in the audit.`];
    left.splice(at, 1);
    return [];
  });
}

interface Span {
  readonly driverId: string;
  readonly vehicleId: string;
  readonly code: string;
  readonly from: string;
  readonly to: string;
}

/** No driver and no cab was under way with two rides at once. */
function overlaps(histories: readonly History[]): string[] {
  const spans = histories.flatMap(underWay);
  const said = { driverId: 'driver', vehicleId: 'cab' } as const;
  return (['driverId', 'vehicleId'] as const).flatMap((of) =>
    spans.flatMap((a, index) =>
      spans
        .slice(index + 1)
        .filter((b) => b[of] === a[of] && a.from < b.to && b.from < a.to)
        .map((b) => `Rides ${a.code} and ${b.code} overlap for one ${said[of]}.`),
    ),
  );
}

const TAKES_THE_DRIVER =
  /^ride\.(assigned|unassigned|searching|unfulfilled|broken_down|completed|no_show|cancelled|departed)$/;

/** Each driver's own part of a ride, with his cab, from his departure to what took it from him; who never gave it up has it still. */
function underWay({ ride, timeline }: History): Span[] {
  const spans: Span[] = [];
  let open: Omit<Span, 'to'> | undefined;
  for (const { type, at, data } of timeline) {
    if (!TAKES_THE_DRIVER.test(type)) continue;
    if (open) spans.push({ ...open, to: at });
    const { driverId, vehicleId } = data as Record<string, unknown>;
    const whose = { driverId: String(driverId), vehicleId: String(vehicleId) };
    open = type === 'ride.departed' ? { ...whose, code: ride.code, from: at } : undefined;
  }
  if (open) spans.push({ ...open, to: '9999' });
  return spans;
}

async function verify({ auditor }: World, advance: () => Promise<void>): Promise<Schemas['VerificationResponse']> {
  // The sealer works on wall time, a moment behind what was committed last.
  for (const end = Date.now() + 30_000; ; await new Promise((resolve) => setTimeout(resolve, 500))) {
    await advance();
    const { data } = await auditor.client.api['/v1/audit/verification'].GET({});
    if (!data!.intact || data!.unsealedCount === 0 || Date.now() > end) return data!;
  }
}

async function allAttendances({ operator }: World): Promise<Attendance[]> {
  const found: Attendance[] = [];
  for (let after: string | undefined; ;) {
    const { data } = await operator.client.api['/v1/attendance'].GET({ params: { query: { limit: 200, after } } });
    found.push(...data!.items);
    if (data!.next === null) return found;
    after = data!.next;
  }
}

async function countConflicts({ operator }: World): Promise<number> {
  let count = 0;
  for (const status of ['OPEN', 'LAPSED', 'RESOLVED'] as const) {
    for (let after: string | undefined; ;) {
      const { data } = await operator.client.api['/v1/conflicts'].GET({
        params: { query: { status, limit: 200, after } },
      });
      count += data!.items.length;
      if (data!.next === null) break;
      after = data!.next;
    }
  }
  return count;
}

function wasOnTime({ ride, timeline }: History): boolean {
  const arrived = timeline.findLast(({ type }) => type === 'ride.arrived');
  return arrived !== undefined && Date.parse(arrived.at) <= Date.parse(ride.pickupAt) + ON_TIME_GRACE_MS;
}

function byStatus(histories: readonly History[]): Map<string, History[]> {
  const groups = new Map<string, History[]>();
  for (const history of histories)
    groups.set(history.ride.status, [...(groups.get(history.ride.status) ?? []), history]);
  return groups;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? 'none' : `${((100 * part) / whole).toFixed(1)} %`;
}

function rupees(paise: number): string {
  return `₹${(paise / 100).toLocaleString('en-IN', { minimumFractionDigits: 2 })}`;
}

function difference(paise: number): string {
  return paise === 0 ? 'it adds up' : `${rupees(Math.abs(paise))} ${paise < 0 ? 'missing' : 'too much'}`;
}
