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

const OFFER_ENDS = /^assignment\.offer_(accepted|declined|lapsed|withdrawn)$/;
/** In the end nothing is open; what is says so by never having ended. */
const NEVER = '9999';

/** Each offer ended once, nobody held two, and no ride was offered to somebody after it was accepted. */
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
 * they are accepted. Of scheduled rides a driver has several ahead; what he drove of them is in the rides' timelines.
 * @param departures where drivers accept a ride while another is aboard: then what counts begins with the departure for it
 */
export function engagementViolations(
  entries: readonly AuditEntry[],
  departures: readonly AuditEntry[] | null = null,
): string[] {
  const ended = new Map(
    entries.filter(({ type }) => type === 'assignment.engagement_ended').map((entry) => [entry.entityId, entry]),
  );
  const assigned = entries.filter(({ type }) => type === 'assignment.driver_assigned');
  const spansOf = (these: readonly AuditEntry[]) => these.map((entry) => spanOf(entry, ended.get(entry.entityId)));
  const forNow = spansOf(
    assigned.filter(({ payload }) => (payload as { promisedPickupAt?: unknown }).promisedPickupAt),
  );
  const ofRide = new Map<string, AuditEntry[]>();
  for (const departure of departures ?? [])
    ofRide.set(departure.entityId, [...(ofRide.get(departure.entityId) ?? []), departure]);
  const promised =
    departures === null ? forNow : forNow.flatMap((span) => fromDeparture(span, ofRide.get(span.rideId) ?? []));
  return [
    ...overlaps(spansOf(assigned), 'rideId', 'Two drivers had the ride'),
    ...overlaps(promised, 'driverId', 'Two rides for now had the driver'),
    ...overlaps(promised, 'vehicleId', 'Two rides for now had the cab'),
  ];
}

function spanOf(begun: AuditEntry, ended: AuditEntry | undefined): Span {
  const { driverId, vehicleId, rideId } = begun.payload as Pick<Span, 'driverId' | 'vehicleId' | 'rideId'>;
  return { driverId, vehicleId, rideId, from: begun.occurredAt, to: ended?.occurredAt ?? NEVER };
}

/** None where he never departed. */
function fromDeparture(span: Span, departures: readonly AuditEntry[]): Span[] {
  const departed = departures.find(
    ({ payload, occurredAt }) =>
      (payload as Partial<Span>).driverId === span.driverId && occurredAt >= span.from && occurredAt <= span.to,
  );
  return departed ? [{ ...span, from: departed.occurredAt }] : [];
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
