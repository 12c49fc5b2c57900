import type { TripType } from '../../../kernel/trip-type';
import { ruleNotMet } from './ride-errors';

const MINUTE_MILLISECONDS = 60_000;
const HOUR_MINUTES = 60;
/** A driver says that he sets out a little after he did. */
const SLACK_MINUTES = 15;
/** A ride that was not called off outlasts its plan, but not by days; a journey outstation is planned for up to thirty. */
const LONGEST_HOURS: Readonly<Record<TripType, number>> = { LOCAL: 72, AIRPORT: 72, RENTAL: 72, OUTSTATION: 30 * 24 };

export interface ReviewLimits {
  /** When its cab set out; what an operator gives may lie up to 15 minutes before it. */
  readonly departedAt: Date;
  readonly tripType: TripType;
  readonly now: Date;
}

/**
 * What an operator settles can have happened.
 * @throws DomainError `review_start_too_early`, `review_end_in_future`, `review_trip_too_long` (rules).
 */
export function assertReviewTimes(trip: { startedAt: Date; endedAt: Date }, limits: ReviewLimits): void {
  const { startedAt, endedAt } = trip;
  const { departedAt, tripType, now } = limits;
  const earliest = new Date(departedAt.getTime() - SLACK_MINUTES * MINUTE_MILLISECONDS);
  if (startedAt < earliest) {
    throw ruleNotMet(
      'review_start_too_early',
      `The trip cannot have started at ${startedAt.toISOString()}: its cab set out at ${departedAt.toISOString()}.`,
      { startedAt: startedAt.toISOString(), earliestAt: earliest.toISOString() },
    );
  }
  if (endedAt > now) {
    throw ruleNotMet(
      'review_end_in_future',
      `The trip cannot have ended at ${endedAt.toISOString()}, which is to come.`,
      {
        endedAt: endedAt.toISOString(),
        now: now.toISOString(),
      },
    );
  }
  const mostHours = LONGEST_HOURS[tripType];
  const minutes = (endedAt.getTime() - startedAt.getTime()) / MINUTE_MILLISECONDS;
  if (minutes > mostHours * HOUR_MINUTES) {
    throw ruleNotMet(
      'review_trip_too_long',
      `From start to end are ${Math.ceil(minutes / HOUR_MINUTES)} hours; a trip of the type ${tripType} takes ` +
        `${mostHours} at most. Give startedAt and endedAt as they were.`,
      { startedAt: startedAt.toISOString(), endedAt: endedAt.toISOString(), mostHours },
    );
  }
}
