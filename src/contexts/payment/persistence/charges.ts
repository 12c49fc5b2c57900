import { Injectable } from '@nestjs/common';
import { AggregateStore } from '../../../platform/database/aggregate-store';
import { DomainError } from '../../../platform/errors/domain-error';
import { decodeCursor, encodeCursor, type Page, pageOf } from '../../../platform/http/page';
import type { Statement } from '../../../platform/transaction/transaction-scope';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { ChargeKind } from '../contracts/payment-events';
import type { CashToCollect } from '../domain/cash-to-collect';
import { Charge } from '../domain/charge';
import type { ChargeStatus } from '../domain/charge-status';

export interface ChargeFilter {
  readonly limit: number;
  readonly after?: string;
  readonly status?: readonly ChargeStatus[];
  readonly kind?: ChargeKind;
  readonly riderId?: string;
  readonly rideId?: string;
  /** By what nobody has settled yet. */
  readonly differs?: boolean;
}

export interface RiderBalance {
  /** All that is due, fees and fares; what is disputed is not. */
  readonly outstandingPaise: number;
  /** Of that, the fares: they keep the rider from requesting rides. */
  readonly blockingPaise: number;
}

const COLUMNS = `id, organization_id AS "organizationId", version, ride_id AS "rideId", rider_id AS "riderId",
  driver_id AS "driverId", kind, amount_paise AS "amountPaise", raised_at AS "raisedAt", status, paid_at AS "paidAt",
  paid_to_driver_id AS "paidToDriverId", paid_with_ride_id AS "paidWithRideId", decided_at AS "decidedAt",
  decided_by AS "decidedBy", decision_reason AS "decisionReason", differs_by_paise AS "differsByPaise",
  difference_settled_at AS "differenceSettledAt", difference_settled_by AS "differenceSettledBy",
  difference_reason AS "differenceReason"`;

