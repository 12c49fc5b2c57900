import type { Schemas } from '../client/cabstand-client';
import { sideBySide } from './agenda';
import type { OnDemand } from './on-demand';
import type { OnDemandRequest } from './on-demand-requests';
import type { World } from './world';

type Ride = Schemas['RideResponse'];
type Charge = Schemas['ChargeResponse'];
type AuditEntry = Schemas['AuditEntryResponse'];

export interface OnDemandSummary {
  readonly lines: readonly string[];
  readonly violations: readonly string[];
  /** What the drivers had in cash for rides on demand. */
  readonly collectedPaise: number;
}

/** Something of a driver and a ride that began and ended. */
interface Span {
  readonly driverId: string;
  /** Of an engagement. */
  readonly vehicleId?: string;
  readonly rideId: string;
  readonly from: string;
  readonly to: string;
}

const OFFER_ENDS = /^assignment\.offer_(accepted|declined|lapsed|withdrawn)$/;
/** After the demo nothing is open; what is says so by never having ended. */
const NEVER = '9999';

/** What became of the riders who asked for a cab now, by what the operator and the auditor are told. */
export async function summarizeOnDemand(
  world: World,
  { tally, granted }: OnDemand,
  rides: readonly Ride[],
): Promise<OnDemandSummary> {
  const offers = await audited(world, 'offer');
  const engagements = await audited(world, 'engagement');
  const charges = await allCharges(world);
  const violations = [
    ...offerViolations(offers),
    ...engagementViolations(engagements),
    ...chargeViolations(rides, charges),
    ...(await balanceViolations([...granted.values()], charges)),
  ];
  for (const { code, status } of rides) {
    if (!['COMPLETED', 'CANCELLED'].includes(status))
      violations.push(`Ride ${code}, asked for on demand, was left ${status}.`);
  }

  const count = (entries: readonly AuditEntry[], type: string): number =>
    entries.filter((entry) => entry.type === type).length;
  const sum = (status: Charge['status']): number =>
    charges.filter((charge) => charge.status === status).reduce((paise, { amountPaise }) => paise + amountPaise, 0);
  const were = (status: Ride['status']): number => rides.filter((ride) => ride.status === status).length;
  return {
    violations,
    collectedPaise: sum('PAID'),
    lines: [
      `On demand        ${tally.requested} requested: ${were('COMPLETED')} completed, ${tally.givenUp} given up by riders, ` +
        `${tally.noDriversFound} found no driver, ${tally.refusedForOwing} refused for an unpaid fare`,
      `Offers           ${count(offers, 'assignment.offer_made')} made: ${count(offers, 'assignment.offer_accepted')} accepted, ` +
        `${count(offers, 'assignment.offer_declined')} declined, ${count(offers, 'assignment.offer_lapsed')} lapsed; ` +
        `${count(engagements, 'assignment.driver_lost')} driver lost on his way, the ride searched anew`,
      `Charges          ${charges.length}: ${rupees(sum('PAID'))} paid in cash, ${rupees(sum('WAIVED'))} waived, ` +
        `${rupees(sum('DUE'))} due`,
    ],
  };
}

/** Each offer ended once, nobody held two, and no ride was offered to somebody after it was accepted. */
function offerViolations(entries: readonly AuditEntry[]): string[] {
  const ends = new Map<string, AuditEntry[]>();
  for (const entry of entries.filter(({ type }) => OFFER_ENDS.test(type)))
    ends.set(entry.entityId, [...(ends.get(entry.entityId) ?? []), entry]);
  const made = entries.filter(({ type }) => type === 'assignment.offer_made');
  const unequal = made
    .filter(({ entityId }) => ends.get(entityId)?.length !== 1)
    .map(({ entityId }) => `Offer ${entityId} ended ${ends.get(entityId)?.length ?? 0} times.`);
  const spans = made.map((entry) => spanOf(entry, ends.get(entry.entityId)?.[0]));
  return [...unequal, ...overlaps(spans, 'driverId', 'Two offers were open for the driver')];
}

/**
 * No ride had two drivers, and neither a driver nor a cab two rides that were asked for on demand: those are driven as soon as
 * they are accepted. Of scheduled rides a driver has several ahead; what he drove of them is in the rides' timelines.
 */
