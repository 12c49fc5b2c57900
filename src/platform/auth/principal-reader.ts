import type { Principal } from './principal';

/** Finds who is calling. Implemented over `platform.principals`, which identity keeps in its own transactions. */
export abstract class PrincipalReader {
  /**
   * @param organizationId the organization a super admin asks to act in; of no effect for anybody else.
   * @returns null when the session is unknown, ended, revoked, or its user is no longer allowed in.
   */
  abstract find(sessionId: string, organizationId: string | null): Promise<Principal | null>;

  /**
   * For who is let in for longer than a request: the version of each of these sessions' principals that still stands.
   * Another version than before means to `find` it anew; a session that is missing has ended.
   */
  abstract standing(sessionIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
}
