import { IsIn, IsOptional } from 'class-validator';
import { IsReason, IsText, MayBeLeftOut } from '../../../platform/http/field.decorators';
import { PageRequest } from '../../../platform/http/page';
import { FLEET_STATUSES, type FleetStatus } from '../domain/fleet-status';
import { SITE_STATUSES, type SiteStatus } from '../domain/site-status';

export class CreateFleetRequest {
  /**
   * Not that of another open fleet of the organization.
   * @example 'Yamuna Cabs'
   */
  @IsText({ max: 100 })
  name: string;

  /**
   * The city that its rides start in.
   * @example 'Delhi NCR'
   */
  @IsText({ max: 100 })
  city: string;
}

export class UpdateFleetRequest {
  /** @example 'Yamuna Electric Cabs' */
  @MayBeLeftOut()
  @IsText({ max: 100 })
  name?: string;

  /** @example 'Delhi NCR' */
  @MayBeLeftOut()
  @IsText({ max: 100 })
  city?: string;
}

/** For fleets and hubs. */
export class ChangeSiteStatusRequest {
  /** ACTIVE and SUSPENDED lead to each other and to CLOSED, which is the last. */
  @IsIn(SITE_STATUSES)
  status: SiteStatus;

  /** Why, for the audit. */
  @IsReason()
  reason: string;
}

export class DecideOnFleetRequest {
  /**
   * Why, for the audit.
   * @example 'The papers are in order.'
   */
  @IsReason()
  reason: string;
}

export class ListFleetsRequest extends PageRequest {
  /** Only those with one of these. */
  @IsOptional()
  @IsIn(FLEET_STATUSES, { each: true })
  status?: FleetStatus[];

  /**
   * In any case of letters.
   * @example 'Delhi NCR'
   */
  @IsOptional()
  @IsText({ max: 100 })
  city?: string;
}
