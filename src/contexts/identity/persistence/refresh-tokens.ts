import { Injectable } from '@nestjs/common';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';

export interface StoredRefreshToken {
  readonly sessionId: string;
  /** Wall time of its exchange for the next one; null on the one token of a family that still works. */
  readonly rotatedAt: Date | null;
}

const OWNER: Statement = {
  name: 'identity.refresh_tokens.owner',
  text: 'SELECT user_id AS "userId" FROM identity.refresh_tokens WHERE hash = $1',
};
const FIND: Statement = {
  name: 'identity.refresh_tokens.find',
  text: `SELECT session_id AS "sessionId", rotated_at AS "rotatedAt" FROM identity.refresh_tokens WHERE hash = $1 FOR UPDATE`,
};
const ADD: Statement = {
  name: 'identity.refresh_tokens.add',
  text: 'INSERT INTO identity.refresh_tokens (hash, session_id, user_id, issued_at) VALUES ($1, $2, $3, $4)',
};
const ROTATE: Statement = {
  name: 'identity.refresh_tokens.rotate',
  text: 'UPDATE identity.refresh_tokens SET rotated_at = $2 WHERE hash = $1 AND rotated_at IS NULL',
};

/** Known by their SHA-256 alone. Times are wall time. */
@Injectable()
export class RefreshTokens {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Whose it is, without a lock: the user's row is locked before the token's, as everywhere. */
  async ownerOf(hash: Buffer): Promise<string | null> {
    const [row] = await this.unitOfWork.rows<{ userId: string }>(OWNER, [hash]);
    return row?.userId ?? null;
  }

  /** Under its row lock: of two exchanges at once, the second finds it rotated. */
  async find(hash: Buffer): Promise<StoredRefreshToken | null> {
    const [row] = await this.unitOfWork.rows<StoredRefreshToken>(FIND, [hash]);
    return row ?? null;
  }

  async add(hash: Buffer, session: { id: string; userId: string }, now: Date): Promise<void> {
    await this.unitOfWork.query(ADD, [hash, session.id, session.userId, now]);
  }

  async rotate(hash: Buffer, now: Date): Promise<void> {
    await this.unitOfWork.query(ROTATE, [hash, now]);
  }
}
