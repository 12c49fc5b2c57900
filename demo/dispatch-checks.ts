import type { Schemas } from '../client/cabstand-client';

export type AuditEntry = Schemas['AuditEntryResponse'];

/** Something of a driver and a ride that began and ended. */
interface Span {
  readonly driverId: string;
  /** Of an engagement. */
  readonly vehicleId?: string;
  readonly rideId: string;
  readonly from: string;
  readonly to: string;
}

interface Engagement extends Span {
  readonly isCompleted: boolean;
  /** For somebody who asked for a cab now. */
  readonly isForNow: boolean;
  /** Accepted while somebody else was aboard. */
  readonly isNext: boolean;
}

const OFFER_ENDS = /^assignment\.offer_(accepted|declined|lapsed|withdrawn)$/;
/** In the end nothing is open; what is says so by never having ended. */
const NEVER = '9999';

/** Each offer ended once, and nobody held two. */
export function offerViolations(entries: readonly AuditEntry[]): string[] {
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
 * they are accepted, or after the rider who is aboard. Of scheduled rides a driver has several ahead; what he drove of them is in
 * the rides' timelines.
 * @param departures an engagement that was accepted while somebody else was aboard counts from its departure among them
 */
export function engagementViolations(entries: readonly AuditEntry[], departures: readonly AuditEntry[]): string[] {
  const engagements = engagementsOf(entries);
  const ofRide = new Map<string, AuditEntry[]>();
  for (const departure of departures)
    ofRide.set(departure.entityId, [...(ofRide.get(departure.entityId) ?? []), departure]);
  const driven = engagements
    .filter(({ isForNow }) => isForNow)
    .flatMap((engagement) =>
      engagement.isNext ? fromDeparture(engagement, ofRide.get(engagement.rideId) ?? []) : [engagement],
    );
  return [
    ...overlaps(engagements, 'rideId', 'Two drivers had the ride'),
    ...overlaps(driven, 'driverId', 'Two rides for now had the driver'),
    ...overlaps(driven, 'vehicleId', 'Two rides for now had the cab'),
  ];
}

/**
 * Each of these completed rides was completed by one driver: the last that it was assigned to, who had accepted an offer of it.
 * An audit that tells nothing does not pass, as it does where only what it tells is looked at.
 */
export function drivenViolations(
  completedRideIds: readonly string[],
  engagements: readonly AuditEntry[],
  offers: readonly AuditEntry[],
): string[] {
  const ofRide = new Map<string, Engagement[]>();
  for (const engagement of engagementsOf(engagements))
    ofRide.set(engagement.rideId, [...(ofRide.get(engagement.rideId) ?? []), engagement]);
  const accepted = new Set(
    offers
      .filter(({ type }) => type === 'assignment.offer_accepted')
      .map(({ payload }) => payload as unknown as Span)
      .map(({ rideId, driverId }) => `${rideId} ${driverId}`),
  );
  return completedRideIds.flatMap((rideId) => {
    const its = ofRide.get(rideId) ?? [];
    const [last, ...others] = its.filter(({ isCompleted }) => isCompleted);
    if (!last || others.length > 0)
      return [`Ride ${rideId} is completed, and ${last ? others.length + 1 : 'none'} of its drivers completed it.`];
    if (its.some(({ from }) => from > last.from))
      return [`Ride ${rideId} was assigned to another after the driver who completed it.`];
    return accepted.has(`${rideId} ${last.driverId}`)
      ? []
      : [`Ride ${rideId} was completed by a driver who accepted no offer of it.`];
  });
}

function engagementsOf(entries: readonly AuditEntry[]): Engagement[] {
  const ended = new Map(
    entries.filter(({ type }) => type === 'assignment.engagement_ended').map((entry) => [entry.entityId, entry]),
  );
  return entries
    .filter(({ type }) => type === 'assignment.driver_assigned')
    .map((entry) => {
      const { promisedPickupAt, afterRideId } = entry.payload as { promisedPickupAt?: unknown; afterRideId?: unknown };
      const end = ended.get(entry.entityId);
      return {
        ...spanOf(entry, end),
        isCompleted: (end?.payload as { outcome?: unknown } | undefined)?.outcome === 'completed',
        isForNow: Boolean(promisedPickupAt),
        isNext: Boolean(afterRideId),
      };
    });
}

function spanOf(begun: AuditEntry, ended: AuditEntry | undefined): Span {
  const { driverId, vehicleId, rideId } = begun.payload as Pick<Span, 'driverId' | 'vehicleId' | 'rideId'>;
  return { driverId, vehicleId, rideId, from: begun.occurredAt, to: ended?.occurredAt ?? NEVER };
}

/** None where it was taken from him before he departed; whole where he completed it and no departure is told. */
function fromDeparture(engagement: Engagement, departures: readonly AuditEntry[]): Engagement[] {
  const departed = departures.find(
    ({ payload, occurredAt }) =>
      (payload as Partial<Span>).driverId === engagement.driverId &&
      occurredAt >= engagement.from &&
      occurredAt <= engagement.to,
  );
  if (departed) return [{ ...engagement, from: departed.occurredAt }];
  return engagement.isCompleted ? [engagement] : [];
}

function overlaps(spans: readonly Span[], of: 'driverId' | 'vehicleId' | 'rideId', sentence: string): string[] {
  const spansOf = new Map<string | undefined, Span[]>();
  for (const span of spans) spansOf.set(span[of], [...(spansOf.get(span[of]) ?? []), span]);
  return [...spansOf].flatMap(([whose, its]) =>
    its.flatMap((a, index) =>
      its
        .slice(index + 1)
        .filter((b) => a.from < b.to && b.from < a.to)
        .map((b) => `${sentence} ${whose} from ${a.from < b.from ? b.from : a.from}.`),
    ),
  );
}
