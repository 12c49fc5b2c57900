import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Param,
  ParseUUIDPipe,
  Post,
  Query,
  StreamableFile,
} from '@nestjs/common';
import { ApiOkResponse, ApiProduces } from '@nestjs/swagger';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { IMAGE_TYPES } from '../../../platform/http/body-parsers';
import { ApproveCheckIn } from '../application/approve-check-in';
import { CheckOutDriver } from '../application/check-out-driver';
import { CompleteCheckOut } from '../application/complete-check-out';
import { CorrectOdometer } from '../application/correct-odometer';
import { ListAttendances } from '../application/list-attendances';
import { RejectCheckIn } from '../application/reject-check-in';
import { ShowAttendance } from '../application/show-attendance';
import { ShowSelfie } from '../application/show-selfie';
import { SummariseDay } from '../application/summarise-day';
import { attendancePermissions } from '../attendance.permissions';
import { AttendancePageResponse, AttendanceResponse } from './attendance.response';
import { CheckOutDriverRequest, CompleteCheckOutRequest } from './check-out.request';
import { CorrectAttendanceOdometerRequest } from './correct-attendance-odometer.request';
import { DaySummaryRequest } from './day-summary.request';
import { DaySummaryResponse } from './day-summary.response';
import { ListAttendancesRequest } from './list-attendances.request';
import { RejectCheckInRequest } from './reject-check-in.request';

@ApiGroup('Attendance', 'Who is on duty: check-ins to decide on, and the record of them.')
@Controller('v1/attendance')
export class AttendancesController {
  constructor(
    private readonly listing: ListAttendances,
    private readonly showing: ShowAttendance,
    private readonly showingSelfie: ShowSelfie,
    private readonly approving: ApproveCheckIn,
    private readonly rejecting: RejectCheckIn,
    private readonly correcting: CorrectOdometer,
    private readonly checkingOut: CheckOutDriver,
    private readonly completing: CompleteCheckOut,
    private readonly summarising: SummariseDay,
  ) {}

  /** Lists attendances, latest check-in first. */
  @Get()
  @RequirePermission(attendancePermissions.read)
  async list(@Query() query: ListAttendancesRequest, @Caller() caller: Principal): Promise<AttendancePageResponse> {
    return AttendancePageResponse.of(await this.listing.execute(query, caller));
  }

  /**
   * What the duties that began on a local day add up to, by driver and by hub.
   *
   * A duty that reaches over midnight belongs to the day of its check-in.
   */
  @Get('summaries')
  @RequirePermission(attendancePermissions.read)
  async summariseDay(@Query() query: DaySummaryRequest, @Caller() caller: Principal): Promise<DaySummaryResponse> {
    return DaySummaryResponse.of(await this.summarising.execute(query, caller));
  }

  /** Shows one attendance. */
  @Get(':id')
  @RequirePermission(attendancePermissions.read)
  async get(@Param('id', ParseUUIDPipe) id: string, @Caller() caller: Principal): Promise<AttendanceResponse> {
    return AttendanceResponse.of(await this.showing.execute(id, caller));
  }

  /** Shows the selfie that the driver checked in with. */
  @Get(':id/selfie')
  @Header('Cache-Control', 'private, no-store')
  @ApiProduces(...IMAGE_TYPES)
  @ApiOkResponse({ description: 'The picture', schema: { type: 'string', format: 'binary' } })
  @RequirePermission(attendancePermissions.viewSelfie)
  async showAttendanceSelfie(
    @Param('id', ParseUUIDPipe) id: string,
    @Caller() caller: Principal,
  ): Promise<StreamableFile> {
    const { bytes, contentType } = await this.showingSelfie.execute(id, caller);
    return new StreamableFile(bytes, { type: contentType });
  }

  /**
   * Approves a check-in: the driver is on duty from now.
   *
   * Nobody approves his own.
   */
  @Post(':id/approve')
  @HttpCode(200)
  @RequirePermission(attendancePermissions.decide)
  async approve(@Param('id', ParseUUIDPipe) id: string, @Caller() caller: Principal): Promise<AttendanceResponse> {
    return AttendanceResponse.of(await this.approving.execute(id, caller));
  }

  /** Rejects a check-in: the driver may check in again. */
  @Post(':id/reject')
  @HttpCode(200)
  @RequirePermission(attendancePermissions.decide)
  async reject(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: RejectCheckInRequest,
    @Caller() caller: Principal,
  ): Promise<AttendanceResponse> {
    return AttendanceResponse.of(await this.rejecting.execute(id, body, caller));
  }

  /**
   * Checks out a driver who cannot do it himself, because he is suspended or without his phone.
   *
   * Refused while any ride is assigned to him. A break that is still on ends with it. A check-in that waits is rejected instead.
   */
  @Post(':id/check-out')
  @HttpCode(200)
  @RequirePermission(attendancePermissions.checkOutDriver)
  async checkOutDriver(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: CheckOutDriverRequest,
    @Caller() caller: Principal,
  ): Promise<AttendanceResponse> {
    return AttendanceResponse.of(await this.checkingOut.execute(id, body, caller));
  }

  /**
   * Gives the odometer and the cash of a driver who was checked out by itself, once.
   *
   * With `leftAt` his hours count until then. The reading is bounded by what the next driver of the vehicle read.
   */
  @Post(':id/completion')
  @HttpCode(200)
  @RequirePermission(attendancePermissions.checkOutDriver)
  async completeCheckOut(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: CompleteCheckOutRequest,
    @Caller() caller: Principal,
  ): Promise<AttendanceResponse> {
    return AttendanceResponse.of(await this.completing.execute(id, body, caller));
  }

  /**
   * Corrects a mistyped odometer reading.
   *
   * Where it was the vehicle's last known reading, check-ins compare with the corrected one from here on.
   */
  @Post(':id/odometer-correction')
  @HttpCode(200)
  @RequirePermission(attendancePermissions.correctOdometer)
  async correctOdometer(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: CorrectAttendanceOdometerRequest,
    @Caller() caller: Principal,
  ): Promise<AttendanceResponse> {
    return AttendanceResponse.of(await this.correcting.execute(id, body, caller));
  }
}
