import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, IsString, Matches } from 'class-validator';
import { PageRequest } from '../http/page';
import { IMPORT_MODES, IMPORT_STATES, type ImportMode, type ImportState } from './imports';

const KIND = /^[a-z_]{1,40}$/;
const KIND_MESSAGE = 'kind must be the name of something to import, such as drivers';

class AgainRequest {
  @ApiPropertyOptional({
    description: 'Although the same file was brought in before: what differs is changed, the rest stays.',
    default: false,
  })
  @IsBoolean()
  again: boolean = false;
}

export class RequestImportRequest extends AgainRequest {
  /**
   * What the rows are.
   * @example drivers
   */
  @IsString()
  @Matches(KIND, { message: KIND_MESSAGE })
  kind: string;

  /** A dry run changes nothing; an atomic import brings in all rows or none; a row-wise one each row that it can. */
  @IsIn(IMPORT_MODES)
  mode: ImportMode;
}

export class ConfirmImportRequest extends AgainRequest {
  @IsIn(['atomic', 'row_wise'])
  mode: 'atomic' | 'row_wise';
}

export class ListImportsRequest extends PageRequest {
  /** @example drivers */
  @IsOptional()
  @IsString()
  @Matches(KIND, { message: KIND_MESSAGE })
  kind?: string;

  /** Only those in one of these. */
  @IsOptional()
  @IsIn(IMPORT_STATES, { each: true })
  state?: ImportState[];
}
