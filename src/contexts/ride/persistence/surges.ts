import { Injectable } from '@nestjs/common';
import { IsNull, LessThan, MoreThan } from 'typeorm';
import type { VehicleClass } from '../../../kernel/vehicle-class';
import { AggregateStore } from '../../../platform/database/aggregate-store';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { refusedByState } from '../domain/ride-errors';
import { Surge } from '../domain/surge';

export interface SurgeScope {
  readonly cityCode: string;
  readonly vehicleClass: VehicleClass | null;
}

@Injectable()
export class Surges extends AggregateStore<Surge> {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, Surge, 'surge', {
      surges_no_overlap: () => refusedByState('surge_set_at_once', 'Somebody set this surge just now; look again.'),
    });
  }

  /** Those of exactly this scope that are in force in a part of that time. */
  async within({ cityCode, vehicleClass }: SurgeScope, from: Date, until: Date): Promise<Surge[]> {
    const found = await this.unitOfWork.manager.findBy(Surge, {
      organizationId: this.unitOfWork.organizationId!,
      cityCode,
      vehicleClass: vehicleClass ?? IsNull(),
      effectiveFrom: LessThan(until),
      effectiveTo: MoreThan(from),
    });
    return found.filter((surge) => surge.effectiveTo > surge.effectiveFrom);
  }

  /** Of the city, in force now or later, earliest first. */
  async upcoming(cityCode: string, now: Date): Promise<Surge[]> {
    const found = await this.unitOfWork.manager.find(Surge, {
      where: { organizationId: this.unitOfWork.organizationId!, cityCode, effectiveTo: MoreThan(now) },
      order: { effectiveFrom: 'ASC', id: 'ASC' },
    });
    return found.filter((surge) => surge.effectiveTo > surge.effectiveFrom);
  }
}
