import { encodeCursor, pageOf } from '../../../platform/http/page';
import type { ListedSession } from '../application/listed-session';

export class SessionResponse {
  id: string;
  /** Null: the platform, as a super admin. */
  organizationId: string | null;
  /**
   * Where the login came from.
   * @example 203.0.113.7
   */
  address: string | null;
  /** @example 'CabstandDriver/4.2 (Android 15)' */
  userAgent: string | null;
  createdAt: string;
  /** The last login or refresh. */
  lastUsedAt: string;
  expiresAt: string;
  /** Whether it is the session that asks. */
  isCurrent: boolean;

  static of(session: ListedSession, currentSessionId: string): SessionResponse {
    const { id, organizationId, address, userAgent, createdAt, lastUsedAt, expiresAt } = session;
    return {
      id,
      organizationId,
      address,
      userAgent,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      isCurrent: id === currentSessionId,
    };
  }
}

export class SessionPageResponse {
  items: SessionResponse[];
  /**
   * Give it as `after` for the next page; null on the last.
   * @example MDE5YTlkMWItMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDBh
   */
  next: string | null;

  static of(sessions: readonly ListedSession[], limit: number, currentSessionId: string): SessionPageResponse {
    const { items, next } = pageOf(
      sessions,
      limit,
      ({ id }) => encodeCursor(id),
      (session) => SessionResponse.of(session, currentSessionId),
    );
    return { items: [...items], next };
  }
}
