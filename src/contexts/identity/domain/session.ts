import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DomainError } from '../../../platform/errors/domain-error';
import { Aggregate } from '../../../platform/events/aggregate';
import type { DomainEvent } from '../../../platform/events/domain-event';
import {
  type Role,
  LoggedIn,
  RefreshTokenReused,
  type SessionEnd,
  SessionRefreshed,
  SessionRevoked,
} from '../contracts/identity-events';
import type { Moment } from './moment';

const DAY_MS = 86_400_000;

export interface LoginDetails {
  readonly userId: string;
  /** Null: the platform, as a super admin. */
  readonly organizationId: string | null;
  readonly roles: readonly Role[];
  readonly address: string | null;
  readonly userAgent: string | null;
}

/** One login on one device, and the family of the refresh tokens that prolong it. Its times are wall time. */
@Entity({ schema: 'identity', name: 'sessions' })
export class Session extends Aggregate<string | null> {
  @PrimaryColumn('uuid') override id: string;
  @Column('uuid', { name: 'user_id' }) userId: string;
  @Column('uuid', { name: 'organization_id', nullable: true }) override organizationId: string | null;
  @Column('text', { nullable: true }) address: string | null;
  @Column('text', { name: 'user_agent', nullable: true }) userAgent: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'last_used_at' }) lastUsedAt: Date;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt: Date;
  @Column('timestamptz', { name: 'revoked_at', nullable: true }) revokedAt: Date | null;
  @Column('text', { name: 'revoked_reason', nullable: true }) revokedReason: SessionEnd | null;
  @Column('int') override version: number;

  static open(id: string, details: LoginDetails, lifetimeDays: number, moment: Moment): Session {
    const session = new Session();
    session.id = id;
    session.userId = details.userId;
    session.organizationId = details.organizationId;
    session.address = details.address;
    session.userAgent = details.userAgent;
    session.createdAt = moment.wall;
    session.lastUsedAt = moment.wall;
    session.expiresAt = new Date(moment.wall.getTime() + lifetimeDays * DAY_MS);
    session.revokedAt = null;
    session.revokedReason = null;
    const { userId, organizationId, roles } = details;
    session.record(new LoggedIn(id, { sessionId: id, userId, organizationId, roles: [...roles] }, moment.domain));
    return session;
  }

  /**
   * Logins happen in no organization's transaction, so each fact says whose it is; except where an admin disables a user,
   * which is a fact of the admin's organization wherever the sessions are.
   */
  protected override record(event: DomainEvent): void {
    if (this.revokedReason !== 'user_disabled') event.organizationId = this.organizationId;
    super.record(event);
  }

  isOpenAt(wall: Date): boolean {
    return this.revokedAt === null && wall < this.expiresAt;
  }

  /** Its current refresh token was exchanged for the next. */
  prolong(lifetimeDays: number, moment: Moment): void {
    this.lastUsedAt = moment.wall;
    this.expiresAt = new Date(moment.wall.getTime() + lifetimeDays * DAY_MS);
    this.record(new SessionRefreshed(this.id, { sessionId: this.id, userId: this.userId }, moment.domain));
  }

  /** @throws DomainError `session_ended` when it has ended before. */
  revoke(reason: SessionEnd, moment: Moment): void {
    if (this.revokedAt !== null) throw new DomainError('conflict', 'session_ended', 'This session has ended already.');
    this.revokedAt = moment.wall;
    this.revokedReason = reason;
    this.record(new SessionRevoked(this.id, { sessionId: this.id, userId: this.userId, reason }, moment.domain));
  }

  /** A token that had been exchanged came again. */
  refreshTokenReused(moment: Moment): void {
    this.record(new RefreshTokenReused(this.id, { sessionId: this.id, userId: this.userId }, moment.domain));
    this.revoke('refresh_token_reused', moment);
  }
}
