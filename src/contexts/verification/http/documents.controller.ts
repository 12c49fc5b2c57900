import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { ApiDocumentBody, DocumentBody, type ReceivedDocument } from '../../../platform/http/document-body';
import { OwnIdempotency } from '../../../platform/http/own-idempotency.decorator';
import { RateLimit } from '../../../platform/http/route-limits';
import { DecideAboutDocument } from '../application/decide-about-document';
import { LinkToFile } from '../application/link-to-file';
import { ListDocuments } from '../application/list-documents';
import { ListLapsing } from '../application/list-lapsing';
import { ListStandings } from '../application/list-standings';
import { ReadDocument } from '../application/read-document';
import { SubmitDocument } from '../application/submit-document';
import { UploadDocumentFile } from '../application/upload-document-file';
import { verificationPermissions } from '../verification.permissions';
import { DocumentReasonRequest, ListDocumentsRequest, SubmitDocumentRequest } from './document.request';
import {
  DocumentDetailResponse,
  DocumentFileResponse,
  DocumentPage,
  DocumentResponse,
  FileLinkResponse,
} from './document.response';
import { ListLapsingRequest } from './lapsing.request';
import { LapsingDocumentPage } from './lapsing.response';
import { ListStandingsRequest } from './standing.request';
import { StandingPage } from './standing.response';

@ApiGroup(
  'Documents',
  'Papers of drivers, vehicles and others: submitted, verified, renewed, and what follows for who may work.',
)
@Controller('v1/documents')
export class DocumentsController {
  constructor(
    private readonly uploading: UploadDocumentFile,
    private readonly submitting: SubmitDocument,
    private readonly listing: ListDocuments,
    private readonly listingStandings: ListStandings,
    private readonly listingLapsing: ListLapsing,
    private readonly reading: ReadDocument,
    private readonly deciding: DecideAboutDocument,
    private readonly linking: LinkToFile,
  ) {}

  /**
   * Uploads the file of a document that is then submitted.
   *
   * A picture or a PDF is the body. One document can show it.
   */
  @Post('files')
  @ApiDocumentBody()
  @OwnIdempotency()
  @RateLimit({ requests: 600, perSeconds: 600 })
  @RequirePermission(verificationPermissions.submitDocument)
  async uploadFile(@DocumentBody() file: ReceivedDocument, @Caller() caller: Principal): Promise<DocumentFileResponse> {
    return DocumentFileResponse.of(await this.uploading.execute(file, caller));
  }

  /**
   * Submits a document.
   *
   * A driving licence bears the number that the driver is registered with, a registration certificate the vehicle’s plate.
   * One at a time waits for a decision, of each type of each subject: repeated, it is refused with the id of that one. Where a
   * source can be asked about its type it is, and verifies what it agrees with.
   */
  @Post()
  // No memory of the request is kept, not even a hash: it may hold an Aadhaar number.
  @OwnIdempotency()
  @RequirePermission(verificationPermissions.submitDocument)
  async submit(@Body() body: SubmitDocumentRequest, @Caller() caller: Principal): Promise<DocumentResponse> {
    return DocumentResponse.of(await this.submitting.execute(body, caller));
  }

  /** Lists documents, newest first: those of the caller’s scope. */
  @Get()
  @RequirePermission(verificationPermissions.readDocuments)
  async list(@Query() query: ListDocumentsRequest, @Caller() caller: Principal): Promise<DocumentPage> {
    return DocumentPage.of(await this.listing.execute(query, caller));
  }

  /** Lists drivers and vehicles by whether they may work by their documents, and until when: those of the caller’s scope. */
  @Get('standings')
  @RequirePermission(verificationPermissions.readDocuments)
  async listStandings(@Query() query: ListStandingsRequest, @Caller() caller: Principal): Promise<StandingPage> {
    return StandingPage.of(await this.listingStandings.execute(query, caller));
  }

  /** Lists what lapses soon, first what lapses first, with whose it is: of who is in service, in the caller’s scope. */
  @Get('lapsing')
  @RequirePermission(verificationPermissions.readDocuments)
  async listLapsing(@Query() query: ListLapsingRequest, @Caller() caller: Principal): Promise<LapsingDocumentPage> {
    return LapsingDocumentPage.of(await this.listingLapsing.execute(query, caller));
  }

  /** Shows one document and its history. */
  @Get(':id')
  @RequirePermission(verificationPermissions.readDocuments)
  async read(@Param('id', ParseUUIDPipe) id: string, @Caller() caller: Principal): Promise<DocumentDetailResponse> {
    return DocumentDetailResponse.detailOf(await this.reading.execute(id, caller), caller);
  }

  /** Takes up a document, so that others see that somebody is at it. */
  @Post(':id/review')
  @HttpCode(200)
  @RequirePermission(verificationPermissions.decideDocuments)
  async review(@Param('id', ParseUUIDPipe) id: string, @Caller() caller: Principal): Promise<DocumentResponse> {
    return DocumentResponse.of(await this.deciding.execute(id, { step: 'review' }, caller));
  }

  /**
   * Verifies a document, which takes the place of the one of its type that counted.
   *
   * Nobody verifies his own, nor for one subject what is verified for another.
   */
  @Post(':id/verify')
  @HttpCode(200)
  @RequirePermission(verificationPermissions.decideDocuments)
  async verify(@Param('id', ParseUUIDPipe) id: string, @Caller() caller: Principal): Promise<DocumentResponse> {
    return DocumentResponse.of(await this.deciding.execute(id, { step: 'verify' }, caller));
  }

  /** Rejects a document: another may be submitted. */
  @Post(':id/reject')
  @HttpCode(200)
  @RequirePermission(verificationPermissions.decideDocuments)
  async reject(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: DocumentReasonRequest,
    @Caller() caller: Principal,
  ): Promise<DocumentResponse> {
    return DocumentResponse.of(await this.deciding.execute(id, { step: 'reject', reason }, caller));
  }

  /**
   * Revokes a verified document: from this moment it counts no more.
   *
   * Where it had replaced an earlier one that is valid still, that one counts again.
   */
  @Post(':id/revoke')
  @HttpCode(200)
  @RequirePermission(verificationPermissions.revokeDocument)
  async revoke(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { reason }: DocumentReasonRequest,
    @Caller() caller: Principal,
  ): Promise<DocumentResponse> {
    return DocumentResponse.of(await this.deciding.execute(id, { step: 'revoke', reason }, caller));
  }

  /** Gives a link to the file, good for five minutes. That it was given, and to whom, is recorded. */
  @Post(':id/link')
  @HttpCode(200)
  @OwnIdempotency()
  @RequirePermission(verificationPermissions.downloadFile)
  async link(@Param('id', ParseUUIDPipe) id: string, @Caller() caller: Principal): Promise<FileLinkResponse> {
    return FileLinkResponse.of(await this.linking.execute(id, caller));
  }
}
