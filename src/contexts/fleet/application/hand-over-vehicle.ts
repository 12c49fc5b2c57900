import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { DomainError, notFound } from '../../../platform/errors/domain-error';
import { lock } from '../../../platform/transaction/locks';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { RecordedHandOver } from '../domain/hand-over';
import { type Scope, WHOLE_ORGANIZATION } from '../domain/scope';
import type { Vehicle } from '../domain/vehicle';
import { Drivers } from '../persistence/drivers';
import { HandOvers } from '../persistence/hand-overs';
import { Vehicles } from '../persistence/vehicles';

export interface HandOverAsked {
  /** Left out: to the hub. */
  readonly toDriverId?: string;
  readonly odometerMetres: number;
  /** Left out where the vehicle has no battery. */
  readonly chargePercent?: number;
  readonly conditionNote: string;
}

/** By a manager of the vehicle, whoever holds it; or by the driver who holds it, and by him as long as he does. */
@Injectable()
export class HandOverVehicle {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly vehicles: Vehicles,
    private readonly drivers: Drivers,
    private readonly handOvers: HandOvers,
  ) {}

  /** @throws DomainError not_found, `already_held`, `driver_not_active`, `driver_of_another_hub`, and those of `Vehicle.handOver` */
  byManager(vehicleId: string, asked: HandOverAsked, principal: Principal): Promise<RecordedHandOver> {
    return this.execute(vehicleId, asked, principal, principal, null);
  }

  /** @throws DomainError as `byManager`; `not_a_driver`; not_found also where another holds the vehicle */
  byDriver(vehicleId: string, asked: HandOverAsked, principal: Principal): Promise<RecordedHandOver> {
    const { driverId } = principal;
    if (driverId === null) throw new DomainError('forbidden', 'not_a_driver', 'Only a driver holds a vehicle.');
    return this.execute(vehicleId, asked, principal, WHOLE_ORGANIZATION, driverId);
  }

  /** @param holder who must hold it; null: whoever does */
  private execute(
    vehicleId: string,
    { toDriverId, chargePercent, ...read }: HandOverAsked,
    { userId }: Principal,
    scope: Scope,
    holder: string | null,
  ): Promise<RecordedHandOver> {
    return this.unitOfWork.run(
      async () => {
        const vehicle = await this.vehicles.lockInScope(vehicleId, scope);
        const fromDriverId = await this.handOvers.holderOf(vehicleId);
        if (holder !== null && holder !== fromDriverId) throw notFound('vehicle', vehicleId);
        const to = toDriverId ?? null;
        refuseSameHolder(fromDriverId, to);
        if (to !== null) await this.assertMayTake(to, vehicle, scope);
        const handOver = { id: uuidv7(), fromDriverId, toDriverId: to, chargePercent: chargePercent ?? null, ...read };
        const now = this.clock.now();
        await this.vehicles.change(vehicle, () => vehicle.handOver(handOver, now));
        return this.handOvers.add(vehicleId, handOver, userId, now);
      },
      { locks: [lock('vehicle', vehicleId)] },
    );
  }

  private async assertMayTake(driverId: string, vehicle: Vehicle, scope: Scope): Promise<void> {
    const driver = await this.drivers.holdInScope(driverId, scope);
    if (driver.hubId !== vehicle.hubId) {
      throw new DomainError(
        'conflict',
        'driver_of_another_hub',
        'This driver belongs to another hub than the vehicle.',
      );
    }
    if (driver.status !== 'ACTIVE') {
      throw new DomainError(
        'conflict',
        'driver_not_active',
        `This driver is ${driver.status}; only an ACTIVE one drives.`,
      );
    }
  }
}

function refuseSameHolder(from: string | null, to: string | null): void {
  if (from !== to) return;
  const where = to === null ? 'The vehicle is at its hub already.' : 'This driver holds the vehicle already.';
  throw new DomainError('conflict', 'already_held', where);
}
