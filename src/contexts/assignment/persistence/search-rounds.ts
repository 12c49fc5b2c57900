import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { RoundRecord } from '../domain/round-record';

const RECORD: Statement = {
  name: 'assignment.search_round.record',
  text: `INSERT INTO assignment.search_rounds
           (id, organization_id, search_id, ride_id, round, at, policy_version, candidates, chosen, record)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
};
const OF_RIDE: Statement = {
  name: 'assignment.search_round.of_ride',
  text: `SELECT record FROM assignment.search_rounds WHERE ride_id = $1 AND organization_id = $2 ORDER BY at, round`,
};
const FORGET: Statement = {
  name: 'assignment.search_round.forget',
  text: `DELETE FROM assignment.search_rounds WHERE id IN (
           SELECT id FROM assignment.search_rounds WHERE at < $1 LIMIT $2)`,
};

/** Beyond this a better squeeze costs the transaction more than it saves of the disk. */
const QUALITY = 3;
/** What is a Date in a record, wherever it stands. */
const MOMENTS = new Set(['at', 'seenAt', 'suspectAt', 'idleSince', 'from', 'pickupAt', 'until']);

/** One compressed row a round; what is asked of it often stands beside it in columns. */
@Injectable()
export class SearchRounds {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async add(record: RoundRecord): Promise<void> {
    const { organizationId, searchId, rideId, round, at, policyVersion, candidates, chosen } = record;
    const facts = [uuidv7(), organizationId, searchId, rideId, round, at, policyVersion, candidates.length, chosen];
    await this.unitOfWork.query(RECORD, [...facts, packed(record)]);
  }

  /** Every round of every search for the ride that is not forgotten yet, in the order of time. */
  async ofRide(rideId: string, organizationId: string): Promise<RoundRecord[]> {
    const rows = await this.unitOfWork.rows<{ record: Buffer }>(OF_RIDE, [rideId, organizationId]);
    return rows.map(({ record }) => unpacked(record));
  }

  /** @returns how many rounds of before that moment were forgotten, at most `most`. */
  async forget(before: Date, most: number): Promise<number> {
    return (await this.unitOfWork.query(FORGET, [before, most])).rowCount!;
  }
}

function packed(record: RoundRecord): Buffer {
  const text = Buffer.from(JSON.stringify(record));
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT } = constants;
  const params = { [BROTLI_PARAM_QUALITY]: QUALITY, [BROTLI_PARAM_SIZE_HINT]: text.length };
  return brotliCompressSync(text, { params });
}

function unpacked(stored: Buffer): RoundRecord {
  return JSON.parse(brotliDecompressSync(stored).toString(), revived) as RoundRecord;
}

/** The figures of a verdict stay the texts they were. */
function revived(this: unknown, key: string, value: unknown): unknown {
  if (key === 'detail') return textual(value as Record<string, unknown>);
  return typeof value === 'string' && MOMENTS.has(key) ? new Date(value) : value;
}

function textual(detail: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(detail).map(([key, value]) => [key, value instanceof Date ? value.toISOString() : value]),
  );
}
