import { Injectable } from '@nestjs/common';
import { AggregateStore } from '../../../platform/database/aggregate-store';
import { DomainError, notFound } from '../../../platform/errors/domain-error';
import { decodeCursor, encodeCursor, type Page, pageOf, type PageRequest } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { type MaintenanceDue, MaintenancePlan, type PlanOfVehicle, STOPPABLE } from '../domain/maintenance-plan';
import type { Scope } from '../domain/scope';
import { Vehicle } from '../domain/vehicle';

export interface DueFilters {
  readonly due?: readonly MaintenanceDue[];
  readonly fleetId?: string;
  readonly hubId?: string;
}

/** The day and the metres from which a plan is at least SOON, DUE, OVERDUE; `MaintenancePlan.due` says the same. */
const REACHED: Readonly<Record<Exclude<MaintenanceDue, 'LATER'>, string>> = {
  SOON: `(row.due_on - row.soon_days <= :today OR row.due_at_metres - row.soon_metres <= vehicle.odometer_metres)`,
  DUE: `(row.due_on <= :today OR row.due_at_metres <= vehicle.odometer_metres)`,
  OVERDUE: `(row.due_on + row.grace_days < :today OR row.due_at_metres + row.grace_metres < vehicle.odometer_metres)`,
};
const LEVEL = `CASE WHEN ${REACHED.OVERDUE} THEN 'OVERDUE' WHEN ${REACHED.DUE} THEN 'DUE'
  WHEN ${REACHED.SOON} THEN 'SOON' ELSE 'LATER' END`;

@Injectable()
export class MaintenancePlans extends AggregateStore<MaintenancePlan> {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, MaintenancePlan, 'maintenance plan', {
      maintenance_plans_name: () =>
        new DomainError(
          'conflict',
          'maintenance_plan_exists',
          'The vehicle has a plan of this name that is not retired.',
          {
            field: 'name',
          },
        ),
    });
  }

  /** Of a vehicle that the caller has in his scope; waits for whoever is changing it. @throws DomainError not_found */
  async lockOf(id: string, vehicleId: string): Promise<MaintenancePlan> {
    const plan = await this.unitOfWork.manager
      .createQueryBuilder(MaintenancePlan, 'row')
      .where('row.id = :id AND row.vehicleId = :vehicleId', { id, vehicleId })
      .setLock('for_no_key_update')
      .getOne();
    if (!plan) throw notFound('maintenance plan', id);
    return plan;
  }

  /** Oldest first, those retired left out. */
  ofVehicle(vehicleId: string): Promise<MaintenancePlan[]> {
    return this.unitOfWork.manager
      .createQueryBuilder(MaintenancePlan, 'row')
      .where('row.vehicleId = :vehicleId AND row.retiredAt IS NULL', { vehicleId })
      .orderBy('row.id')
      .getMany();
  }

  /** Of vehicles that are not retired, newest plan first. @param today the local day */
  async listDue(
    { due, fleetId, hubId }: DueFilters,
    { limit, after }: PageRequest,
    scope: Scope,
    today: string,
  ): Promise<Page<PlanOfVehicle>> {
    const query = this.unitOfWork.manager
      .createQueryBuilder(MaintenancePlan, 'row')
      .innerJoinAndMapOne('row.vehicle', Vehicle, 'vehicle', 'vehicle.id = row.vehicleId')
      .where(`row.retiredAt IS NULL AND vehicle.status <> 'RETIRED'`)
      .setParameters({ today });
    const { organizationId } = this.unitOfWork;
    if (organizationId !== null) query.andWhere('row.organizationId = :organizationId', { organizationId });
    if (scope.fleetIds !== null) query.andWhere('vehicle.fleetId = ANY(:fleetIds)', { fleetIds: scope.fleetIds });
    if (scope.hubIds !== null) query.andWhere('vehicle.hubId = ANY(:hubIds)', { hubIds: scope.hubIds });
    if (fleetId !== undefined) query.andWhere('vehicle.fleetId = :fleetId', { fleetId });
    if (hubId !== undefined) query.andWhere('vehicle.hubId = :hubId', { hubId });
    if (due !== undefined) query.andWhere(`${LEVEL} = ANY(:due)`, { due });
    const cursor = decodeCursor(after);
    if (cursor) query.andWhere('row.id < :after', { after: cursor.id });
    const rows = (await query
      .orderBy('row.id', 'DESC')
      .limit(limit + 1)
      .getMany()) as (MaintenancePlan & { vehicle: Vehicle })[];
    return pageOf(
      rows,
      limit,
      ({ id }) => encodeCursor(id),
      (plan) => ({ plan, vehicle: plan.vehicle }),
    );
  }

  /**
   * Of every organization: plans that stop their vehicles, are overdue and have not said so. A vehicle that nobody may drive
   * as it is (PENDING, SUSPENDED) has nothing to be stopped from: its plan waits until it is ACTIVE. For the worker.
   */
  async overdue(
    today: string,
    limit: number,
  ): Promise<{ planId: string; vehicleId: string; organizationId: string }[]> {
    return this.unitOfWork.manager
      .createQueryBuilder(MaintenancePlan, 'row')
      .innerJoin(Vehicle, 'vehicle', 'vehicle.id = row.vehicleId')
      .select(['row.id AS "planId"', 'row.vehicle_id AS "vehicleId"', 'row.organization_id AS "organizationId"'])
      .where(`row.stopsVehicle AND row.stoppedAt IS NULL AND row.retiredAt IS NULL`)
      .andWhere('vehicle.status = ANY(:stoppable)', { stoppable: [...STOPPABLE] })
      .andWhere(REACHED.OVERDUE)
      .setParameters({ today })
      .orderBy('row.id')
      .limit(limit)
      .getRawMany();
  }
}
