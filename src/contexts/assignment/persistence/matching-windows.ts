import { Injectable } from '@nestjs/common';
import type { QueryResultRow } from 'pg';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { DecidedWindow, WindowRecord } from '../domain/window-record';

const OPEN: Statement = {
  name: 'assignment.window.open',
  text: `INSERT INTO assignment.matching_windows (id, organization_id, city, closes_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT ON CONSTRAINT matching_windows_one DO NOTHING`,
};
// Shared by all who join, and waited for by whoever closes it: so each search that joined is committed before it is matched.
const JOIN: Statement = {
  name: 'assignment.window.join',
  text: `SELECT id FROM assignment.matching_windows
         WHERE organization_id = $1 AND city = $2 AND closes_at = $3 AND status = 'OPEN' FOR SHARE`,
};
const CLOSE: Statement = {
  name: 'assignment.window.close',
  text: `UPDATE assignment.matching_windows SET status = 'CLOSED' WHERE id = $1 AND status <> 'MATCHED'
         RETURNING city, closes_at AS "closesAt"`,
};
const WAITING: Statement = {
  name: 'assignment.window.waiting',
  text: `SELECT t.id FROM assignment.searches t
         WHERE t.organization_id = $1 AND t.city = $2 AND t.started_at < $3 AND t.status = 'OPEN'
           AND t.window_seconds IS NOT NULL
           AND NOT EXISTS (SELECT FROM assignment.offers o WHERE o.search_id = t.id AND o.status = 'OPEN')
         -- Those that are due, or new, in the order of time; then whoever is carried along before he is due again.
         ORDER BY coalesce(t.next_look_at, t.started_at), t.started_at, t.id LIMIT $4`,
};
// Whoever takes a window up whose process was killed amid its offers decides anew for the rides that have none: what was decided
// for the others stands, and so does what was at hand, and what one by one would have come to, when all were decided together.
const DECIDE: Statement = {
  name: 'assignment.window.decide',
  text: `WITH kept AS (
           SELECT jsonb_agg(r) AS rides, coalesce(sum((r->>'cost')::numeric), 0) AS cost
           FROM assignment.matching_windows w, jsonb_array_elements(w.rides) AS r
           WHERE w.id = $1 AND r->>'rideId' NOT IN (SELECT n->>'rideId' FROM jsonb_array_elements($7::jsonb) AS n))
         UPDATE assignment.matching_windows w
         SET matched_at = coalesce(w.matched_at, $2), cost = kept.cost + $4::numeric,
           drivers = CASE WHEN kept.rides IS NULL THEN $3 ELSE w.drivers END,
           greedy_cost = CASE WHEN kept.rides IS NULL THEN $5 ELSE w.greedy_cost END,
           greedy_matched = CASE WHEN kept.rides IS NULL THEN $6 ELSE w.greedy_matched END,
           rides = coalesce(kept.rides, '[]') || $7::jsonb
         FROM kept WHERE w.id = $1 AND w.status = 'CLOSED'`,
};
const END: Statement = {
  name: 'assignment.window.end',
  text: `UPDATE assignment.matching_windows SET status = 'MATCHED' WHERE id = $1 AND status = 'CLOSED'`,
};
const READ: Statement = {
  name: 'assignment.window.read',
  text: `SELECT id AS "windowId", city, closes_at AS "closesAt", matched_at AS "matchedAt", drivers, cost,
           greedy_cost AS "greedyCost", greedy_matched AS "greedyMatched", rides
         FROM assignment.matching_windows WHERE id = $1 AND organization_id = $2 AND matched_at IS NOT NULL`,
};
const ASKED: Statement = {
  name: 'assignment.window.asked',
  text: `SELECT ride_id AS "rideId", chosen FROM assignment.search_rounds WHERE window_id = $1`,
};
const FORGET: Statement = {
  name: 'assignment.window.forget',
  text: `DELETE FROM assignment.matching_windows WHERE id IN (
           SELECT id FROM assignment.matching_windows WHERE closes_at < $1 AND status = 'MATCHED' LIMIT $2)`,
};

export interface ClosedWindow extends QueryResultRow {
  readonly city: string;
  readonly closesAt: Date;
}

/** One row a window of a city in which somebody waited. */
@Injectable()
export class MatchingWindows {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** @returns whether it was not there before */
  async open(id: string, organizationId: string, city: string, closesAt: Date): Promise<boolean> {
    return (await this.unitOfWork.query(OPEN, [id, organizationId, city, closesAt])).rowCount === 1;
  }

  /** @returns false where it has closed; otherwise it stays open until the caller's transaction has ended */
  async join(organizationId: string, city: string, closesAt: Date): Promise<boolean> {
    return (await this.unitOfWork.rows(JOIN, [organizationId, city, closesAt])).length === 1;
  }

  /** It takes no search any more. Null where it was matched before. */
  async close(id: string): Promise<ClosedWindow | null> {
    return (await this.unitOfWork.rows<ClosedWindow>(CLOSE, [id]))[0] ?? null;
  }

  /** The city's searches that began before it closed and ask nobody just now, the longest first. */
  async waiting(organizationId: string, { city, closesAt }: ClosedWindow, most: number): Promise<string[]> {
    const rows = await this.unitOfWork.rows<{ id: string }>(WAITING, [organizationId, city, closesAt, most]);
    return rows.map(({ id }) => id);
  }

  /** Before anybody is asked: so whoever is, is told of by his window. */
  async decide({ windowId, matchedAt, drivers, cost, greedyCost, greedyMatched, rides }: DecidedWindow): Promise<void> {
    const values = [windowId, matchedAt, drivers, cost, greedyCost, greedyMatched, JSON.stringify(rides)];
    await this.unitOfWork.query(DECIDE, values);
  }

  async end(windowId: string): Promise<void> {
    await this.unitOfWork.query(END, [windowId]);
  }

  /** With who was asked, as the rounds of its rides say. Null where it has decided nothing yet. */
  async find(id: string, organizationId: string): Promise<WindowRecord | null> {
    const [window] = await this.unitOfWork.rows<DecidedWindow & QueryResultRow>(READ, [id, organizationId]);
    if (!window) return null;
    const asked = await this.unitOfWork.rows<{ rideId: string; chosen: string[] }>(ASKED, [id]);
    const offeredTo = new Map(asked.map(({ rideId, chosen }) => [rideId, chosen]));
    return { ...window, rides: window.rides.map((ride) => ({ ...ride, offeredTo: offeredTo.get(ride.rideId) ?? [] })) };
  }

  /** @returns how many windows of before that moment were forgotten, at most `most`. */
  async forget(before: Date, most: number): Promise<number> {
    return (await this.unitOfWork.query(FORGET, [before, most])).rowCount!;
  }
}
