import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { poolOf, WORKER_DATA_SOURCE } from '../database/data-sources';
import type { Statement } from '../transaction/transaction-scope';
import { UnitOfWork } from '../transaction/unit-of-work';
import type { Principal } from './principal';
import { PrincipalReader } from './principal-reader';

/** Wall time: a ticket is a lease. */
export const TICKET_SECONDS = 30;
const TICKET_BYTES = 32;

const ISSUE: Statement = {
  name: 'platform.tickets.issue',
  text: `INSERT INTO platform.tickets (token_hash, session_id, organization_id, expires_at) VALUES ($1, $2, $3, $4)`,
};
/** Whoever deletes the row has the ticket: of two at once, one finds it gone. */
const REDEEM: Statement = {
  name: 'platform.tickets.redeem',
  text: `DELETE FROM platform.tickets WHERE token_hash = $1
         RETURNING session_id AS "sessionId", organization_id AS "organizationId", expires_at > $2 AS valid`,
};
const FORGET = 'DELETE FROM platform.tickets WHERE expires_at < $1';

/**
 * What lets a browser in where it can send no header: good once, for half a minute, on a route marked `@AcceptsTicket`.
 * A ticket stands for a session; the database holds its hash alone.
 */
@Injectable()
export class OneUseTickets {
  constructor(
    @Inject(getDataSourceToken(WORKER_DATA_SOURCE)) private readonly worker: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly principals: PrincipalReader,
  ) {}

  async issue({ sessionId, organizationId }: Principal): Promise<{ ticket: string; expiresAt: Date }> {
    const ticket = randomBytes(TICKET_BYTES).toString('base64url');
    const expiresAt = new Date(Date.now() + TICKET_SECONDS * 1000);
    await this.unitOfWork.run(() =>
      this.unitOfWork.query(ISSUE, [hashOf(ticket), sessionId, organizationId, expiresAt]),
    );
    return { ticket, expiresAt };
  }

  /** @returns null where it was used, has lapsed, never was, or its session has ended. */
  async redeem(ticket: string): Promise<Principal | null> {
    const { rows } = await poolOf(this.worker).query<{
      sessionId: string;
      organizationId: string | null;
      valid: boolean;
    }>({ ...REDEEM, values: [hashOf(ticket), new Date()] });
    const [found] = rows;
    return found?.valid ? this.principals.find(found.sessionId, found.organizationId) : null;
  }

  async forgetLapsed(): Promise<void> {
    await poolOf(this.worker).query(FORGET, [new Date()]);
  }
}

function hashOf(ticket: string): Buffer {
  return createHash('sha256').update(ticket).digest();
}
