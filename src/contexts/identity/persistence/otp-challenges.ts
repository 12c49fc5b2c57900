import { Injectable } from '@nestjs/common';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { OtpChallenge } from '../domain/otp-challenge';
import { ADDRESS_LIMIT, ADDRESS_WINDOW_SECONDS, PHONE_WINDOW_SECONDS } from '../domain/otp-cool-down';
import { GlobalStore } from './global-store';

const OF_PHONE: Statement = {
  name: 'identity.otp_challenges.of_phone',
  text: `SELECT created_at FROM identity.otp_challenges
         WHERE phone = $1 AND created_at > $2 AND consumed_at IS NULL ORDER BY created_at DESC LIMIT 100`,
};
const OF_ADDRESS: Statement = {
  name: 'identity.otp_challenges.of_address',
  text: `SELECT created_at FROM identity.otp_challenges
         WHERE address = $1 AND created_at > $2 ORDER BY created_at DESC LIMIT ${ADDRESS_LIMIT}`,
};
const FORGET: Statement = {
  name: 'identity.otp_challenges.forget',
  text: `DELETE FROM identity.otp_challenges WHERE id IN (
           SELECT id FROM identity.otp_challenges WHERE created_at < $1 ORDER BY created_at LIMIT 10 FOR UPDATE SKIP LOCKED)`,
};
const SIGN_UP_ORGANIZATION: Statement = {
  name: 'identity.otp_challenges.sign_up_organization',
  text: 'SELECT sign_up_organization_id FROM identity.otp_challenges WHERE id = $1',
};
const CLAIM_SENDING: Statement = {
  name: 'identity.otp_challenges.claim_sending',
  text: 'UPDATE identity.otp_challenges SET sms_attempted_at = $2 WHERE id = $1 AND sms_attempted_at IS NULL',
};
const UNCLAIM_SENDING: Statement = {
  name: 'identity.otp_challenges.unclaim_sending',
  text: 'UPDATE identity.otp_challenges SET sms_attempted_at = NULL WHERE id = $1',
};

/** Longer than any cool-down looks back. */
const KEPT_MS = 86_400_000;

/** Times are wall time. */
@Injectable()
export class OtpChallenges extends GlobalStore<OtpChallenge> {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, OtpChallenge, 'one-time password');
  }

  /** When the phone's unanswered codes were asked for, newest first. */
  unansweredOf(phone: string, now: Date): Promise<Date[]> {
    return this.times(OF_PHONE, phone, now, PHONE_WINDOW_SECONDS);
  }

  /** When the address asked for codes, newest first. */
  askedFrom(address: string, now: Date): Promise<Date[]> {
    return this.times(OF_ADDRESS, address, now, ADDRESS_WINDOW_SECONDS);
  }

  /** Challenges name phones of people who may be nobody's users, so each request clears away a few that are long over. */
  async forgetOld(now: Date): Promise<void> {
    await this.unitOfWork.query(FORGET, [new Date(now.getTime() - KEPT_MS)]);
  }

  /** Without the row's lock: it never changes. Null for a decoy, for a login, and where there is no such challenge. */
  async signUpOrganizationOf(id: string): Promise<string | null> {
    const [row] = await this.unitOfWork.rows<{ sign_up_organization_id: string | null }>(SIGN_UP_ORGANIZATION, [id]);
    return row?.sign_up_organization_id ?? null;
  }

  /** False when a message was handed over before, and what became of it is not known. */
  async claimSending(id: string, now: Date): Promise<boolean> {
    return (await this.unitOfWork.query(CLAIM_SENDING, [id, now])).rowCount === 1;
  }

  /** The provider certainly did not take it. */
  async unclaimSending(id: string): Promise<void> {
    await this.unitOfWork.query(UNCLAIM_SENDING, [id]);
  }

  private async times(statement: Statement, of: string, now: Date, windowSeconds: number): Promise<Date[]> {
    const since = new Date(now.getTime() - windowSeconds * 1000);
    const rows = await this.unitOfWork.rows<{ created_at: Date }>(statement, [of, since]);
    return rows.map(({ created_at }) => created_at);
  }
}
