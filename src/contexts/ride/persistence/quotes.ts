import { Injectable } from '@nestjs/common';
import { notFound } from '../../../platform/errors/domain-error';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { StoredQuote } from '../domain/stored-quote';

const ADD: Statement = {
  name: 'ride.quotes.add',
  text: `INSERT INTO ride.quotes (id, organization_id, asked_by, city_code, trip, tariff_id, terms, surge_permille,
           expected_metres, expected_minutes, expectation_source, fare_paise, fare_lines, quoted_at, valid_until)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
};
const FIND: Statement = {
  name: 'ride.quotes.find',
  text: `SELECT id, organization_id AS "organizationId", asked_by AS "askedBy", city_code AS "cityCode", trip,
           tariff_id AS "tariffId", terms, surge_permille AS "surgePermille", expected_metres AS "expectedMetres",
           expected_minutes AS "expectedMinutes", expectation_source AS "expectationSource", fare_paise AS "farePaise",
           fare_lines AS "fareLines", quoted_at AS "quotedAt", valid_until AS "validUntil"
         FROM ride.quotes WHERE id = $1 AND organization_id = $2`,
};
const FORGET: Statement = {
  name: 'ride.quotes.forget',
  text: 'DELETE FROM ride.quotes WHERE id IN (SELECT id FROM ride.quotes WHERE valid_until < $1 LIMIT $2)',
};

/** Quotes are written once and forgotten when nobody can ride by them: the ride keeps what it was priced by. */
@Injectable()
export class Quotes {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async add(quote: StoredQuote): Promise<void> {
    await this.unitOfWork.query(ADD, [
      ...[quote.id, quote.organizationId, quote.askedBy, quote.cityCode, quote.trip],
      ...[quote.tariffId, JSON.stringify(quote.terms), quote.surgePermille],
      ...[quote.expectedMetres, quote.expectedMinutes, quote.expectationSource],
      ...[quote.farePaise, JSON.stringify(quote.fareLines), quote.quotedAt, quote.validUntil],
    ]);
  }

  /** @throws DomainError `quote_not_found`, also for another caller's */
  async of(askedBy: string, id: string): Promise<StoredQuote> {
    const [quote] = await this.unitOfWork.rows<StoredQuote & object>(FIND, [id, this.unitOfWork.organizationId]);
    if (!quote || quote.askedBy !== askedBy) throw notFound('quote', id);
    return quote;
  }

  /** At most so many at once. */
  async forget(before: Date, most: number): Promise<number> {
    return (await this.unitOfWork.query(FORGET, [before, most])).rowCount ?? 0;
  }
}
