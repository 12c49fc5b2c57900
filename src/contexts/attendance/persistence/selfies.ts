import { Injectable } from '@nestjs/common';
import { AggregateStore } from '../../../platform/database/aggregate-store';
import { notFound } from '../../../platform/errors/domain-error';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Selfie } from '../domain/selfie';

/** Where the job has not been for a month, it begins there: what is older stays. */
const LOOKED_BACK = `interval '30 days'`;
const COUNT_UNUSED: Statement = {
  name: 'attendance.selfies.count_unused',
  text: `SELECT count(*)::int AS count FROM attendance.selfies selfie
         WHERE driver_id = $1 AND created_at > $2::timestamptz - ${LOOKED_BACK}
           AND NOT EXISTS (SELECT FROM attendance.attendances WHERE selfie_id = selfie.id)`,
};
const UNUSED: Statement = {
  name: 'attendance.selfies.unused',
  text: `SELECT id, object_key AS "objectKey" FROM attendance.selfies selfie
         WHERE created_at < $1 AND created_at > $1::timestamptz - ${LOOKED_BACK}
           AND NOT EXISTS (SELECT FROM attendance.attendances WHERE selfie_id = selfie.id)
         ORDER BY created_at LIMIT $2`,
};
const FORGET: Statement = {
  name: 'attendance.selfies.forget',
  text: `DELETE FROM attendance.selfies selfie
         WHERE id = ANY ($1::uuid[]) AND NOT EXISTS (SELECT FROM attendance.attendances WHERE selfie_id = selfie.id)`,
};

@Injectable()
export class Selfies extends AggregateStore<Selfie> {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, Selfie, 'selfie');
  }

  /** @throws DomainError not_found, also for another driver's */
  async getOf(driverId: string, id: string): Promise<Selfie> {
    const selfie = await this.unitOfWork.manager.findOne(Selfie, { where: { id, driverId } });
    if (!selfie) throw notFound('selfie', id);
    return selfie;
  }

  /** How many of his no attendance shows. */
  async countUnused(driverId: string, at: Date): Promise<number> {
    const [row] = await this.unitOfWork.rows<{ count: number }>(COUNT_UNUSED, [driverId, at]);
    return row!.count;
  }

  /** Of every organization, in a unit of work of the worker; the oldest first. */
  unusedBefore(at: Date, most: number): Promise<Pick<Selfie, 'id' | 'objectKey'>[]> {
    return this.unitOfWork.rows(UNUSED, [at, most]);
  }

  async forget(ids: readonly string[]): Promise<void> {
    await this.unitOfWork.query(FORGET, [ids]);
  }
}
