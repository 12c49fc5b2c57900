import { v7 as uuidv7 } from 'uuid';
import { ForgetFlightRecorder } from '../../../src/contexts/assignment/application/forget-flight-recorder.job';
import { RecordRound } from '../../../src/contexts/assignment/application/record-round';
import type { RoundRecord } from '../../../src/contexts/assignment/domain/round-record';
import { MatchingWindows } from '../../../src/contexts/assignment/persistence/matching-windows';
import { SearchRounds } from '../../../src/contexts/assignment/persistence/search-rounds';
import { ago, facts, round } from '../../support/dispatch-round';
import { OperatorAtWork } from './operator-at-work';

describe('the flight recorder', () => {
  let operator: OperatorAtWork;

  beforeAll(async () => {
    operator = await OperatorAtWork.open();
  });
  afterAll(() => operator.close());

  const inUnit = <R>(work: () => Promise<R>, organizationId = operator.organizationId): Promise<R> =>
    operator.unitOfWork.run(work, { organizationId });
  const recorded = (record: RoundRecord, then?: () => void): Promise<void> =>
    inUnit(async () => {
      await operator.application.app.get(RecordRound).execute(record);
      then?.();
    });
  const told = (rideId: string) =>
    inUnit(() => operator.application.app.get(SearchRounds).told(rideId, operator.organizationId));
  const ofRide = async (
    rideId: string,
    organizationId = operator.organizationId,
    driverId = stale.driverId,
  ): Promise<RoundRecord[]> => {
    const rounds = operator.application.app.get(SearchRounds);
    const { outlines } = await inUnit(() => rounds.outlines(rideId, organizationId), organizationId);
    return Promise.all(outlines.map((outline) => rounds.withDriver(outline, driverId)));
  };

  const near = facts(uuidv7(), 1_200, {
    otherRides: [{ rideId: uuidv7(), from: ago(-7_200), pickupAt: ago(-9_000), until: ago(-10_800) }],
  });
  const stale = facts(uuidv7(), 2_000, { seenAt: ago(140), idleSince: null });
  const taken = (over: Partial<RoundRecord> = {}): RoundRecord =>
    round([near, stale], { organizationId: operator.organizationId, chosen: [near.driverId], ...over });

  it('gives back a round as it was, each figure and each moment', async () => {
    const record = taken();
    await recorded(record);
    expect(await ofRide(record.rideId)).toEqual([record]);
    const [row] = await operator.application.sql<{ candidates: number; chosen: string[]; size: number }>(
      'SELECT candidates, chosen, length(record) AS size FROM assignment.search_rounds WHERE search_id = $1',
      [record.searchId],
    );
    expect(row).toMatchObject({ candidates: 2, chosen: [near.driverId] });
    expect(row!.size).toBeLessThan(JSON.stringify(record).length / 2);
  });

  it('tells a round in figures without its record, and one of before from it', async () => {
    const record = taken();
    await recorded(record);
    const figures = {
      ...{ searchId: record.searchId, round: 1, at: record.at, radiusMetres: 5_000, policyVersion: 1, looked: 2 },
      ...{ eligible: 1, refusedBy: { seen_recently: 1 }, outside: 0, windowId: null },
      ...{ chosen: [near.driverId], note: record.note },
    };
    const { application } = operator;
    await application.sql(`UPDATE assignment.search_rounds SET note = 'Told.' WHERE search_id = $1`, [record.searchId]);
    expect(await told(record.rideId)).toEqual([{ ...figures, note: 'Told.' }]);
    await application.sql(
      `UPDATE assignment.search_rounds SET radius_metres = NULL, eligible = NULL, refused_by = NULL, outside = NULL,
         note = NULL WHERE search_id = $1`,
      [record.searchId],
    );
    expect(await told(record.rideId)).toEqual([figures]);
  });

  it('unpacks of the drivers only who is asked about, and who was chosen', async () => {
    const record = taken({
      chosen: [near.driverId],
      outside: [{ driverId: uuidv7(), straightMetres: 9, seenAt: ago(5) }],
    });
    await recorded(record);
    const candidates = record.candidates.filter(({ driverId }) => driverId === near.driverId);
    const own = operator.organizationId;
    expect(await ofRide(record.rideId, own, near.driverId)).toEqual([{ ...record, candidates, outside: [] }]);
    const outsider = record.outside[0]!;
    const { outside } = record;
    expect(await ofRide(record.rideId, own, outsider.driverId)).toEqual([{ ...record, candidates, outside }]);

    const nobody = taken({ chosen: [], outside });
    await recorded(nobody);
    const parse = jest.spyOn(JSON, 'parse');
    try {
      const known = { ...nobody, windowId: null, candidates: [] };
      expect(await ofRide(nobody.rideId, own, outsider.driverId)).toEqual([{ ...known, outside }]);
      expect(await ofRide(nobody.rideId, own, uuidv7())).toEqual([{ ...known, outside: [] }]);
      // Neither needed what is said of those who were looked at.
      expect(parse.mock.calls.filter(([text]) => text.includes('"verdicts"'))).toEqual([]);
    } finally {
      parse.mockRestore();
    }
  });

  it('explains by the last 200 rounds, in the order of time', async () => {
    const record = taken();
    await inUnit(async () => {
      for (let n = 1; n <= 202; n++) {
        await operator.application.app.get(RecordRound).execute({ ...record, round: n, at: ago(-n) });
      }
    });
    const rounds = (await ofRide(record.rideId)).map((each) => each.round);
    expect(rounds).toEqual(Array.from({ length: 200 }, (_, i) => i + 3));
  });

  it('takes part in the transaction of the round', async () => {
    const record = taken();
    const lost = recorded(record, () => {
      throw new Error('The offer could not be made.');
    });
    await expect(lost).rejects.toThrow('could not be made');
    expect(await ofRide(record.rideId)).toEqual([]);
  });

  it('has each round of a search once', async () => {
    const record = taken();
    await recorded(record);
    await expect(recorded({ ...record, note: 'Again.' })).rejects.toMatchObject({ constraint: 'search_rounds_once' });
  });

  it('is open to its own organization only, and to nobody for changes', async () => {
    const record = taken();
    await recorded(record);
    expect(await ofRide(record.rideId, uuidv7())).toEqual([]);
    const change = 'UPDATE assignment.search_rounds SET round = 2';
    await expect(inUnit(() => operator.unitOfWork.query(change))).rejects.toThrow('permission denied');
  });

  it('forgets after 30 days', async () => {
    const day = 86_400;
    const old = taken({ at: ago(30 * day + 1) });
    const kept = taken({ at: ago(30 * day - 60) });
    await recorded(old);
    await recorded(kept);
    const windows = [old, kept].map(({ at }) => ({ id: uuidv7(), closesAt: at }));
    await inUnit(async () => {
      const book = operator.application.app.get(MatchingWindows);
      for (const { id, closesAt } of windows) {
        await book.open(id, operator.organizationId, 'DELHI_NCR', closesAt);
        await book.close(id);
        const decided = {
          windowId: id,
          city: 'DELHI_NCR',
          closesAt,
          matchedAt: closesAt,
          drivers: 0,
          cost: 0,
          rides: [],
        };
        await book.decide({ ...decided, greedyCost: 0, greedyMatched: 0 });
        await book.end(id);
      }
    });
    expect(await operator.application.app.get(ForgetFlightRecorder).forget()).toBe(true);
    expect(await ofRide(old.rideId)).toEqual([]);
    expect(await ofRide(kept.rideId)).toHaveLength(1);
    const left = await operator.application.sql('SELECT id FROM assignment.matching_windows');
    expect(left).toEqual([{ id: windows[1]!.id }]);
  });
});