function engagementViolations(entries: readonly AuditEntry[]): string[] {
  const ended = new Map(
    entries.filter(({ type }) => type === 'assignment.engagement_ended').map((entry) => [entry.entityId, entry]),
  );
  const assigned = entries.filter(({ type }) => type === 'assignment.driver_assigned');
  const spansOf = (these: readonly AuditEntry[]) => these.map((entry) => spanOf(entry, ended.get(entry.entityId)));
  const promised = spansOf(
    assigned.filter(({ payload }) => (payload as { promisedPickupAt?: unknown }).promisedPickupAt),
  );
  return [
    ...overlaps(spansOf(assigned), 'rideId', 'Two drivers had the ride'),
    ...overlaps(promised, 'driverId', 'Two rides for now had the driver'),
    ...overlaps(promised, 'vehicleId', 'Two rides for now had the cab'),
  ];
}

/** Every completed ride has one fare to its charge that no review replaced, of the sum that the ride says. */
function chargeViolations(rides: readonly Ride[], charges: readonly Charge[]): string[] {
  return rides.flatMap(({ id, code, status, fare }) => {
    const fares = charges.filter(({ rideId, kind }) => rideId === id && kind === 'FARE');
    if (status !== 'COMPLETED') return fares.length > 0 ? [`Ride ${code} is ${status} and charged a fare.`] : [];
    const [last, ...before] = fares;
    if (!last || before.some((charge) => charge.status !== 'WAIVED'))
      return [`Ride ${code} has ${fares.length} fares to pay.`];
    return last.amountPaise === fare?.totalPaise ? [] : [`Ride ${code} is charged another sum than its fare.`];
  });
}

/** What each rider is told he owes is the sum of his charges that are due. */
async function balanceViolations(requests: readonly OnDemandRequest[], charges: readonly Charge[]): Promise<string[]> {
  const violations: string[] = [];
  await sideBySide(
    [...new Set(requests.map(({ rider }) => rider))].map((rider) => async () => {
      const api = rider.phone.client.api;
      const { data: balance } = await api['/v1/rider/balance'].GET({});
      const { data: own } = await api['/v1/rider/charges'].GET({ params: { query: { limit: 200 } } });
      const ids = new Set(own!.items.map(({ id }) => id));
      const due = charges.filter(({ id, status }) => ids.has(id) && status === 'DUE');
      const total = due.reduce((paise, { amountPaise }) => paise + amountPaise, 0);
      if (balance!.outstandingPaise !== total)
        violations.push(`${rider.name} owes ${balance!.outstandingPaise} paise, and his charges say ${total}.`);
    }),
  );
  return violations;
}

function spanOf(begun: AuditEntry, ended: AuditEntry | undefined): Span {
  const { driverId, vehicleId, rideId } = begun.payload as Pick<Span, 'driverId' | 'vehicleId' | 'rideId'>;
  return { driverId, vehicleId, rideId, from: begun.occurredAt, to: ended?.occurredAt ?? NEVER };
}

function overlaps(spans: readonly Span[], of: 'driverId' | 'vehicleId' | 'rideId', sentence: string): string[] {
  return spans.flatMap((a, index) =>
    spans
      .slice(index + 1)
      .filter((b) => a[of] === b[of] && a.from < b.to && b.from < a.to)
      .map((b) => `${sentence} ${a[of]} from ${a.from < b.from ? b.from : a.from}.`),
  );
}

async function audited({ auditor }: World, entity: string): Promise<AuditEntry[]> {
  const found: AuditEntry[] = [];
  for (let after: string | undefined; ;) {
    const { data } = await auditor.client.api['/v1/audit'].GET({ params: { query: { entity, limit: 200, after } } });
    found.push(...data!.items);
    if (data!.next === null) return found;
    after = data!.next;
  }
}

async function allCharges({ operator }: World): Promise<Charge[]> {
  const found: Charge[] = [];
  for (let after: string | undefined; ;) {
    const { data } = await operator.client.api['/v1/charges'].GET({ params: { query: { limit: 200, after } } });
    found.push(...data!.items);
    if (data!.next === null) return found;
    after = data!.next;
  }
}

function rupees(paise: number): string {
  return `₹${(paise / 100).toLocaleString('en-IN', { minimumFractionDigits: 2 })}`;
}
