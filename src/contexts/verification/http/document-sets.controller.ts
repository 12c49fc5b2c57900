import { Body, Controller, Get, Put } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { ConfigureDocumentSets } from '../application/configure-document-sets';
import { ListDocumentSets } from '../application/list-document-sets';
import { verificationPermissions } from '../verification.permissions';
import { ConfigureDocumentSetsRequest } from './document-set.request';
import { DocumentSetsResponse } from './document-set.response';

@ApiGroup('Document sets', 'Which documents are wanted of whom, and which of them nobody works without.')
@Controller('v1/document-sets')
export class DocumentSetsController {
  constructor(
    private readonly listing: ListDocumentSets,
    private readonly configuring: ConfigureDocumentSets,
  ) {}

  /** Lists the sets in force: those of the operator, and the defaults whose place none of them takes. */
  @Get()
  @RequirePermission(verificationPermissions.readSets)
  async list(@Caller() caller: Principal): Promise<DocumentSetsResponse> {
    return DocumentSetsResponse.of(await this.listing.execute(caller));
  }

  /**
   * Says what is wanted from now on; drivers and vehicles are judged by it shortly after.
   *
   * The set for a subject's city comes before the one for every other, and within a city the one for a vehicle's fuel.
   */
  @Put()
  @RequirePermission(verificationPermissions.configureSets)
  async configure(
    @Body() body: ConfigureDocumentSetsRequest,
    @Caller() caller: Principal,
  ): Promise<DocumentSetsResponse> {
    return DocumentSetsResponse.of(await this.configuring.execute(body.wanted, caller));
  }
}
