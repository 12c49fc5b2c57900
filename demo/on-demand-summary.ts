import type { Schemas } from '../client/cabstand-client';
import { sideBySide } from './agenda';
import { type AuditEntry, drivenViolations, engagementViolations, offerViolations } from './dispatch-checks';
import type { OnDemand } from './on-demand';
import type { OnDemandRequest } from './on-demand-requests';
import type { World } from './world';

type Ride = Schemas['RideResponse'];
type Charge = Schemas['ChargeResponse'];

export interface OnDemandSummary {
  readonly lines: readonly string[];
  readonly violations: readonly string[];
  /** What the drivers had in cash for rides on demand. */
  readonly collectedPaise: number;
}

/** What became of the riders who asked for a cab now, by what the operator and the auditor are told. */
export async function summarizeOnDemand(
  world: World,
  { tally, granted }: OnDemand,
  rides: readonly Ride[],
): Promise<OnDemandSummary> {
  const offers = await audited(world, 'offer');
  const engagements = await audited(world, 'engagement');
  const charges = await allCharges(world);
  const completed = rides.filter(({ status }) => status === 'COMPLETED').map(({ id }) => id);
  const violations = [
    ...offerViolations(offers),
    // Nobody looks ahead in the demo's city: none is accepted while somebody else is aboard.
    ...engagementViolations(engagements, []),
    ...drivenViolations(completed, engagements, offers),
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
