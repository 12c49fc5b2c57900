import { LoggedIn, RefreshTokenReused, SessionRefreshed, SessionRevoked } from '../contracts/identity-events';
import type { Moment } from './moment';
import { Session } from './session';

const ID = '019a9d1b-0000-7000-8000-00000000000a';
const OPENED = new Date('2026-11-21T04:00:00.000Z');
const DAY = 86_400_000;

const after = (days: number): Moment => ({ domain: OPENED, wall: new Date(OPENED.getTime() + days * DAY) });

function opened(): Session {
  const details = { userId: 'u1', organizationId: 'o1', roles: ['ops' as const], address: null, userAgent: null };
  const session = Session.open(ID, details, 30, after(0));
  session.version = 1;
  return session;
}

describe('a session', () => {
  it('says who logged in, where and as what', () => {
    const [event] = opened().releaseEvents();
    expect(event).toBeInstanceOf(LoggedIn);
    expect(event).toMatchObject({
      organizationId: 'o1',
      payload: { sessionId: ID, userId: 'u1', organizationId: 'o1', roles: ['ops'] },
    });
  });

  it('lasts its days from the last refresh on', () => {
    const session = opened();
    expect(session.isOpenAt(after(29).wall)).toBe(true);
    expect(session.isOpenAt(after(30).wall)).toBe(false);
    session.prolong(30, after(29));
    expect(session.isOpenAt(after(58).wall)).toBe(true);
    expect(session.releaseEvents().at(-1)).toBeInstanceOf(SessionRefreshed);
  });

  it('ends once', () => {
    const session = opened();
    session.revoke('logged_out', after(1));
    expect(session.isOpenAt(after(1).wall)).toBe(false);
    expect(session.releaseEvents().at(-1)).toBeInstanceOf(SessionRevoked);
    expect(() => session.revoke('revoked_by_user', after(2))).toThrow(
      expect.objectContaining({ kind: 'conflict', code: 'session_ended' }) as Error,
    );
    expect(session.revokedReason).toBe('logged_out');
  });

  it('ends when a refresh token comes a second time', () => {
    const session = opened();
    session.refreshTokenReused(after(1));
    expect(session.isOpenAt(after(1).wall)).toBe(false);
    const [, reused, revoked] = session.releaseEvents();
    expect(reused).toBeInstanceOf(RefreshTokenReused);
    expect(revoked).toMatchObject({ payload: { reason: 'refresh_token_reused' } });
  });
});
