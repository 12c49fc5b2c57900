import { Injectable } from '@nestjs/common';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { OtpChallenge } from '../domain/otp-challenge';
import {
  ADDRESS_LIMIT,
  ADDRESS_WINDOW_SECONDS,
  KNOWN_DAYS,
  PHONE_WINDOW_SECONDS,
  type UnansweredCode,
} from '../domain/otp-cool-down';
import { GlobalStore } from './global-store';

const OF_PHONE: Statement = {
  name: 'identity.otp_challenges.of_phone',
  text: `SELECT created_at AS "askedAt", address, EXISTS (
           SELECT FROM identity.otp_challenges answered WHERE answered.phone = $1 AND answered.address = code.address
             AND answered.consumed_at IS NOT NULL AND answered.created_at > $3) AS "isKnown"
         FROM identity.otp_challenges code
         WHERE phone = $1 AND created_at > $2 AND consumed_at IS NULL ORDER BY created_at DESC LIMIT 100`,
};
const IS_KNOWN: Statement = {
  name: 'identity.otp_challenges.is_known',
  text: `SELECT EXISTS (SELECT FROM identity.otp_challenges
           WHERE phone = $1 AND address = $2 AND consumed_at IS NOT NULL AND created_at > $3) AS "isKnown"`,
};
const OF_ADDRESS: Statement = {
  name: 'identity.otp_challenges.of_address',
  text: `SELECT created_at FROM identity.otp_challenges
         WHERE address = $1 AND created_at > $2 ORDER BY created_at DESC LIMIT ${ADDRESS_LIMIT}`,
};
const FORGET: Statement = {
  name: 'identity.otp_challenges.forget',
  text: `WITH unanswered AS (
           SELECT id FROM identity.otp_challenges WHERE consumed_at IS NULL AND created_at < $1
           ORDER BY created_at LIMIT 10 FOR UPDATE SKIP LOCKED),
         answered AS (
           SELECT id FROM identity.otp_challenges WHERE consumed_at IS NOT NULL AND created_at < $2
           ORDER BY created_at LIMIT 10 FOR UPDATE SKIP LOCKED)
         DELETE FROM identity.otp_challenges WHERE id IN (SELECT id FROM unanswered UNION ALL SELECT id FROM answered)`,
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

/** Of those that nobody answered: longer than any cool-down looks back. */
const KEPT_MS = 86_400_000;
const KNOWN_MS = KNOWN_DAYS * 86_400_000;

/** Times are wall time. */
@Injectable()
export class OtpChallenges extends GlobalStore<OtpChallenge> {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, OtpChallenge, 'one-time password');
  }

  /** The phone's of the last hour, newest first. */
  unansweredOf(phone: string, now: Date): Promise<UnansweredCode[]> {
    const since = new Date(now.getTime() - PHONE_WINDOW_SECONDS * 1000);
    return this.unitOfWork.rows<UnansweredCode>(OF_PHONE, [phone, since, new Date(now.getTime() - KNOWN_MS)]);
  }

  /** Whether the phone's owner has answered a code that was asked for from there. */
  async isKnown(phone: string, address: string | null, now: Date): Promise<boolean> {
    const values = [phone, address, new Date(now.getTime() - KNOWN_MS)];
    const [answer] = await this.unitOfWork.rows<{ isKnown: boolean }>(IS_KNOWN, values);
    return answer!.isKnown;
  }

  /** When the address asked for codes, newest first. */
  async askedFrom(address: string, now: Date): Promise<Date[]> {
    const since = new Date(now.getTime() - ADDRESS_WINDOW_SECONDS * 1000);
    const rows = await this.unitOfWork.rows<{ created_at: Date }>(OF_ADDRESS, [address, since]);
    return rows.map(({ created_at }) => created_at);
  }

  /**
   * Challenges name phones of people who may be nobody's users, so each request clears away a few that are long over. Those that
   * were answered say for half a year where the phone's owner has been.
   */
  async forgetOld(now: Date): Promise<void> {
    await this.unitOfWork.query(FORGET, [new Date(now.getTime() - KEPT_MS), new Date(now.getTime() - KNOWN_MS)]);
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
}
