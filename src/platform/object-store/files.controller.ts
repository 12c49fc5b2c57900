import { Controller, Get, Header, Param, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces } from '@nestjs/swagger';
import { Public } from '../auth/access.decorators';
import { ApiGroup } from '../http/api-group';
import { DOCUMENT_TYPES } from '../http/body-parsers';
import { DownloadFile } from './download-file';

@ApiGroup('Files', 'Downloads by a short-lived link, which another operation answers.')
@Controller('v1/files')
export class FilesController {
  constructor(private readonly downloading: DownloadFile) {}

  /**
   * Downloads the file of a link.
   *
   * Whoever has the link may, for five minutes; each time is recorded. One that is wrong or expired is answered 404.
   */
  @Get(':token')
  @Header('Cache-Control', 'private, no-store')
  @Header('X-Content-Type-Options', 'nosniff')
  @ApiProduces(...DOCUMENT_TYPES)
  @ApiOkResponse({ description: 'The file', schema: { type: 'string', format: 'binary' } })
  @Public()
  download(@Param('token') token: string): Promise<StreamableFile> {
    return this.downloading.execute(token);
  }
}
