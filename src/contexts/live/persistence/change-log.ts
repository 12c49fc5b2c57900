import { Inject, Injectable } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { poolOf, WORKER_DATA_SOURCE } from '../../../platform/database/data-sources';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Audience } from '../domain/audience';
import type { Change } from '../domain/change';

/** A change in the log. Positions of an organization have no gaps: what is missing was forgotten. */
export interface LoggedChange extends Audience {
  readonly position: number;
  readonly kind: Change['kind'];
  /** As it goes over the wire. */
  readonly payload: string;
}

/** Wall time. Whoever was away longer begins with a snapshot. */
export const KEPT_MS = 10 * 60_000;

const TAKE_HEAD: Statement = {
  name: 'live.head.take',
  text: `INSERT INTO live.heads (organization_id, position) VALUES ($1, 0)
         ON CONFLICT (organization_id) DO UPDATE SET position = heads.position RETURNING position AS position`,
};
const APPEND: Statement = {
  name: 'live.changes.append',
  text: `WITH appended AS (
           INSERT INTO live.changes (organization_id, position, at, kind, rider_id, driver_id, on_board, fleet_id, hub_id, payload)
           SELECT $1, (c->>'position')::bigint, $2, c->>'kind', (c->'audience'->>'riderId')::uuid, (c->'audience'->>'driverId')::uuid,
             (c->'audience'->>'onBoard')::boolean, (c->'audience'->>'fleetId')::uuid, (c->'audience'->>'hubId')::uuid, c->'payload'
           FROM jsonb_array_elements($3::jsonb) AS c)
         UPDATE live.heads SET position = $4 WHERE organization_id = $1`,
};
const READ: Statement = {
  name: 'live.changes.read',
  text: `SELECT position AS position, kind, rider_id AS "riderId", driver_id AS "driverId", on_board AS "onBoard",
           fleet_id AS "fleetId", hub_id AS "hubId", payload::text AS payload
         FROM live.changes WHERE organization_id = $1 AND position > $2 ORDER BY position LIMIT $3`,
};
const EXTENT: Statement = {
  name: 'live.changes.extent',
  text: `SELECT h.position AS head,
           (SELECT min(c.position) FROM live.changes c WHERE c.organization_id = h.organization_id) AS first
         FROM live.heads h WHERE h.organization_id = $1`,
};
const FORGET = [
  'DELETE FROM live.changes WHERE at < $1',
  'DELETE FROM live.rides WHERE ended_at < $1',
  'DELETE FROM live.offers WHERE settled_at < $1',
  'DELETE FROM live.positions WHERE at < $1',
  'DELETE FROM live.watches WHERE until < $1',
];

/**
 * What changed, in an order that a reader can go by. Who appends holds the organization's head from before he numbers his
 * changes until he has committed: so a position becomes visible only when all below it are, and nobody who has read the
 * seventh can find a sixth later. A sequence would not do: numbers taken from it commit in any order.
 */
@Injectable()
export class ChangeLog {
  private readonly pool: Pool;

  constructor(
    @Inject(getDataSourceToken(WORKER_DATA_SOURCE)) worker: DataSource,
    private readonly unitOfWork: UnitOfWork,
  ) {
    this.pool = poolOf(worker);
  }

  /** Waits for whoever appends for this organization now. @returns the last position that is taken. */
  async takeHead(organizationId: string): Promise<number> {
    const [head] = await this.unitOfWork.rows<{ position: number }>(TAKE_HEAD, [organizationId]);
    return head!.position;
  }

  /** Numbered on from the head, which the caller has taken. @param at wall time. @returns them as they are read back */
  async append(organizationId: string, head: number, changes: readonly Change[], at: Date): Promise<LoggedChange[]> {
    const numbered = changes.map((change, index) => ({ ...change, position: head + 1 + index }));
    await this.unitOfWork.query(APPEND, [organizationId, at, JSON.stringify(numbered), head + changes.length]);
    return numbered.map(({ position, kind, payload, audience }) => ({
      ...{ position, kind, payload: JSON.stringify(payload) },
      ...audience,
    }));
  }

  /** The changes after a position, in their order. */
  async read(organizationId: string, after: number, most: number): Promise<LoggedChange[]> {
    const { rows } = await this.pool.query<LoggedChange>({ ...READ, values: [organizationId, after, most] });
    return rows;
  }

  /** Whether everything after a position is still there, and is no more than `most`. */
  async holdsAllAfter(organizationId: string, position: number, most: number): Promise<boolean> {
    const { rows } = await this.pool.query<{ head: number; first: number | null }>({
      ...EXTENT,
      values: [organizationId],
    });
    const { head, first } = rows[0] ?? { head: 0, first: null };
    if (position > head || head - position > most) return false;
    return position === head || (first !== null && first <= position + 1);
  }

  /** @param before wall time */
  async forget(before: Date): Promise<void> {
    for (const text of FORGET) await this.pool.query(text, [before]);
  }
}
