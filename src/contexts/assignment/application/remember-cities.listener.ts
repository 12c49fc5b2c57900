import { Injectable } from '@nestjs/common';
import { InTransaction } from '../../../platform/events/listener.decorators';
import { CityConfigured } from '../../ride/contracts/ride-terms-events';
import { ServedAreas } from '../projections/served-areas';

@Injectable()
export class RememberCitiesForAssignment {
  constructor(private readonly areas: ServedAreas) {}

  @InTransaction(CityConfigured)
  async configured({ payload, organizationId }: CityConfigured): Promise<void> {
    await this.areas.remember(payload, organizationId);
  }
}
