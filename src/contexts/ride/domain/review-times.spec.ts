import type { TripType } from '../../../kernel/trip-type';
import { assertReviewTimes } from './review-times';

const departedAt = new Date('2026-11-22T10:20:00Z');
const now = new Date('2026-12-24T12:00:00Z');
const HOUR = 3_600_000;

function attempt(startedAt: string, endedAt: string | Date, tripType: TripType = 'AIRPORT') {
  const trip = { startedAt: new Date(startedAt), endedAt: new Date(endedAt) };
  return () => assertReviewTimes(trip, { departedAt, tripType, now });
}
const refusal = (code: string) => expect.objectContaining({ kind: 'rule', code });

describe('the times that an operator settles', () => {
  it('begin no more than a quarter of an hour before the cab set out', () => {
    expect(attempt('2026-11-22T10:05:00Z', '2026-11-22T12:00:00Z')).not.toThrow();
    expect(attempt('2026-11-22T10:04:59Z', '2026-11-22T12:00:00Z')).toThrow(refusal('review_start_too_early'));
  });

  it('end by now', () => {
    expect(attempt('2026-12-24T11:00:00Z', now)).not.toThrow();
    expect(attempt('2026-12-24T11:00:00Z', '2026-12-24T12:00:01Z')).toThrow(refusal('review_end_in_future'));
  });

  it.each<[TripType, number]>([
    ['LOCAL', 72],
    ['AIRPORT', 72],
    ['RENTAL', 72],
    ['OUTSTATION', 720],
  ])('of %s span at most %i hours', (tripType, hours) => {
    const start = '2026-11-22T11:00:00Z';
    const end = Date.parse(start) + hours * HOUR;
    expect(attempt(start, new Date(end), tripType)).not.toThrow();
    expect(attempt(start, new Date(end + 1_000), tripType)).toThrow(refusal('review_trip_too_long'));
  });
});