const FIND: Statement = {
  name: 'payment.charges.find',
  text: `SELECT ${COLUMNS} FROM payment.charges WHERE id = $1 AND organization_id = $2`,
};
const INSERT: Statement = {
  name: 'payment.charges.insert',
  text: `INSERT INTO payment.charges
           (id, organization_id, version, ride_id, rider_id, driver_id, kind, amount_paise, raised_at, status)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
};
const UPDATE: Statement = {
  name: 'payment.charges.update',
  text: `UPDATE payment.charges SET version = $3, status = $4, paid_at = $5, paid_to_driver_id = $6, paid_with_ride_id = $7,
           decided_at = $8, decided_by = $9, decision_reason = $10, differs_by_paise = $11,
           difference_settled_at = $12, difference_settled_by = $13, difference_reason = $14
         WHERE id = $1 AND version = $2`,
};
const FARE_OF_DRIVERS_RIDE: Statement = {
  name: 'payment.charges.fare_of_drivers_ride',
  text: `SELECT ${COLUMNS} FROM payment.charges
         WHERE organization_id = $1 AND ride_id = $2 AND kind = 'FARE' AND driver_id = $3
         ORDER BY status = 'WAIVED', raised_at DESC LIMIT 1`,
};
const FARE_OF_RIDE: Statement = {
  name: 'payment.charges.fare_of_ride',
  text: `SELECT ${COLUMNS} FROM payment.charges WHERE organization_id = $1 AND ride_id = $2 AND kind = 'FARE'
         ORDER BY status = 'WAIVED', raised_at DESC LIMIT 1`,
};
const FEES_DUE_BEFORE: Statement = {
  name: 'payment.charges.fees_due_before',
  text: `SELECT ${COLUMNS} FROM payment.charges
         WHERE organization_id = $1 AND rider_id = $2 AND status = 'DUE' AND kind <> 'FARE' AND raised_at <= $3
         ORDER BY raised_at, id`,
};
const FEES_PAID_WITH: Statement = {
  name: 'payment.charges.fees_paid_with',
  text: `SELECT ${COLUMNS} FROM payment.charges
         WHERE organization_id = $1 AND rider_id = $2 AND paid_with_ride_id = $3 AND kind <> 'FARE'
         ORDER BY raised_at, id`,
};
const BALANCE: Statement = {
  name: 'payment.charges.balance',
  text: `SELECT coalesce(sum(amount_paise), 0)::bigint AS "outstandingPaise",
           coalesce(sum(amount_paise) FILTER (WHERE kind = 'FARE'), 0)::bigint AS "blockingPaise"
         FROM payment.charges WHERE organization_id = $1 AND rider_id = $2 AND status = 'DUE'`,
};

@Injectable()
export class Charges extends AggregateStore<Charge> {
  constructor(unitOfWork: UnitOfWork) {
    super(unitOfWork, Charge, 'charge', {
      charges_one_of_a_kind: () =>
        new DomainError('conflict', 'already_charged', 'This ride has been charged for already.'),
    });
  }

  override async find(id: string): Promise<Charge | null> {
    return (await this.read(FIND, [id, this.unitOfWork.organizationId]))[0] ?? null;
  }

  /** The one in force, or the last that was waived; null where none was raised. */
  async fareOf(rideId: string): Promise<Charge | null> {
    return (await this.read(FARE_OF_RIDE, [this.unitOfWork.organizationId, rideId]))[0] ?? null;
  }

  /** Null where there is no cash fare for the ride, or another driver drove it. */
  async cashOf(rideId: string, driverId: string): Promise<CashToCollect | null> {
    const { organizationId } = this.unitOfWork;
    const [fare] = await this.read(FARE_OF_DRIVERS_RIDE, [organizationId, rideId, driverId]);
    if (!fare) return null;
    if (fare.status === 'WAIVED') return { fare, fees: [] };
    const fees =
      fare.status === 'PAID'
        ? await this.read(FEES_PAID_WITH, [organizationId, fare.riderId, rideId])
        : await this.read(FEES_DUE_BEFORE, [organizationId, fare.riderId, fare.raisedAt]);
    return { fare, fees };
  }

  /** Whoever tells it to others, or decides by it, holds the rider's lock. */
  async balanceOf(riderId: string, organizationId: string): Promise<RiderBalance> {
    const [balance] = await this.unitOfWork.rows<RiderBalance & object>(BALANCE, [organizationId, riderId]);
    return balance!;
  }

  /** Newest first. */
  async list({ limit, after, status, kind, riderId, rideId, differs }: ChargeFilter): Promise<Page<Charge>> {
    const values: unknown[] = [this.unitOfWork.organizationId];
    const wanted = ['organization_id = $1'];
    const want = (condition: (...places: string[]) => string, ...given: unknown[]): void => {
      if (given.some((value) => value === undefined)) return;
      wanted.push(condition(...given.map((value) => `$${values.push(value)}`)));
    };
    const cursor = decodeCursor(after, true);
    want((place) => `status = ANY(${place})`, status);
    want((place) => `kind = ${place}`, kind);
    want((place) => `rider_id = ${place}`, riderId);
    want((place) => `ride_id = ${place}`, rideId);
    want((place) => `(differs_by_paise IS NOT NULL AND difference_settled_at IS NULL) = ${place}`, differs);
    want((at, id) => `(raised_at, id) < (${at}, ${id})`, cursor?.at, cursor?.id);
    const text = `SELECT ${COLUMNS} FROM payment.charges WHERE ${wanted.join(' AND ')}
      ORDER BY raised_at DESC, id DESC LIMIT $${values.push(limit + 1)}`;
    return pageOf(
      await this.read(text, values),
      limit,
      (charge) => encodeCursor(charge.id, charge.raisedAt),
      (charge) => charge,
    );
  }

  protected override async insert(charge: Charge): Promise<void> {
    const { id, organizationId, version, rideId, riderId, driverId, kind, amountPaise, raisedAt, status } = charge;
    const values = [id, organizationId, version, rideId, riderId, driverId, kind, amountPaise, raisedAt, status];
    await this.unitOfWork.query(INSERT, values);
  }

  protected override async flush(charge: Charge, readVersion: number): Promise<boolean> {
    const { id, version, status, paidAt, paidToDriverId, paidWithRideId } = charge;
    const { decidedAt, decidedBy, decisionReason } = charge;
    const { differsByPaise, differenceSettledAt, differenceSettledBy, differenceReason } = charge;
    const decision = [decidedAt, decidedBy, decisionReason];
    const difference = [differsByPaise, differenceSettledAt, differenceSettledBy, differenceReason];
    const changed = [version, status, paidAt, paidToDriverId, paidWithRideId, ...decision, ...difference];
    return (await this.unitOfWork.query(UPDATE, [id, readVersion, ...changed])).rowCount === 1;
  }

  private async read(statement: Statement | string, values: unknown[]): Promise<Charge[]> {
    const rows = await this.unitOfWork.rows<Record<string, unknown>>(statement, values);
    return rows.map((row) => Object.assign(new Charge(), row));
  }
}
