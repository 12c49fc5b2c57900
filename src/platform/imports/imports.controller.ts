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
import { Caller, RequirePermission } from '../auth/access.decorators';
import type { Principal } from '../auth/principal';
import { ApiGroup } from '../http/api-group';
import { CSV_TYPE } from '../http/body-parsers';
import { PageRequest } from '../http/page';
import { CancelImport } from './cancel-import';
import { ApiCsvBody, CsvBody } from './csv-body';
import { importPermissions } from './import-permissions';
import { ConfirmImportRequest, ListImportsRequest, RequestImportRequest } from './import.request';
import { ImportErrorPage, ImportPage, ImportResponse } from './import.response';
import { Importers } from './importers';
import { RequestImport } from './request-import';
import { ShowImports } from './show-imports';

const EXAMPLE = 'plate,make,model,vehicle_class\r\nDL1ZA1234,Tata,Xpres-T EV,SEDAN\r\n';

@ApiGroup(
  'Imports',
  'Drivers, vehicles and rosters from CSV files: tried, brought in, and what was wrong with each row.',
)
@Controller('v1/imports')
export class ImportsController {
  constructor(
    private readonly importers: Importers,
    private readonly requestImport: RequestImport,
    private readonly showImports: ShowImports,
    private readonly cancelImport: CancelImport,
  ) {}

  /**
   * Takes in a CSV file of up to 50,000 rows and 10 MiB.
   *
   * It is UTF-8, its first line names the columns. The work goes on in the background: follow the import by its id. The same
   * file again is answered 409 naming the earlier import, unless again=true.
   */
  @Post()
  @HttpCode(202)
  @ApiCsvBody(EXAMPLE)
  @RequirePermission(importPermissions.run)
  async request(
    @CsvBody() bytes: Buffer,
    @Query() query: RequestImportRequest,
    @Caller() caller: Principal,
  ): Promise<ImportResponse> {
    return ImportResponse.of(await this.requestImport.execute(bytes, query, caller));
  }

  /**
   * Brings in the rows of a dry run.
   *
   * They are kept for seven days, and judged anew: the world may have changed. Of a file that was brought in before, `again` in the
   * body says that it is meant.
   */
  @Post(':id/confirm')
  @HttpCode(202)
  @RequirePermission(importPermissions.run)
  async confirm(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { mode, again }: ConfirmImportRequest,
    @Caller() caller: Principal,
  ): Promise<ImportResponse> {
    return ImportResponse.of(await this.requestImport.confirm(id, mode, again, caller));
  }

  /** Stops an import. Of a row-wise one, what was brought in stays. */
  @Post(':id/cancel')
  @HttpCode(200)
  @RequirePermission(importPermissions.run)
  async cancel(@Param('id', ParseUUIDPipe) id: string, @Caller() caller: Principal): Promise<ImportResponse> {
    return ImportResponse.of(await this.cancelImport.execute(id, caller));
  }

  /** Lists imports, newest first. */
  @Get()
  @RequirePermission(importPermissions.read)
  async list(@Query() query: ListImportsRequest, @Caller() caller: Principal): Promise<ImportPage> {
    return ImportPage.of(await this.showImports.list(query, caller));
  }

  /** A file with the columns of a kind and a row as an example. */
  @Get('templates/:kind')
  @ApiProduces(CSV_TYPE)
  @ApiOkResponse({ description: 'The file', content: { [CSV_TYPE]: { schema: { type: 'string' }, example: EXAMPLE } } })
  @Header('Cache-Control', 'private, no-store')
  @RequirePermission(importPermissions.run)
  downloadImportTemplate(@Param('kind') kind: string, @Caller() caller: Principal): StreamableFile {
    const text = Buffer.from(this.importers.template(kind, caller));
    return new StreamableFile(text, {
      type: `${CSV_TYPE}; charset=utf-8`,
      disposition: `attachment; filename="${kind}.csv"`,
    });
  }

  /** Shows one import: how far it is, and what became of its rows. */
  @Get(':id')
  @RequirePermission(importPermissions.read)
  async show(@Param('id', ParseUUIDPipe) id: string, @Caller() caller: Principal): Promise<ImportResponse> {
    return ImportResponse.of(await this.showImports.one(id, caller));
  }

  /** Lists what is wrong with its rows, in the order of the file, as far as it has been judged. */
  @Get(':id/errors')
  @RequirePermission(importPermissions.read)
  async listImportErrors(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() query: PageRequest,
    @Caller() caller: Principal,
  ): Promise<ImportErrorPage> {
    return ImportErrorPage.of(await this.showImports.errors(id, query, caller));
  }
}
