import { Column, Entity, PrimaryColumn } from 'typeorm';
import { addLocalDays, FLEET_TIME_ZONE, localDate, type LocalDate } from '../../../kernel/local-day';
import { DomainError } from '../../../platform/errors/domain-error';
import { Aggregate } from '../../../platform/events/aggregate';
import { MaintenanceDone, MaintenanceOverdue, MaintenancePlanned, type VehicleStatus } from '../contracts/fleet-events';
import { changedFields } from './changed-fields';
import type { Vehicle } from './vehicle';

/** SOON and DUE by days or metres, whichever comes first; OVERDUE once the grace is used up too. */
export type MaintenanceDue = 'LATER' | 'SOON' | 'DUE' | 'OVERDUE';

export interface MaintenanceTerms {
  /** What is to be done, such as `Tyre rotation`. */
  name: string;
  /** At least one of the two is given. */
  everyDays: number | null;
  everyMetres: number | null;
  /** How long before it is due it is SOON. */
  soonDays: number;
  soonMetres: number;
  /** How long after it is due it is not OVERDUE yet. */
  graceDays: number;
  graceMetres: number;
  /** Whether the vehicle goes to MAINTENANCE when it is OVERDUE. */
  stopsVehicle: boolean;
}

export const DEFAULT_TERMS = {
  everyDays: null,
  everyMetres: null,
  soonDays: 7,
  soonMetres: 500_000,
  graceDays: 3,
  graceMetres: 200_000,
  stopsVehicle: false,
} as const satisfies Omit<MaintenanceTerms, 'name'>;

export interface DoneMaintenance {
  readonly id: string;
  readonly on: LocalDate;
  readonly odometerMetres: number;
  readonly costPaise: number;
  /** Whether the vehicle's own odometer was read by it: not of an earlier day below the last known reading. */
  readonly isReading: boolean;
}

/** Of a vehicle in any other status a plan that stops it keeps its one word for later. */
export const STOPPABLE: readonly VehicleStatus[] = ['ACTIVE', 'MAINTENANCE'];

@Entity({ schema: 'fleet', name: 'maintenance_plans' })
export class MaintenancePlan extends Aggregate implements MaintenanceTerms {
  @PrimaryColumn('uuid') override id: string;
  @Column('uuid', { name: 'organization_id' }) override organizationId: string;
  @Column('int') override version: number;
  @Column('uuid', { name: 'vehicle_id' }) vehicleId: string;
  @Column('text') name: string;
  @Column('int', { name: 'every_days', nullable: true }) everyDays: number | null;
  @Column('int', { name: 'soon_days' }) soonDays: number;
  @Column('int', { name: 'grace_days' }) graceDays: number;
  @Column('int', { name: 'every_metres', nullable: true }) everyMetres: number | null;
  @Column('int', { name: 'soon_metres' }) soonMetres: number;
  @Column('int', { name: 'grace_metres' }) graceMetres: number;
  @Column('boolean', { name: 'stops_vehicle' }) stopsVehicle: boolean;
  /** A local day. */
  @Column('date', { name: 'last_done_on' }) lastDoneOn: LocalDate;
  @Column('int', { name: 'last_done_metres' }) lastDoneMetres: number;
  /** A local day; null where days do not count. */
  @Column('date', { name: 'due_on', nullable: true }) dueOn: LocalDate | null;
  /** What the odometer shows then; null where metres do not count. */
  @Column('bigint', {
    name: 'due_at_metres',
    nullable: true,
    transformer: { from: (text: string | null) => (text === null ? null : Number(text)), to: (n: number | null) => n },
  })
  dueAtMetres: number | null;
  /** When it was overdue and took the vehicle out: once for each time it falls due, so that a manager may overrule it. */
  @Column('timestamptz', { name: 'stopped_at', nullable: true }) stoppedAt: Date | null;
  @Column('timestamptz', { name: 'retired_at', nullable: true }) retiredAt: Date | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt: Date;

  /**
   * @param last when it was done last, and what the odometer showed
   * @throws DomainError `maintenance_without_interval`, `maintenance_in_the_future`
   */
  static make(
    id: string,
    organizationId: string,
    vehicleId: string,
    terms: MaintenanceTerms,
    last: { readonly on: LocalDate; readonly metres: number },
    at: Date,
  ): MaintenancePlan {
    const plan = new MaintenancePlan();
    assertNotLater(last.on, at);
    Object.assign(plan, { id, organizationId, vehicleId, ...terms, stoppedAt: null, retiredAt: null, createdAt: at });
    plan.count(last.on, last.metres, at);
    plan.recordPlan(at);
    return plan;
  }

  /**
   * By terms under which it is not overdue it falls due anew, and may stop the vehicle then.
   * @param odometerMetres what the vehicle's odometer shows
   * @throws DomainError `maintenance_plan_retired`, `maintenance_without_interval`
   */
  change(wanted: Partial<MaintenanceTerms>, odometerMetres: number, at: Date): void {
    this.assertInUse();
    const changes = changedFields<MaintenanceTerms>(this, wanted);
    if (Object.keys(changes).length === 0) return;
    Object.assign(this, changes);
    this.count(this.lastDoneOn, this.lastDoneMetres, at);
    if (this.due(odometerMetres, at) !== 'OVERDUE') this.stoppedAt = null;
    this.recordPlan(at);
  }

