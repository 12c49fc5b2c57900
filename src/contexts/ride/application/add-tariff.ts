import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { DEFAULT_TERMS, type TariffTerms } from '../../../kernel/tariff-terms';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { assertWholeOrganization } from '../domain/organization-wide';
import { invalidRequest } from '../domain/ride-errors';
import { Tariff, type TariffScope } from '../domain/tariff';
import { Cities } from '../persistence/cities';
import { Tariffs } from '../persistence/tariffs';
import { given } from './given';

export interface AddTariffCommand extends TariffScope {
  readonly effectiveFrom: Date;
  readonly effectiveTo?: Date | null;
  /** What is left out is as `DEFAULT_TERMS` says, in the city’s time zone. */
  readonly terms: Partial<TariffTerms>;
}

@Injectable()
export class AddTariff {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly cities: Cities,
    private readonly tariffs: Tariffs,
  ) {}

  /** @throws DomainError `unknown_city`, `outside_scope`, and those of `Tariff.add`. */
  execute(command: AddTariffCommand, principal: Principal): Promise<Tariff> {
    const organizationId = organizationOf(principal);
    assertWholeOrganization(principal);
    const { cityCode, vehicleClass, tripType, effectiveFrom, effectiveTo } = command;
    const scope = { cityCode, vehicleClass, tripType };
    return this.unitOfWork.run(async () => {
      const city = (await this.cities.all()).find((each) => each.code === cityCode);
      if (!city) {
        throw invalidRequest('unknown_city', `There is no city ${cityCode} here; configure it first.`);
      }
      const others = await this.tariffs.ofScope(scope);
      const terms = { ...DEFAULT_TERMS, timeZone: city.timeZone, ...given(command.terms) };
      const period = { effectiveFrom, effectiveTo: effectiveTo ?? null };
      const offered = { id: uuidv7(), organizationId, ...scope, ...period, terms };
      const tariff = Tariff.add(offered, others, this.clock.now());
      await this.tariffs.add(tariff);
      return tariff;
    });
  }
}
