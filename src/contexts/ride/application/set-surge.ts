import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { VehicleClass } from '../../../kernel/vehicle-class';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { assertWholeOrganization } from '../domain/organization-wide';
import { invalidRequest } from '../domain/ride-errors';
import { Surge } from '../domain/surge';
import { Cities } from '../persistence/cities';
import { Surges } from '../persistence/surges';

export interface SetSurgeCommand {
  readonly vehicleClass?: VehicleClass | null;
  readonly multiplierPermille: number;
  /** Now, where left out. */
  readonly from?: Date | null;
  readonly until: Date;
  readonly reason: string;
}

@Injectable()
export class SetSurge {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly cities: Cities,
    private readonly surges: Surges,
  ) {}

  /**
   * It takes the place of whatever was set for the same city and class from its beginning on.
   * @throws DomainError `unknown_city`, `outside_scope`, and those of `Surge.set`.
   */
  execute(cityCode: string, command: SetSurgeCommand, principal: Principal): Promise<Surge> {
    const organizationId = organizationOf(principal);
    assertWholeOrganization(principal);
    const now = this.clock.now();
    const { vehicleClass = null, multiplierPermille, from, until: effectiveTo, reason } = command;
    const effectiveFrom = from && from > now ? from : now;
    return this.unitOfWork.run(async () => {
      if (!(await this.cities.all()).some(({ code }) => code === cityCode)) {
        throw invalidRequest('unknown_city', `There is no city ${cityCode} here; configure it first.`);
      }
      const scope = { cityCode, vehicleClass };
      const period = { effectiveFrom, effectiveTo };
      const offered = { id: uuidv7(), organizationId, ...scope, multiplierPermille, ...period, reason };
      const surge = Surge.set({ ...offered, setBy: principal.userId }, now);
      for (const before of await this.surges.within(scope, effectiveFrom, effectiveTo)) {
        await this.surges.change(before, (found) => found.giveWay(effectiveFrom, now));
      }
      await this.surges.add(surge);
      return surge;
    });
  }
}
