import type { TimeWindow } from '../../../kernel/time-window';
import type { Refusal } from './refusal';

/** A time in which a vehicle is out of service, as fleet told it. */
export interface Outage {
  readonly from: Date;
  /** Null: until further notice. */
  readonly until: Date | null;
  readonly reason: string;
}

/** The first that any part of the window lies in; null where none. */
export function outageDuring(outages: readonly Outage[], { start, end }: TimeWindow): Outage | null {
  return outages.find(({ from, until }) => from < end && (until === null || until > start)) ?? null;
}

/** Why the vehicle does no work in the window; null where it may. */
export function outageRefusal(plate: string, outages: readonly Outage[], window: TimeWindow): Refusal | null {
  const outage = outageDuring(outages, window);
  if (!outage) return null;
  const from = outage.from.toISOString();
  const until = outage.until?.toISOString() ?? null;
  const { reason } = outage;
  const message = `${plate} is out of service from ${from}${until ? ` to ${until}` : ' until further notice'}: ${reason}`;
  return { code: 'vehicle_out_of_service', message, details: { from, until, reason } };
}
