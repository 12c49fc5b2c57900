import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { Tariff } from '../domain/tariff';
import { Tariffs } from '../persistence/tariffs';

export interface EndTariffCommand {
  /** Now, where left out. */
  readonly effectiveTo?: Date | null;
  readonly reason: string;
}

@Injectable()
export class EndTariff {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly tariffs: Tariffs,
  ) {}

  execute(tariffId: string, { effectiveTo, reason }: EndTariffCommand, principal: Principal): Promise<Tariff> {
    organizationOf(principal);
    const now = this.clock.now();
    return this.unitOfWork.run(async () => {
      const tariff = await this.tariffs.get(tariffId);
      await this.tariffs.change(tariff, (found) => found.end(effectiveTo ?? now, reason, now));
      return tariff;
    });
  }
}
