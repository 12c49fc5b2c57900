import { IsOptional } from 'class-validator';
import { IsLocalDate } from '../http/field.decorators';

export class ExportRequest {
  /**
   * The first local day, in India: of a check-in, a pickup, a registration.
   * @example 2026-11-01
   */
  @IsOptional()
  @IsLocalDate()
  from?: string;

  /**
   * The last local day, included.
   * @example 2026-11-30
   */
  @IsOptional()
  @IsLocalDate()
  to?: string;
}
