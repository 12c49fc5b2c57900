import { Controller, Get, Header, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces } from '@nestjs/swagger';
import { Caller, RequirePermission } from '../auth/access.decorators';
import { declarePermissions } from '../auth/permissions';
import type { Principal } from '../auth/principal';
import { ApiGroup } from '../http/api-group';
import { CSV_TYPE } from '../http/body-parsers';
import { LongLived } from '../http/route-limits';
import { ExportRequest } from './export.request';
import { ExportRows } from './export-rows';

/** Beside it, each kind wants the permission of whoever lists the same rows. */
export const exportPermissions = declarePermissions('exports', {
  run: { description: 'Take rows out as a CSV file', roles: ['ops', 'fleet_manager', 'hub_manager', 'auditor'] },
});

const EXAMPLE = 'id,plate,status\r\n019a9d1b-5f00-7c3a-9b1e-2d3e4f5a6b7c,DL1ZA1234,ACTIVE\r\n';

@ApiGroup('Exports', 'Drivers, vehicles, attendance and rides as CSV files that a spreadsheet opens safely.')
@Controller('v1/exports')
export class ExportsController {
  constructor(private readonly exportRows: ExportRows) {}

  /**
   * Drivers, vehicles, attendance or rides of the caller’s scope, as a file.
   *
   * Times are those of India, with their offset. A cell that a spreadsheet would take for a formula begins with an apostrophe,
   * which an import takes off again. The record says who took what out, and how many rows.
   */
  @Get(':kind')
  @Header('Cache-Control', 'private, no-store')
  @ApiProduces(CSV_TYPE)
  @ApiOkResponse({ description: 'The file', content: { [CSV_TYPE]: { schema: { type: 'string' }, example: EXAMPLE } } })
  @LongLived()
  @RequirePermission(exportPermissions.run)
  async exportRowsOf(
    @Param('kind') kind: string,
    @Query() query: ExportRequest,
    @Caller() caller: Principal,
  ): Promise<StreamableFile> {
    const rows = await this.exportRows.execute(kind, query, caller);
    return new StreamableFile(rows, {
      type: `${CSV_TYPE}; charset=utf-8`,
      disposition: `attachment; filename="${kind}.csv"`,
    });
  }
}
