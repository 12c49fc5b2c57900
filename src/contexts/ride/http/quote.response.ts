import { combinedMultiplierPermille } from '../../../kernel/fare';
import type { QuotedOffer } from '../application/quote-ride';
import type { ExpectationSource } from '../domain/quote';
import { FareResponse } from './ride.response';

export class QuoteResponse {
  /** Give it as `quoteId` to ride at this price. */
  id: string;
  /**
   * Until when it stands.
   * @example 2026-11-21T10:05:00.000Z
   */
  validUntil: string;
  /** @example DELHI_NCR */
  cityCode: string;
  tariffId: string;
  /**
   * As asked for; of a ride for now, as a cab is promised.
   * @example 2026-11-21T10:10:00.000Z
   */
  pickupAt: string;
  expectedMetres: number;
  expectedMinutes: number;
  expectationSource: ExpectationSource;
  /**
   * Of the demand at this moment; 1000 where there is none.
   * @example 1300
   */
  surgePermille: number;
  /**
   * All multipliers together, as the fare is computed with: 500 to 2000 for a ride for now.
   * @example 1300
   */
  multiplierPermille: number;
  fare: FareResponse;

  static of(offer: QuotedOffer): QuoteResponse {
    const { id, validUntil, city, tariffId, terms, pickupAt, expectation, surgePermille, fare } = offer;
    return {
      id,
      validUntil: validUntil.toISOString(),
      cityCode: city.code,
      tariffId,
      pickupAt: pickupAt.toISOString(),
      expectedMetres: expectation.metres,
      expectedMinutes: expectation.minutes,
      expectationSource: expectation.source,
      surgePermille,
      multiplierPermille: combinedMultiplierPermille(terms),
      fare: FareResponse.of(fare.totalPaise, fare.lines),
    };
  }
}
