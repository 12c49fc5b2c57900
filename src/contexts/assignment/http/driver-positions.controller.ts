import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { OwnIdempotency } from '../../../platform/http/own-idempotency.decorator';
import { ReportPositions } from '../application/report-positions';
import { assignmentPermissions } from '../assignment.permissions';
import { positionReport, ReportPositionsRequest } from './report-positions.request';
import { ReportedPositionsResponse } from './reported-positions.response';

@ApiGroup('Driver positions', 'Where a driver is, as his device says.')
@Controller('v1/driver/positions')
export class DriverPositionsController {
  constructor(private readonly reporting: ReportPositions) {}

  /**
   * Reports where the device was, in batches.
   *
   * In any order, and again where an answer was lost: a point is known by its time. While a ride is under way its points are
   * stored when this answers; where the driver is now is stored a moment later. What is not kept, and what is doubted, the
   * answer names. A clock that is wrong is put right by `sentAt`.
   */
  @Post()
  @HttpCode(202)
  @OwnIdempotency()
  @RequirePermission(assignmentPermissions.reportPositions)
  async reportPositions(
    @Body() body: ReportPositionsRequest,
    @Caller() caller: Principal,
  ): Promise<ReportedPositionsResponse> {
    return ReportedPositionsResponse.of(await this.reporting.execute(positionReport(body), caller));
  }
}
