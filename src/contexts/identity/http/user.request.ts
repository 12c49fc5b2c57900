import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsOptional, IsUUID } from 'class-validator';
import { ROLES } from '../../../platform/auth/permissions';
import { IsPhone, IsReason, IsText, MayBeLeftOut } from '../../../platform/http/field.decorators';
import { PageRequest } from '../../../platform/http/page';
import type { Role } from '../contracts/identity-events';

const GRANTED_ROLES = [...ROLES, 'custom'] as const satisfies readonly Role[];

export class GrantMembershipRequest {
  /**
   * Drivers are registered with the fleet instead, and get their accounts by that.
   * @example hub_manager
   */
  @IsIn(GRANTED_ROLES)
  role: Role;

  /**
   * The role that the organization composed, where the role is `custom`.
   * @example 019a9d1b-5f00-7c3a-9b1e-2d3e4f5a6b7e
   */
  @MayBeLeftOut()
  @IsUUID()
  customRoleId?: string;

  /** Narrows the role to these fleets. Left out: every fleet, or those of the hubs. */
  @MayBeLeftOut()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(200)
  @IsUUID(undefined, { each: true })
  fleetIds?: string[];

  /** Narrows the role to these hubs. Left out: every hub of the fleets. */
  @MayBeLeftOut()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(200)
  @IsUUID(undefined, { each: true })
  hubIds?: string[];
}

export class CreateUserRequest extends GrantMembershipRequest {
  /**
   * An Indian mobile number, however written.
   * @example '+91 98100 12345'
   */
  @IsPhone()
  phone: string;

  /** @example 'Asha Verma' */
  @IsText({ max: 120 })
  name: string;
}

export class RenameUserRequest {
  /** @example 'Asha Verma' */
  @IsText({ max: 120 })
  name: string;
}

export class UserReasonRequest {
  /**
   * Why, for the audit.
   * @example 'He has left the company.'
   */
  @IsReason()
  reason: string;
}

export class ListUsersRequest extends PageRequest {
  /** @example '+91 98100 12345' */
  @IsOptional()
  @IsPhone()
  phone?: string;

  /**
   * A part of the name.
   * @example verma
   */
  @IsOptional()
  @IsText({ max: 120 })
  name?: string;

  @IsOptional()
  @IsIn(['ACTIVE', 'DISABLED'])
  status?: 'ACTIVE' | 'DISABLED';

  /** @example driver */
  @IsOptional()
  @IsIn(GRANTED_ROLES)
  role?: Role;

  @IsOptional()
  @IsIn(['ACTIVE', 'ENDED'])
  membershipStatus?: 'ACTIVE' | 'ENDED';

  @IsOptional()
  @IsUUID()
  fleetId?: string;

  @IsOptional()
  @IsUUID()
  hubId?: string;
}
