import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { ApiGroup } from '../../../platform/http/api-group';
import { ApiDocumentBody, DocumentBody, type ReceivedDocument } from '../../../platform/http/document-body';
import { OwnIdempotency } from '../../../platform/http/own-idempotency.decorator';
import { PageRequest } from '../../../platform/http/page';
import { RateLimit } from '../../../platform/http/route-limits';
import { LinkToFile } from '../application/link-to-file';
import { ShowOwnDocuments } from '../application/show-own-documents';
import { SubmitOwnDocument } from '../application/submit-own-document';
import { UploadDocumentFile } from '../application/upload-document-file';
import { callingDriver } from '../application/calling-driver';
import { verificationPermissions } from '../verification.permissions';
import { SubmitOwnDocumentRequest } from './document.request';
import { DocumentFileResponse, DocumentResponse, FileLinkResponse } from './document.response';
import { OwnDocumentsResponse } from './own-documents.response';

@ApiGroup('Driver documents', 'What a driver does about his own papers.')
@RequirePermission(verificationPermissions.ownDocuments)
@Controller('v1/driver/documents')
export class OwnDocumentsController {
  constructor(
    private readonly uploading: UploadDocumentFile,
    private readonly submitting: SubmitOwnDocument,
    private readonly showing: ShowOwnDocuments,
    private readonly linking: LinkToFile,
  ) {}

  /** The driver's own documents, newest first, what is wanted of him, and whether he may work by them. */
  @Get()
  async listOwnDocuments(@Query() query: PageRequest, @Caller() caller: Principal): Promise<OwnDocumentsResponse> {
    return OwnDocumentsResponse.ofOwn(await this.showing.execute(query, caller));
  }

  /**
   * Uploads the file of a document that he then submits.
   *
   * A picture or a PDF is the body. One document can show it.
   */
  @Post('files')
  @ApiDocumentBody()
  @OwnIdempotency()
  @RateLimit({ requests: 30, perSeconds: 600 })
  async uploadOwnFile(
    @DocumentBody() file: ReceivedDocument,
    @Caller() caller: Principal,
  ): Promise<DocumentFileResponse> {
    return DocumentFileResponse.of(await this.uploading.execute(file, caller));
  }

  /**
   * Submits a document of his own.
   *
   * One at a time of each type waits for a decision: repeated, it is refused with the id of that one.
   */
  @Post()
  // No memory of the request is kept, not even a hash: it may hold an Aadhaar number.
  @OwnIdempotency()
  async submitOwn(@Body() body: SubmitOwnDocumentRequest, @Caller() caller: Principal): Promise<DocumentResponse> {
    return DocumentResponse.of(await this.submitting.execute(body, caller));
  }

  /** Gives a link to the file of his document, good for five minutes. */
  @Post(':id/link')
  @HttpCode(200)
  @OwnIdempotency()
  async linkOwn(@Param('id', ParseUUIDPipe) id: string, @Caller() caller: Principal): Promise<FileLinkResponse> {
    return FileLinkResponse.of(await this.linking.execute(id, caller, { driverId: callingDriver(caller) }));
  }
}
