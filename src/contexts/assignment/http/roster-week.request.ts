import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsUUID, ValidateNested } from 'class-validator';
import { IsLocalDate } from '../../../platform/http/field.decorators';
import { PageRequest } from '../../../platform/http/page';
import { PlanRosterEntryRequest } from './plan-roster.request';

export class WeekPath {
  /**
   * The Monday of the week, a day of Asia/Kolkata.
   * @example 2026-03-16
   */
  @IsLocalDate()
  monday: string;
}

export class HubOfWeekRequest {
  /** Of the drivers. */
  @IsUUID()
  hubId: string;
}

export class DraftWeekRequest extends HubOfWeekRequest {
  /** 1 to 500 of them, each beginning in the week; all are drafted, or none. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => PlanRosterEntryRequest)
  entries: PlanRosterEntryRequest[];
}

export class CopyWeekRequest extends HubOfWeekRequest {
  /**
   * The Monday of the week that is copied.
   * @example 2026-03-09
   */
  @IsLocalDate()
  from: string;

  @ApiPropertyOptional({
    description: '`refuse`: nothing is copied where one shift conflicts; `skip`: the rest is.',
    default: 'refuse',
    example: 'refuse',
  })
  @IsIn(['refuse', 'skip'])
  onConflict: 'refuse' | 'skip' = 'refuse';
}

export class ListWeekRequest extends PageRequest {
  /** Of the drivers. */
  @IsUUID()
  hubId: string;
}
