import { IsIn, IsOptional, IsString, Matches } from 'class-validator';
import { IsReason, IsText } from '../../../platform/http/field.decorators';
import { PageRequest } from '../../../platform/http/page';
import { ORGANIZATION_STATUSES, type OrganizationStatus } from '../domain/organization';

export class CreateOrganizationRequest {
  /** @example 'Delhi Electric Cabs' */
  @IsText({ max: 120 })
  name: string;

  /**
   * Short and unique.
   * @example delhi-cabs
   */
  @IsString()
  @Matches(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/, {
    message: 'code must be 1 to 40 of a-z, 0-9 and hyphens, with no hyphen at either end',
  })
  code: string;
}

export class ListOrganizationsRequest extends PageRequest {
  @IsOptional()
  @IsIn(ORGANIZATION_STATUSES)
  status?: OrganizationStatus;
}

export class OrganizationReasonRequest {
  /**
   * Why, for the audit.
   * @example 'The contract has ended.'
   */
  @IsReason()
  reason: string;
}
