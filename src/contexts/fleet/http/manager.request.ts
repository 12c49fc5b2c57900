import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { IsPhone, IsReason, IsText, MayBeLeftOut } from '../../../platform/http/field.decorators';
import { PageRequest } from '../../../platform/http/page';
import { MANAGER_STATUSES, type ManagerStatus } from '../domain/manager';

class AppointManagerRequest {
  /** @example 'Neha Verma' */
  @IsText({ max: 100 })
  name: string;

  /**
   * What he logs in with.
   * @example +919810012345
   */
  @IsPhone()
  phone: string;
}

export class AppointFleetManagerRequest extends AppointManagerRequest {
  @IsUUID()
  fleetId: string;
}

export class AppointHubManagerRequest extends AppointManagerRequest {
  @IsUUID()
  hubId: string;
}

/** The phone is the login: another phone is another appointment. */
export class UpdateManagerRequest {
  /** @example 'Neha Verma' */
  @MayBeLeftOut()
  @IsText({ max: 100 })
  name?: string;
}

export class DismissManagerRequest {
  /** Why, for the audit. */
  @IsReason()
  reason: string;
}

export class ListFleetManagersRequest extends PageRequest {
  @IsOptional()
  @IsUUID()
  fleetId?: string;

  /** Only those with one of these. */
  @IsOptional()
  @IsIn(MANAGER_STATUSES, { each: true })
  status?: ManagerStatus[];

  /** @example +919810012345 */
  @IsOptional()
  @IsPhone()
  phone?: string;
}

export class ListHubManagersRequest extends ListFleetManagersRequest {
  @IsOptional()
  @IsUUID()
  hubId?: string;
}
