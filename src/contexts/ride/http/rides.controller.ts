import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { OwnIdempotency } from '../../../platform/http/own-idempotency.decorator';
import { BookRide } from '../application/book-ride';
import { ListRides } from '../application/list-rides';
import { QuoteRide } from '../application/quote-ride';
import { ReadRide } from '../application/read-ride';
import { ReadStartCode } from '../application/read-start-code';
import { ReadTimeline } from '../application/read-timeline';
import { ridePermissions } from '../ride.permissions';
import { BOOKING_EXAMPLES, QUOTE_EXAMPLES } from './ride-plan.examples';
import { BookRideRequest, QuoteRideRequest } from './ride-plan.request';
import { ListRidesRequest } from './list-rides.request';
import { QuoteResponse } from './quote.response';
import { RidePage, RideResponse, StartCodeResponse, TimelineResponse } from './ride.response';

@ApiGroup('Rides', 'Booking a ride and taking it through its life.')
@Controller('v1')
export class RidesController {
  constructor(
    private readonly quoteRide: QuoteRide,
    private readonly bookRide: BookRide,
    private readonly listRides: ListRides,
    private readonly readRide: ReadRide,
    private readonly readTimeline: ReadTimeline,
    private readonly readStartCode: ReadStartCode,
  ) {}

  /**
   * Says what a ride would cost, and for how long it would cost that.
   *
   * Refused for what `bookRide` refuses, so that what is quoted can be booked.
   */
  @Post('quotes')
  @HttpCode(200)
  @OwnIdempotency()
  @ApiBody({ type: QuoteRideRequest, examples: QUOTE_EXAMPLES })
  @RequirePermission(ridePermissions.quote)
  async quote(@Body() body: QuoteRideRequest, @Caller() caller: Principal): Promise<QuoteResponse> {
    return QuoteResponse.of(await this.quoteRide.execute(body, caller));
  }

  /**
   * Asks for a ride: for now, as a rider or for one, or books it ahead for somebody.
   *
   * Refused where a scheduled pickup is earlier than the next local day, or the pickup lies outside the city, or no tariff
   * covers it. A rider who is suspended, owes a fare or has a ride already gets no other.
   */
  @Post('rides')
  @ApiBody({ type: BookRideRequest, examples: BOOKING_EXAMPLES })
  @RequirePermission(ridePermissions.request)
  async book(@Body() body: BookRideRequest, @Caller() caller: Principal): Promise<RideResponse> {
    return RideResponse.of(await this.bookRide.execute(body, caller), caller);
  }

  /** Rides, latest pickup first. */
  @Get('rides')
  @RequirePermission(ridePermissions.read)
  async list(@Query() query: ListRidesRequest, @Caller() caller: Principal): Promise<RidePage> {
    return RidePage.of(await this.listRides.execute(query, caller), caller);
  }

  /** One ride. */
  @Get('rides/:id')
  @RequirePermission(ridePermissions.read)
  async read(@Param('id', ParseUUIDPipe) id: string, @Caller() caller: Principal): Promise<RideResponse> {
    return RideResponse.of(await this.readRide.execute(id, caller), caller);
  }

  /** Everything that happened to the ride, in order. */
  @Get('rides/:id/timeline')
  @RequirePermission(ridePermissions.read)
  async readRideTimeline(
    @Param('id', ParseUUIDPipe) id: string,
    @Caller() caller: Principal,
  ): Promise<TimelineResponse> {
    return TimelineResponse.of(await this.readTimeline.execute(id, caller));
  }

  /** Reads the code that the rider tells the driver, for a rider whose message did not come. */
  @Get('rides/:id/start-code')
  @RequirePermission(ridePermissions.readStartCode)
  async readRideStartCode(
    @Param('id', ParseUUIDPipe) id: string,
    @Caller() caller: Principal,
  ): Promise<StartCodeResponse> {
    return this.readStartCode.execute(id, caller);
  }
}
