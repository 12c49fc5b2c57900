import { IsIn, IsLatitude, IsLongitude, IsNumber, IsOptional, IsUUID } from 'class-validator';
import { IsText, MayBeLeftOut } from '../../../platform/http/field.decorators';
import { PageRequest } from '../../../platform/http/page';
import { SITE_STATUSES, type SiteStatus } from '../domain/site-status';

export class CreateHubRequest {
  /** The fleet that it is a hub of. */
  @IsUUID()
  fleetId: string;

  /**
   * Not that of another open hub of the fleet.
   * @example 'Dwarka Sector 21'
   */
  @IsText({ max: 100 })
  name: string;

  /** @example 'Plot 4, Sector 21, Dwarka, New Delhi 110077' */
  @IsText({ max: 300 })
  address: string;

  @IsNumber()
  @IsLatitude()
  latitude: number;

  @IsNumber()
  @IsLongitude()
  longitude: number;
}

export class UpdateHubRequest {
  /** @example 'Dwarka Sector 21' */
  @MayBeLeftOut()
  @IsText({ max: 100 })
  name?: string;

  /** @example 'Plot 4, Sector 21, Dwarka, New Delhi 110077' */
  @MayBeLeftOut()
  @IsText({ max: 300 })
  address?: string;

  @MayBeLeftOut()
  @IsNumber()
  @IsLatitude()
  latitude?: number;

  @MayBeLeftOut()
  @IsNumber()
  @IsLongitude()
  longitude?: number;
}

export class ListHubsRequest extends PageRequest {
  @IsOptional()
  @IsUUID()
  fleetId?: string;

  /** Only those with one of these. */
  @IsOptional()
  @IsIn(SITE_STATUSES, { each: true })
  status?: SiteStatus[];
}
