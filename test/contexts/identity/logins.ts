import { randomInt } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Role } from '../../../src/platform/auth/permissions';
import { CreateSuperAdmin } from '../../../src/contexts/identity/application/create-super-admin';
import { oneTimePassword } from '../../../src/contexts/identity/domain/one-time-password';
import { Configuration } from '../../../src/platform/config/configuration';
import type { Answer, TestApplication } from '../../support/application';

export function newPhone(): string {
  return `+919${randomInt(1e9).toString().padStart(9, '0')}`;
}

export function wrongCode(right: string): string {
  return right === '000000' ? '000001' : '000000';
}

/** Somebody logged in through the front door. */
export interface Login {
  readonly phone: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

/** The ways in, as people take them; only the codes are derived instead of read from a phone. */
export class Logins {
  constructor(readonly service: TestApplication) {}

  codeOf(challengeId: string): string {
    return oneTimePassword(this.service.app.get(Configuration).otpSecret, challengeId);
  }

  async challenge(phone: string): Promise<string> {
    const answer = await this.service.call('POST', '/v1/auth/otp', { phone });
    expect(answer).toMatchObject({ status: 202 });
    return (answer.body as { challengeId: string }).challengeId;
  }

  async verify(challengeId: string, code = this.codeOf(challengeId), organizationId?: string): Promise<Answer> {
    return this.service.call('POST', '/v1/auth/otp/verify', { challengeId, code, organizationId });
  }

  async logIn(phone: string, organizationId?: string): Promise<Login> {
    return this.loggedIn(phone, await this.verify(await this.challenge(phone), undefined, organizationId));
  }

  /** Whom that answer let in. */
  loggedIn(phone: string, answer: Answer): Login {
    expect(answer).toMatchObject({ status: 200 });
    const { accessToken, refreshToken, me } = answer.body as {
      accessToken: string;
      refreshToken: string;
      me: { userId: string; sessionId: string };
    };
    const call: Login['call'] = (method, path, body, headers) =>
      this.service.call(method, path, body, { authorization: `Bearer ${accessToken}`, ...headers });
    return {
      phone,
      userId: me.userId,
      sessionId: me.sessionId,
      accessToken,
      refreshToken,
      call,
      get: (path, headers) => call('GET', path, undefined, headers),
      post: (path, body, headers) => call('POST', path, body, headers),
    };
  }

  /** Everybody who is not told what to do otherwise may do as he is told by a super admin. */
  async superAdmin(): Promise<Login> {
    const phone = newPhone();
    await this.service.app.get(CreateSuperAdmin).execute({ phone, name: 'Root', force: true });
    return this.logIn(phone);
  }

  async organization(admin: Login, name = 'Delhi Electric Cabs'): Promise<string> {
    const answer = await admin.post('/v1/organizations', { name, code: `org-${uuidv7()}`.slice(0, 40) });
    expect(answer).toMatchObject({ status: 201 });
    return (answer.body as { id: string }).id;
  }

  /** A user whom the super admin gives the role. */
  async user(
    admin: Login,
    organizationId: string,
    role: Role,
    more: { phone?: string; fleetIds?: string[]; hubIds?: string[] } = {},
  ): Promise<{ id: string; phone: string; membershipId: string }> {
    const phone = more.phone ?? newPhone();
    const body = { name: 'Asha Verma', role, ...more, phone };
    const answer = await admin.post('/v1/users', body, { 'cabstand-organization': organizationId });
    expect(answer).toMatchObject({ status: 201 });
    const { id, memberships } = answer.body as { id: string; memberships: { id: string }[] };
    return { id, phone, membershipId: memberships.at(-1)!.id };
  }
}
