import { ArrayMaxSize, ArrayMinSize, IsArray } from 'class-validator';
import { IsReason, IsText, MayBeLeftOut } from '../../../platform/http/field.decorators';

export class ComposeRoleRequest {
  /** @example 'Night desk' */
  @IsText({ max: 60 })
  name: string;

  /** @example 'Books and assigns rides at night.' */
  @IsText({ max: 500 })
  description: string;

  /**
   * You hold each of them yourself.
   * @example ["ride.book"]
   */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @IsText({ max: 100 }, { each: true })
  permissions: string[];
}

export class ChangeRoleRequest {
  /** @example 'Night desk' */
  @MayBeLeftOut()
  @IsText({ max: 60 })
  name?: string;

  /** @example 'Books and assigns rides at night.' */
  @MayBeLeftOut()
  @IsText({ max: 500 })
  description?: string;

  /**
   * All of them, as they are to be from now on.
   * @example ["ride.book"]
   */
  @MayBeLeftOut()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(500)
  @IsText({ max: 100 }, { each: true })
  permissions?: string[];
}

export class RetireRoleRequest {
  /**
   * Why, for the audit.
   * @example 'Nobody works nights any more.'
   */
  @IsReason()
  reason: string;
}
