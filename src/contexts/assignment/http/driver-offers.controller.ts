import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { AcceptOffer } from '../application/accept-offer';
import { DeclineOffer } from '../application/decline-offer';
import { ListOpenOffers } from '../application/list-open-offers';
import { assignmentPermissions } from '../assignment.permissions';
import { DeclineOfferRequest } from './decline-offer.request';
import { EngagementResponse } from './engagement.response';
import { OfferListResponse } from './offer.response';

const UNSAID = 'He gave no reason.';

@ApiGroup('Offers', 'The rides a driver is offered, for him to accept or decline in time.')
@RequirePermission(assignmentPermissions.takeRides)
@Controller('v1/driver/offers')
export class DriverOffersController {
  constructor(
    private readonly listing: ListOpenOffers,
    private readonly accepting: AcceptOffer,
    private readonly declining: DeclineOffer,
  ) {}

  /** What the driver can still answer: one offer at most. */
  @Get()
  async listDriverOffers(@Caller() caller: Principal): Promise<OfferListResponse> {
    return OfferListResponse.of(await this.listing.execute(caller));
  }

  /**
   * Takes the ride.
   *
   * Refused as `offer_lapsed` from `expiresAt` on, as `offer_not_open` where it was answered or taken back (`offerStatus`
   * says how), and for the reasons of assigning where he can no longer drive it.
   */
  @Post(':id/accept')
  @HttpCode(200)
  async acceptOffer(@Param('id') id: string, @Caller() caller: Principal): Promise<EngagementResponse> {
    return EngagementResponse.of(await this.accepting.execute(id, caller));
  }

  /** Leaves the ride to another; it is not offered to this driver again. */
  @Post(':id/decline')
  @HttpCode(204)
  async declineOffer(
    @Param('id') id: string,
    @Body() { reason }: DeclineOfferRequest,
    @Caller() caller: Principal,
  ): Promise<void> {
    await this.declining.execute(id, reason ?? UNSAID, caller);
  }
}
