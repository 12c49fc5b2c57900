import { Injectable } from '@nestjs/common';
import type { TripType } from '../../../kernel/trip-type';
import type { VehicleClass } from '../../../kernel/vehicle-class';
import { AggregateStore } from '../../../platform/database/aggregate-store';
import { decodeCursor, encodeCursor, type Page, pageOf } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { refusedByState } from '../domain/ride-errors';
import { Tariff, type TariffScope } from '../domain/tariff';

export interface TariffFilter {
  readonly limit: number;
  readonly after?: string;
  readonly cityCode?: string;
  readonly vehicleClass?: VehicleClass;
  readonly tripType?: TripType;
  /** Only those in force at that moment. */
  readonly at?: Date;
}

@Injectable()
export class Tariffs extends AggregateStore<Tariff> {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, Tariff, 'tariff', {
      tariffs_no_overlap: () =>
        refusedByState('tariffs_overlap', 'Another tariff of this city, class and trip type is in force in that time.'),
    });
  }

  /** Also those that have ended: a new one may not overlap them. */
  async ofScope(scope: TariffScope): Promise<Tariff[]> {
    const { cityCode, vehicleClass, tripType } = scope;
    const organizationId = this.unitOfWork.organizationId!;
    return this.unitOfWork.manager.findBy(Tariff, { organizationId, cityCode, vehicleClass, tripType });
  }

  /** Newest first. */
  async list({ limit, after, at, cityCode, vehicleClass, tripType }: TariffFilter): Promise<Page<Tariff>> {
    const query = this.unitOfWork.manager
      .createQueryBuilder(Tariff, 't')
      .where('t.organizationId = :organizationId', { organizationId: this.unitOfWork.organizationId })
      .orderBy('t.createdAt', 'DESC')
      .addOrderBy('t.id', 'DESC')
      .limit(limit + 1);
    for (const [column, value] of Object.entries({ cityCode, vehicleClass, tripType })) {
      if (value !== undefined) query.andWhere(`t.${column} = :${column}`, { [column]: value });
    }
    if (at) query.andWhere('t.effectiveFrom <= :at AND (t.effectiveTo IS NULL OR t.effectiveTo > :at)', { at });
    const cursor = decodeCursor(after, true);
    if (cursor)
      query.andWhere('(t.createdAt, t.id) < (:cursorAt, :cursorId)', { cursorAt: cursor.at, cursorId: cursor.id });
    const rows = await query.getMany();
    return pageOf(
      rows,
      limit,
      (tariff) => encodeCursor(tariff.id, tariff.createdAt),
      (tariff) => tariff,
    );
  }
}
