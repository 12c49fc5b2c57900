import { Injectable } from '@nestjs/common';
import { AggregateStore } from '../../../platform/database/aggregate-store';
import { notFound } from '../../../platform/errors/domain-error';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { Selfie } from '../domain/selfie';

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
}
