import { Body, Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { ArriveForRide } from '../application/arrive-for-ride';
import { CancelRide } from '../application/cancel-ride';
import { CompleteRide } from '../application/complete-ride';
import { DepartForRide } from '../application/depart-for-ride';
import { OwnIdempotency } from '../../../platform/http/own-idempotency.decorator';
import { MovePickup } from '../application/move-pickup';
import { ReportBreakdown } from '../application/report-breakdown';
import { ReportNoShow } from '../application/report-no-show';
import { ReviewRide } from '../application/review-ride';
import { StartRide } from '../application/start-ride';
import { UnlockStart } from '../application/unlock-start';
import { ridePermissions } from '../ride.permissions';
import {
  ArriveRequest,
  BreakdownRequest,
  CancelRideRequest,
  CompleteRequest,
  DepartRequest,
  MovePickupRequest,
  NoShowRequest,
  ReviewRideRequest,
  StartRequest,
  UnlockStartRequest,
} from './ride-steps.request';
import { RideResponse } from './ride.response';

@ApiGroup('Rides', 'Booking a ride and taking it through its life.')
@Controller('v1/rides/:id')
export class RideStepsController {
  constructor(
    private readonly departure: DepartForRide,
    private readonly arrival: ArriveForRide,
    private readonly starting: StartRide,
    private readonly completion: CompleteRide,
    private readonly noShow: ReportNoShow,
    private readonly breakdown: ReportBreakdown,
    private readonly cancellation: CancelRide,
    private readonly review: ReviewRide,
    private readonly unlocking: UnlockStart,
    private readonly moving: MovePickup,
  ) {}

  /**
   * Moves the pickup of a ride for now, and quotes it anew.
   *
   * Refused where rides do not begin, once nobody was found, farther than 500 m from where its driver accepted it, and once
   * he has departed. A repeat is no move.
   */
  @Post('pickup')
  @HttpCode(200)
  @OwnIdempotency()
  @RequirePermission(ridePermissions.request)
  async movePickup(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: MovePickupRequest,
    @Caller() caller: Principal,
  ): Promise<RideResponse> {
    return RideResponse.of(await this.moving.execute(id, body, caller), caller);
  }

  /** Sets out for the pickup: its driver, or an operator who overrides. */
  @Post('depart')
  @HttpCode(200)
  @RequirePermission(ridePermissions.progress)
  async departForRide(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: DepartRequest,
    @Caller() caller: Principal,
  ): Promise<RideResponse> {
    return RideResponse.of(await this.departure.execute(id, body, caller), caller);
  }

  /**
   * Says that the cab is at the pickup point.
   *
   * Refused too far from it, too far from the pickup time, and by a position that is old or vague.
   */
  @Post('arrive')
  @HttpCode(200)
  @RequirePermission(ridePermissions.progress)
  async arriveForRide(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: ArriveRequest,
    @Caller() caller: Principal,
  ): Promise<RideResponse> {
    return RideResponse.of(await this.arrival.execute(id, body, caller), caller);
  }

  /**
   * Starts the trip with the code that the rider tells.
   *
   * Wrong codes are counted though the start is refused: after five within ten minutes no code is looked at until an
   * operator unlocks it.
   */
  @Post('start')
  @HttpCode(200)
  // A stored answer would undo the count of a wrong code together with the refusal.
  @RequirePermission(ridePermissions.progress)
  async startRide(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: StartRequest,
    @Caller() caller: Principal,
  ): Promise<RideResponse> {
    return RideResponse.of(await this.starting.execute(id, body, caller), caller);
  }

  /**
   * Ends the trip and computes its fare.
   *
   * A trip whose figures are implausible waits for a review instead, and has no fare until then. Where the cab broke down with
   * the rider aboard and none took him on, an operator (`override`) ends the trip there, at the fare of what was driven.
   */
  @Post('complete')
  @HttpCode(200)
  @RequirePermission(ridePermissions.progress)
  async completeRide(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: CompleteRequest,
    @Caller() caller: Principal,
  ): Promise<RideResponse> {
    return RideResponse.of(await this.completion.execute(id, body, caller), caller);
  }

  /** Says that the rider did not come, once the driver has waited long enough. */
  @Post('no-show')
  @HttpCode(200)
  @RequirePermission(ridePermissions.progress)
  async reportNoShow(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: NoShowRequest,
    @Caller() caller: Principal,
  ): Promise<RideResponse> {
    return RideResponse.of(await this.noShow.execute(id, body, caller), caller);
  }

  /**
   * Says that the cab cannot go on.
   *
   * On the way to the rider its driver is taken off the ride. With the rider aboard the leg ends here, and another cab
   * finishes the trip. For a ride asked for now another driver is searched at once.
   */
  @Post('breakdown')
  @HttpCode(200)
  @RequirePermission(ridePermissions.progress)
  async reportBreakdown(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: BreakdownRequest,
    @Caller() caller: Principal,
  ): Promise<RideResponse> {
    return RideResponse.of(await this.breakdown.execute(id, body, caller), caller);
  }

  /**
   * Cancels the ride.
   *
   * A ride under way is cancelled only in an emergency, by who holds the permission `ride.cancel_under_way`. The driver of a
   * ride for now does not cancel it (`driver_withdraws_instead`): he withdraws, and another is searched.
   */
  @Post('cancel')
  @HttpCode(200)
  @RequirePermission(ridePermissions.cancel)
  async cancelRide(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: CancelRideRequest,
    @Caller() caller: Principal,
  ): Promise<RideResponse> {
    return RideResponse.of(await this.cancellation.execute(id, body, caller), caller);
  }

  /** Settles the figures of a trip that waits for a review, and with them its fare. */
  @Post('review')
  @HttpCode(200)
  @RequirePermission(ridePermissions.review)
  async reviewRide(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: ReviewRideRequest,
    @Caller() caller: Principal,
  ): Promise<RideResponse> {
    return RideResponse.of(await this.review.execute(id, body, caller), caller);
  }

  /** Lets the start code be tried again after too many wrong ones. */
  @Post('unlock-start')
  @HttpCode(200)
  @RequirePermission(ridePermissions.override)
  async unlockStart(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: UnlockStartRequest,
    @Caller() caller: Principal,
  ): Promise<RideResponse> {
    return RideResponse.of(await this.unlocking.execute(id, body, caller), caller);
  }
}
