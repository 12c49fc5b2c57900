import { Injectable } from '@nestjs/common';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Willingness } from '../domain/willingness';

const FIND: Statement = {
  name: 'assignment.willing.find',
  text: `SELECT driver_id AS "driverId", status, duty, online, online_since AS "onlineSince", idle_since AS "idleSince"
         FROM assignment.drivers WHERE driver_id = $1`,
};
const GO_ONLINE: Statement = {
  name: 'assignment.willing.go_online',
  text: 'UPDATE assignment.drivers SET online = true, online_since = $2, idle_since = $2 WHERE driver_id = $1',
};
const GO_OFFLINE: Statement = {
  name: 'assignment.willing.go_offline',
  text: 'UPDATE assignment.drivers SET online = false, online_since = NULL WHERE driver_id = $1 AND online',
};
// One who had not departed was idle all along: a cancelled plan does not send him to the end of the queue.
const BECOME_IDLE: Statement = {
  name: 'assignment.willing.become_idle',
  text: `UPDATE assignment.drivers d SET idle_since = $2 FROM assignment.engagements e
         WHERE e.id = $1 AND e.departed_at IS NOT NULL AND d.driver_id = e.driver_id`,
};
// Where time stands still, a duty may have begun and ended at the moment at which the next begins: that one goes on.
const BEGIN_SPELL: Statement = {
  name: 'assignment.duty_spell.begin',
  text: `INSERT INTO assignment.duty_spells (driver_id, organization_id, started_at) VALUES ($1, $2, $3)
         ON CONFLICT (driver_id, started_at) DO UPDATE SET ended_at = NULL`,
};
const END_SPELL: Statement = {
  name: 'assignment.duty_spell.end',
  text: 'UPDATE assignment.duty_spells SET ended_at = greatest($2, started_at) WHERE driver_id = $1 AND ended_at IS NULL',
};
const CORRECT_SPELL: Statement = {
  name: 'assignment.duty_spell.correct',
  text: 'UPDATE assignment.duty_spells SET ended_at = greatest($3, started_at) WHERE driver_id = $1 AND ended_at = $2',
};

/** Who takes rides on demand, and how long each has been on duty. */
@Injectable()
export class WillingDrivers {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async find(driverId: string): Promise<Willingness | null> {
    return (await this.unitOfWork.rows<Willingness>(FIND, [driverId]))[0] ?? null;
  }

  async goOnline(driverId: string, at: Date): Promise<void> {
    await this.unitOfWork.query(GO_ONLINE, [driverId, at]);
  }

  /** @returns false where he was offline already. */
  async goOffline(driverId: string): Promise<boolean> {
    return (await this.unitOfWork.query(GO_OFFLINE, [driverId])).rowCount === 1;
  }

  async becomeIdle(engagementId: string, at: Date): Promise<void> {
    await this.unitOfWork.query(BECOME_IDLE, [engagementId, at]);
  }

  async beginDuty(driverId: string, organizationId: string | null, at: Date): Promise<void> {
    await this.unitOfWork.query(BEGIN_SPELL, [driverId, organizationId, at]);
  }

  async endDuty(driverId: string, at: Date): Promise<void> {
    await this.unitOfWork.query(END_SPELL, [driverId, at]);
  }

  /** He had left before he was taken for having left. */
  async correctDuty(driverId: string, ended: Date, left: Date): Promise<void> {
    await this.unitOfWork.query(CORRECT_SPELL, [driverId, ended, left]);
  }
}
