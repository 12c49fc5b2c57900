import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsUUID,
  Matches,
  Max,
  Min,
  ValidateBy,
} from 'class-validator';
import { IsReason, IsText, MayBeLeftOut } from '../../../platform/http/field.decorators';
import { PageRequest } from '../../../platform/http/page';
import type { PreferenceValue } from '../contracts/fleet-events';
import {
  PREFERENCE_CATEGORIES,
  PREFERENCE_KINDS,
  type PreferenceCategory,
  type PreferenceKind,
} from '../domain/preference-definition';
import { PREFERENCE_REQUEST_STATUSES, type PreferenceRequestStatus } from '../domain/preference-request';

const KEY = /^[a-z][a-z0-9_]{1,59}$/;
const LARGEST = 2_000_000_000;
const ONE_OF = [{ type: 'boolean' }, { type: 'integer' }, { type: 'string' }];

const isScalar = (value: unknown): boolean =>
  typeof value === 'boolean' || (typeof value === 'string' && value.length <= 100) || Number.isSafeInteger(value);

/** Which values there are is for the definition to say. */
const IsPreferenceValue = (): PropertyDecorator =>
  ValidateBy({
    name: 'isPreferenceValue',
    validator: {
      validate: isScalar,
      defaultMessage: () => '$property must be true, false, a whole number or a text of at most 100 characters.',
    },
  });

export class DefinePreferenceRequest {
  /** @example 'Airport rides' */
  @IsText({ max: 100 })
  name: string;

  /** @example 'Whether rides to and from an airport are offered to the driver.' */
  @IsText({ max: 500 })
  description: string;

  @IsIn(PREFERENCE_CATEGORIES)
  category: PreferenceCategory;

  /** One that is known stays what it is. */
  @IsIn(PREFERENCE_KINDS)
  kind: PreferenceKind;

  /**
   * Of a CHOICE, and of nothing else.
   * @example ["MONDAY", "FRIDAY"]
   */
  @MayBeLeftOut()
  @IsArray()
  @ArrayMinSize(2)
  @ArrayMaxSize(50)
  @IsText({ max: 60 }, { each: true })
  choices?: string[];

  /**
   * Of a NUMBER, and of nothing else.
   * @example 5000
   */
  @MayBeLeftOut()
  @IsInt()
  @Min(-LARGEST)
  @Max(LARGEST)
  minimum?: number;

  /**
   * Of a NUMBER, and of nothing else.
   * @example 2000000
   */
  @MayBeLeftOut()
  @IsInt()
  @Min(-LARGEST)
  @Max(LARGEST)
  maximum?: number;

  /** What holds of a driver of whom nothing else was approved. */
  @ApiProperty({ oneOf: ONE_OF, example: true })
  @IsPreferenceValue()
  defaultValue: PreferenceValue;

  /** @example true */
  @IsBoolean()
  approvalRequired: boolean;

  /**
   * One that is not is neither asked for nor read.
   * @example true
   */
  @IsBoolean()
  active: boolean;
}

export class AskPreferenceRequest {
  /** @example airport_rides */
  @Matches(KEY)
  key: string;

  /** One of the values that the definition names. */
  @ApiProperty({ oneOf: ONE_OF, example: false })
  @IsPreferenceValue()
  value: PreferenceValue;
}

export class ApprovePreferenceRequest {
  /** @example 'Agreed until March.' */
  @MayBeLeftOut()
  @IsReason()
  reason?: string;
}

export class RejectPreferenceRequest {
  /**
   * Told to the driver.
   * @example 'Every driver takes airport rides in December.'
   */
  @IsReason()
  reason: string;
}

export class ListPreferenceRequestsRequest extends PageRequest {
  /** Only those with one of these. */
  @IsOptional()
  @IsIn(PREFERENCE_REQUEST_STATUSES, { each: true })
  status?: PreferenceRequestStatus[];

  @IsOptional()
  @IsUUID()
  driverId?: string;

  /** @example airport_rides */
  @IsOptional()
  @Matches(KEY)
  key?: string;
}
