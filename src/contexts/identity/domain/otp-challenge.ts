import { Column, Entity, PrimaryColumn } from 'typeorm';
import { Aggregate } from '../../../platform/events/aggregate';
import { OtpAccepted, OtpRefused, OtpRequested } from '../contracts/identity-events';
import type { Moment } from './moment';
import { isOneTimePassword } from './one-time-password';

export const OTP_MINUTES = 5;
export const OTP_TRIES = 5;

/** What an answer comes to. Only `right` and `wrong` mean that the code was looked at. */
export type OtpVerdict = 'right' | 'wrong' | 'expired' | 'used' | 'exhausted';

/** What the right code is for, and for whom. Null makes a decoy: no code is right. */
export type ChallengeSubject =
  | { readonly purpose: 'LOG_IN'; readonly userId: string | null }
  | { readonly purpose: 'SIGN_UP'; readonly organizationId: string | null };

/** One text message with a code, answered within five minutes, in five tries, once. Its times are wall time. */
@Entity({ schema: 'identity', name: 'otp_challenges' })
export class OtpChallenge extends Aggregate<null> {
  @PrimaryColumn('uuid') override id: string;
  override readonly organizationId = null;
  @Column('text') phone: string;
  @Column('text') purpose: ChallengeSubject['purpose'];
  /** Who logs in; null where nobody may log in with the phone, and on a sign-up, which makes its user when it is answered. */
  @Column('uuid', { name: 'user_id', nullable: true }) userId: string | null;
  /** The operator with whom a rider signs up; null where there is none to sign up with, and on a login. */
  @Column('uuid', { name: 'sign_up_organization_id', nullable: true }) signUpOrganizationId: string | null;
  @Column('text', { nullable: true }) address: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt: Date;
  @Column('int') tries: number;
  @Column('timestamptz', { name: 'consumed_at', nullable: true }) consumedAt: Date | null;
  /** Set before the message is handed to the provider, so that a crash in between never sends it twice. */
  @Column('timestamptz', { name: 'sms_attempted_at', nullable: true }) smsAttemptedAt: Date | null;
  @Column('int') override version: number;

  static open(
    id: string,
    { phone, address, subject }: { phone: string; address: string | null; subject: ChallengeSubject },
    moment: Moment,
  ): OtpChallenge {
    const challenge = new OtpChallenge();
    challenge.id = id;
    challenge.phone = phone;
    challenge.purpose = subject.purpose;
    challenge.userId = subject.purpose === 'LOG_IN' ? subject.userId : null;
    challenge.signUpOrganizationId = subject.purpose === 'SIGN_UP' ? subject.organizationId : null;
    challenge.address = address;
    challenge.createdAt = moment.wall;
    challenge.expiresAt = new Date(moment.wall.getTime() + OTP_MINUTES * 60_000);
    challenge.tries = 0;
    challenge.consumedAt = null;
    challenge.smsAttemptedAt = null;
    const { userId, signUpOrganizationId } = challenge;
    challenge.record(new OtpRequested(id, { challengeId: id, userId, signUpOrganizationId }, moment.domain));
    return challenge;
  }

  /** Nobody may do with the phone what was asked: no code is right, and none is sent. */
  get isDecoy(): boolean {
    return this.userId === null && this.signUpOrganizationId === null;
  }

  get triesLeft(): number {
    return OTP_TRIES - this.tries;
  }

  isOpenAt(wall: Date): boolean {
    return this.consumedAt === null && wall < this.expiresAt && this.triesLeft > 0;
  }

  /** Looks at a code. A wrong one is counted; a right one is not yet consumed. */
  answer(code: string, secret: string, moment: Moment): OtpVerdict {
    if (this.consumedAt !== null) return 'used';
    if (moment.wall >= this.expiresAt) return 'expired';
    if (this.triesLeft <= 0) return 'exhausted';
    // Compared on a decoy too: it takes as long.
    const matches = isOneTimePassword(code, secret, this.id);
    if (matches && !this.isDecoy) return 'right';
    this.tries += 1;
    this.refused('wrong_code', moment);
    return 'wrong';
  }

  /** The right code was shown and this user is let in: it lets in nobody again. */
  consume(userId: string, moment: Moment): void {
    this.consumedAt = moment.wall;
    this.record(new OtpAccepted(this.id, { challengeId: this.id, userId }, moment.domain));
  }

  /** The right code was shown by somebody who has lost his access since he asked for it. */
  refuseForWantOfAccess(moment: Moment): void {
    this.consumedAt = moment.wall;
    this.refused('no_access', moment);
  }

  private refused(reason: 'wrong_code' | 'no_access', { domain }: Moment): void {
    const { id, userId, tries } = this;
    this.record(new OtpRefused(id, { challengeId: id, userId, reason, tries }, domain));
  }
}
