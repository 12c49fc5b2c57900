import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, type BrotliOptions, constants } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { roundTold, type SearchRoundTold } from '../domain/dispatch-story';
import type { RoundRecord } from '../domain/round-record';

const RECORD: Statement = {
  name: 'assignment.search_round.record',
  text: `INSERT INTO assignment.search_rounds (id, organization_id, search_id, ride_id, round, at, policy_version, candidates,
           chosen, radius_metres, eligible, refused_by, outside, note, window_id, record)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
};
const TOLD_OF_RIDE: Statement = {
  name: 'assignment.search_round.told_of_ride',
  text: `SELECT id, search_id AS "searchId", round, at, policy_version AS "policyVersion", candidates AS looked, chosen,
           radius_metres AS "radiusMetres", eligible, refused_by AS "refusedBy", outside, note, window_id AS "windowId"
         FROM assignment.search_rounds WHERE ride_id = $1 AND organization_id = $2 ORDER BY at, round`,
};
/** Searches of hours, each round of a full city. */
const MOST_EXPLAINED = 200;
/** One more, which says that there are more. */
const OUTLINES_OF_RIDE: Statement = {
  name: 'assignment.search_round.outlines_of_ride',
  text: `SELECT id, search_id AS "searchId", ride_id AS "rideId", organization_id AS "organizationId", round, at,
           policy_version AS "policyVersion", chosen, radius_metres AS "radiusMetres", note, window_id AS "windowId"
         FROM assignment.search_rounds WHERE ride_id = $1 AND organization_id = $2
         ORDER BY at DESC, round DESC, id DESC LIMIT ${MOST_EXPLAINED + 1}`,
};
const RECORD_OF: Statement = {
  name: 'assignment.search_round.record_of',
  text: 'SELECT record FROM assignment.search_rounds WHERE id = $1',
};
const FORGET: Statement = {
  name: 'assignment.search_round.forget',
  text: `DELETE FROM assignment.search_rounds WHERE id IN (
           SELECT id FROM assignment.search_rounds WHERE at < $1 LIMIT $2)`,
};

/** Beyond this a better squeeze costs the transaction more than it saves of the disk. */
const QUALITY = 3;
/** What is a Date in a record, wherever it stands. */
const MOMENTS = new Set([
  'at',
  'seenAt',
  'suspectAt',
  'idleSince',
  'from',
  'pickupAt',
  'until',
  'freeAt',
  'usableUntil',
  'endsBy',
  'start',
  'end',
  'startsAt',
]);

/** Where in a record the drivers begin who were not looked at: what stands behind it is small. */
const OUTSIDE = '"outside":[';

/** One compressed row a round; what is asked of it often stands beside it in columns. */
@Injectable()
export class SearchRounds {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async add(record: RoundRecord): Promise<void> {
    const { organizationId, searchId, rideId, round, at, policyVersion, candidates, chosen } = record;
    const facts = [uuidv7(), organizationId, searchId, rideId, round, at, policyVersion, candidates.length, chosen];
    const { radiusMetres, eligible, refusedBy, outside, note, windowId } = roundTold(record);
    const summary = [radiusMetres, eligible, JSON.stringify(refusedBy), outside, note, windowId];
    await this.unitOfWork.query(RECORD, [...facts, ...summary, await packed(record)]);
  }

  /** Every round of every search for the ride that is not forgotten yet, in figures and in the order of time. */
  async told(rideId: string, organizationId: string): Promise<SearchRoundTold[]> {
    const rounds: SearchRoundTold[] = [];
    for (const { id, ...told } of await this.rows(rideId, organizationId)) {
      // One of before the summary was written down.
      rounds.push(told.note === null ? roundTold(momentsOf(await this.record(id))) : (told as SearchRoundTold));
    }
    return rounds;
  }

  /** The last MOST_EXPLAINED of them in the order of time, without those who were looked at. `isCut`: there are more. */
  async outlines(rideId: string, organizationId: string): Promise<{ outlines: RoundOutline[]; isCut: boolean }> {
    const rows = await this.unitOfWork.rows<OutlineRow>(OUTLINES_OF_RIDE, [rideId, organizationId]);
    const outlines = rows.slice(0, MOST_EXPLAINED).map(({ id, note, radiusMetres, ...told }) => {
      const seen = { candidates: [], outside: [], radiusMetres: radiusMetres ?? 0, note: note ?? '' };
      return { id, isTold: note !== null, round: { ...told, ...seen } };
    });
    return { outlines: outlines.reverse(), isCut: rows.length > MOST_EXPLAINED };
  }

  /**
   * The round with this driver and, where he was looked at, the chosen. Its record is unpacked in no transaction, off the thread
   * that answers requests; it is parsed only as far as it knows him. As the outline has it, where it was forgotten meanwhile.
   */
  async withDriver({ id, isTold, round }: RoundOutline, driverId: string): Promise<RoundRecord> {
    const { organizationId } = round;
    const [row] = await this.unitOfWork.run(() => this.unitOfWork.rows<{ record: Buffer }>(RECORD_OF, [id]), {
      organizationId,
    });
    if (!row) return round;
    const text = await decompress(row.record);
    const place = text.indexOf(driverId);
    if (place < 0 && isTold) return round;
    const beyond = text.lastIndexOf(OUTSIDE);
    // Behind all who were looked at, who are nearly all of the text; of those only the chosen would be told.
    const isBeyond = isTold && round.chosen.length === 0 && beyond >= 0 && place > beyond;
    const known = isBeyond
      ? { ...round, ...(JSON.parse(`{${text.toString('utf8', beyond)}`) as Partial<RoundRecord>) }
      : (JSON.parse(text.toString()) as RoundRecord);
    const wanted = new Set([driverId, ...known.chosen]);
    const candidates = known.candidates.filter((candidate) => wanted.has(candidate.driverId));
    const outside = known.outside.filter((outsider) => outsider.driverId === driverId);
    return { ...momentsOf({ ...known, at: null, candidates, outside }), at: round.at };
  }

  /** @returns how many rounds of before that moment were forgotten, at most `most`. */
  async forget(before: Date, most: number): Promise<number> {
    return (await this.unitOfWork.query(FORGET, [before, most])).rowCount!;
  }

  private async rows(rideId: string, organizationId: string): Promise<ToldRow[]> {
    return this.unitOfWork.rows<ToldRow>(TOLD_OF_RIDE, [rideId, organizationId]);
  }

  /** With its moments as the texts they are stored as. */
  private async record(id: string): Promise<RoundRecord> {
    const [row] = await this.unitOfWork.rows<{ record: Buffer }>(RECORD_OF, [id]);
    return unpacked(row!.record);
  }
}

export interface RoundOutline {
  readonly id: string;
  /** False of one of before the summary was written down: only its record tells. */
  readonly isTold: boolean;
  /** As its columns have it, without those who were looked at. */
  readonly round: RoundRecord;
}

type OutlineRow = { readonly id: string; readonly radiusMetres: number | null; readonly note: string | null } & Omit<
  RoundRecord,
  'radiusMetres' | 'note' | 'candidates' | 'outside'
>;

/** The summary is null in rounds of before it was written. */
type ToldRow = { readonly id: string } & Omit<SearchRoundTold, 'note'> & { readonly note: string | null };

const compress = promisify<Buffer, BrotliOptions, Buffer>(brotliCompress);
const decompress = promisify<Buffer, Buffer>(brotliDecompress);

/** Off the thread that answers requests: a round of a full city takes tens of milliseconds. */
function packed(record: RoundRecord): Promise<Buffer> {
  const text = Buffer.from(JSON.stringify(record));
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT } = constants;
  return compress(text, { params: { [BROTLI_PARAM_QUALITY]: QUALITY, [BROTLI_PARAM_SIZE_HINT]: text.length } });
}

async function unpacked(record: Buffer): Promise<RoundRecord> {
  return JSON.parse((await decompress(record)).toString()) as RoundRecord;
}

/** The figures of a verdict stay the texts they are. */
function momentsOf<T>(value: T): T {
  if (Array.isArray(value)) return value.map(momentsOf) as T;
  if (typeof value !== 'object' || value === null) return value;
  const revived = Object.entries(value).map(([key, each]: [string, unknown]) => {
    if (key === 'detail') return [key, each];
    return [key, typeof each === 'string' && MOMENTS.has(key) ? new Date(each) : momentsOf(each)];
  });
  return Object.fromEntries(revived) as T;
}