  /** @throws DomainError `maintenance_plan_retired` */
  retire(at: Date): void {
    this.assertInUse();
    Object.assign(this, { retiredAt: at, updatedAt: at });
    this.recordPlan(at);
  }

  /** @throws DomainError `maintenance_plan_retired`, `maintenance_in_the_future`, `maintenance_before_last` */
  done(done: DoneMaintenance, at: Date): void {
    this.assertInUse();
    assertNotLater(done.on, at);
    if (done.on < this.lastDoneOn) {
      const details = { lastDoneOn: this.lastDoneOn };
      const sentence = `This was done on ${this.lastDoneOn} already, which is later.`;
      throw new DomainError('conflict', 'maintenance_before_last', sentence, details);
    }
    this.count(done.on, done.odometerMetres, at);
    this.stoppedAt = null;
    const { vehicleId, id, name, dueOn, dueAtMetres } = this;
    const { odometerMetres, costPaise, isReading } = done;
    const next = { nextDueOn: dueOn, nextDueAtMetres: dueAtMetres };
    const known = { vehicleId, planId: id, maintenanceId: done.id, name, doneOn: done.on, odometerMetres, costPaise };
    this.record(new MaintenanceDone(id, { ...known, ...next, isReading }, at));
  }

  /**
   * What the odometer is said to have shown on an earlier day, before which this was done last.
   * @param shownNow metres, as last read; where it was put right below what it showed at the last time, that is as low as it may have been
   * @throws DomainError (rule) `odometer_not_of_that_day`, with both bounds
   */
  assertShownThen(on: LocalDate, metres: number, shownNow: number): void {
    const from = Math.min(this.lastDoneMetres, shownNow);
    if (metres >= from && metres <= shownNow) return;
    throw new DomainError(
      'rule',
      'odometer_not_of_that_day',
      `On ${on} the odometer showed no less than ${from} m and no more than the ${shownNow} m that were read of it last.`,
      { doneOn: on, odometerMetres: metres, fromMetres: from, toMetres: shownNow },
    );
  }

  due(odometerMetres: number, at: Date): MaintenanceDue {
    const today = localDate(at, FLEET_TIME_ZONE);
    const { dueOn, dueAtMetres } = this;
    const reached = (daysLater: number, metresLater: number): boolean =>
      (dueOn !== null && today >= addLocalDays(dueOn, daysLater)) ||
      (dueAtMetres !== null && odometerMetres >= dueAtMetres + metresLater);
    if (reached(this.graceDays + 1, this.graceMetres + 1)) return 'OVERDUE';
    if (reached(0, 0)) return 'DUE';
    return reached(-this.soonDays, -this.soonMetres) ? 'SOON' : 'LATER';
  }

  /** Notes that it is overdue; false where that is known, is not so, or is of no consequence. */
  stopVehicle(odometerMetres: number, at: Date): boolean {
    const isDueNow = this.stopsVehicle && this.retiredAt === null && this.stoppedAt === null;
    if (!isDueNow || this.due(odometerMetres, at) !== 'OVERDUE') return false;
    Object.assign(this, { stoppedAt: at, updatedAt: at });
    const { id, vehicleId, name, dueOn, dueAtMetres } = this;
    this.record(new MaintenanceOverdue(id, { vehicleId, planId: id, name, dueOn, dueAtMetres }, at));
    return true;
  }

  private count(on: LocalDate, metres: number, at: Date): void {
    const { everyDays, everyMetres } = this;
    if (everyDays === null && everyMetres === null) {
      const sentence = 'Say after how many days (everyDays) or metres (everyMetres) it is due again.';
      throw new DomainError('invalid', 'maintenance_without_interval', sentence);
    }
    Object.assign(this, {
      lastDoneOn: on,
      lastDoneMetres: metres,
      dueOn: everyDays === null ? null : addLocalDays(on, everyDays),
      dueAtMetres: everyMetres === null ? null : metres + everyMetres,
      updatedAt: at,
    });
  }

  private recordPlan(at: Date): void {
    const { id, vehicleId, name, everyDays, everyMetres, dueOn, dueAtMetres, stopsVehicle } = this;
    const interval = { everyDays, everyMetres, dueOn, dueAtMetres };
    const retired = this.retiredAt !== null;
    this.record(new MaintenancePlanned(id, { vehicleId, planId: id, name, ...interval, stopsVehicle, retired }, at));
  }

  private assertInUse(): void {
    if (this.retiredAt === null) return;
    throw new DomainError('conflict', 'maintenance_plan_retired', 'This plan is retired and stays as it is.');
  }
}

function assertNotLater(on: LocalDate, at: Date): void {
  if (on <= localDate(at, FLEET_TIME_ZONE)) return;
  throw new DomainError('rule', 'maintenance_in_the_future', `${on} is yet to come.`, { doneOn: on });
}

/** A plan, and what the odometer of its vehicle shows: by the two it is due or not. */
export interface PlanOfVehicle {
  readonly plan: MaintenancePlan;
  readonly vehicle: Vehicle;
}
