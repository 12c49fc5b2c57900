import { Controller, Get, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { PageRequest } from '../../../platform/http/page';
import { ListDispatchOffers } from '../application/list-dispatch-offers';
import { assignmentPermissions } from '../assignment.permissions';
import { OpenOfferPageResponse } from './open-offer.response';

@ApiGroup('Dispatch', 'How a driver was searched for a ride, and why it was not another.')
@RequirePermission(assignmentPermissions.explain)
@Controller('v1/dispatch/offers')
export class DispatchOffersController {
  constructor(private readonly listing: ListDispatchOffers) {}

  /**
   * The offers that wait for their drivers' answers, the oldest first.
   *
   * A manager sees those of his own drivers.
   */
  @Get()
  async listDispatchOffers(@Query() page: PageRequest, @Caller() caller: Principal): Promise<OpenOfferPageResponse> {
    return OpenOfferPageResponse.of(await this.listing.execute(page, caller));
  }
}
