import type { FareLine } from '../../../kernel/fare';
import type { TariffTerms } from '../../../kernel/tariff-terms';
import type { QuotePlan } from './quote';
import type { Demand } from './demand';
import { refusedByState } from './ride-errors';

/** A price that stands for a while, for one trip and for whom it was quoted. */
export interface StoredQuote {
  readonly id: string;
  readonly organizationId: string;
  readonly askedBy: string;
  readonly cityCode: string;
  /** As `tripOf` says. */
  readonly trip: string;
  readonly tariffId: string;
  /** With the surge among its multipliers. */
  readonly terms: TariffTerms;
  readonly surgePermille: number;
  readonly expectedMetres: number;
  readonly expectedMinutes: number;
  readonly expectationSource: string;
  readonly farePaise: number;
  readonly fareLines: readonly FareLine[];
  readonly quotedAt: Date;
  readonly validUntil: Date;
}

/** What makes two requests the same trip: its kind, points and time. Addresses are how people call the points. */
export function tripOf(
  plan: Omit<QuotePlan, 'pickupAt'> & { demand: Demand; vehicleClass: string; pickupAt: Date | null },
): string {
  const { demand, vehicleClass, tripType, rentalPackageCode, pickupAt, pickup, stops, drop } = plan;
  const points = [pickup, ...stops, ...(drop ? [drop] : [])].map(({ latitude, longitude }) => [latitude, longitude]);
  return JSON.stringify([demand, vehicleClass, tripType, rentalPackageCode, pickupAt, drop !== null, points]);
}

/** @throws DomainError `quote_expired`, `quote_of_another_trip` (conflict). The last moment still counts. */
export function assertQuoteHolds(quote: StoredQuote, trip: string, now: Date): void {
  if (quote.trip !== trip) {
    throw refusedByState('quote_of_another_trip', 'This quote is of another trip; ask for one of this.');
  }
  if (now > quote.validUntil) {
    const validUntil = quote.validUntil.toISOString();
    throw refusedByState('quote_expired', `This quote stood until ${validUntil}; ask for another.`, { validUntil });
  }
}
