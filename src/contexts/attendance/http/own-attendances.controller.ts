import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { ApiImageBody, ImageBody, type ReceivedImage } from '../../../platform/http/image-body';
import { OwnIdempotency } from '../../../platform/http/own-idempotency.decorator';
import { PageRequest } from '../../../platform/http/page';
import { RateLimit } from '../../../platform/http/route-limits';
import { CheckIn } from '../application/check-in';
import { CheckOut } from '../application/check-out';
import { CompleteCheckOut } from '../application/complete-check-out';
import { EndBreak } from '../application/end-break';
import { ShowOwnAttendances } from '../application/show-own-attendances';
import { StartBreak } from '../application/start-break';
import { UploadSelfie } from '../application/upload-selfie';
import { attendancePermissions } from '../attendance.permissions';
import { AttendanceResponse, OwnAttendancesResponse, SelfieResponse } from './attendance.response';
import { CheckInRequest } from './check-in.request';
import { CheckOutRequest } from './check-out.request';

@ApiGroup('Driver duty', 'What a driver does himself: check in, take breaks, check out.')
@RequirePermission(attendancePermissions.ownDuty)
@Controller('v1/driver')
export class OwnAttendancesController {
  constructor(
    private readonly uploading: UploadSelfie,
    private readonly checkingIn: CheckIn,
    private readonly startingBreak: StartBreak,
    private readonly endingBreak: EndBreak,
    private readonly checkingOut: CheckOut,
    private readonly showingOwn: ShowOwnAttendances,
    private readonly completing: CompleteCheckOut,
  ) {}

  /**
   * Uploads the selfie to check in with.
   *
   * The picture is the body. It can be used once, within 10 minutes.
   */
  @Post('selfies')
  @ApiImageBody()
  @OwnIdempotency()
  @RateLimit({ requests: 30, perSeconds: 600 })
  async uploadSelfie(@ImageBody() image: ReceivedImage, @Caller() caller: Principal): Promise<SelfieResponse> {
    return SelfieResponse.of(await this.uploading.execute(image, caller));
  }

  /**
   * Checks in for the shift that is on, or begins within the hour.
   *
   * The vehicle is the one of the roster. A manager then approves or rejects; after a rejection the driver may check in again.
   */
  @Post('attendance/check-in')
  async checkIn(@Body() body: CheckInRequest, @Caller() caller: Principal): Promise<AttendanceResponse> {
    return AttendanceResponse.of(await this.checkingIn.execute(body, caller));
  }

  /**
   * Starts a break.
   *
   * Refused before the approval and during a ride.
   */
  @Post('attendance/breaks')
  async startBreak(@Caller() caller: Principal): Promise<AttendanceResponse> {
    return AttendanceResponse.of(await this.startingBreak.execute(caller));
  }

  /** Ends the break. */
  @Post('attendance/breaks/end')
  @HttpCode(200)
  async endBreak(@Caller() caller: Principal): Promise<AttendanceResponse> {
    return AttendanceResponse.of(await this.endingBreak.execute(caller));
  }

  /**
   * Checks out, with what the driver took.
   *
   * Refused while any ride is assigned to him. A break that is still on ends with it.
   */
  @Post('attendance/check-out')
  @HttpCode(200)
  async checkOut(@Body() body: CheckOutRequest, @Caller() caller: Principal): Promise<AttendanceResponse> {
    return AttendanceResponse.of(await this.checkingOut.execute(body, caller));
  }

  /** Gives the odometer and the cash of a duty from which he was checked out by itself, once. */
  @Post('attendance/:id/completion')
  @HttpCode(200)
  async completeOwnCheckOut(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: CheckOutRequest,
    @Caller() caller: Principal,
  ): Promise<AttendanceResponse> {
    return AttendanceResponse.of(await this.completing.ownExecute(id, body, caller));
  }

  /** The driver's current attendance and all of his, latest check-in first. */
  @Get('attendance')
  async listOwnAttendances(@Query() query: PageRequest, @Caller() caller: Principal): Promise<OwnAttendancesResponse> {
    return OwnAttendancesResponse.ofOwn(await this.showingOwn.execute(query, caller));
  }
}
