import { IsDate, IsOptional, IsUUID, Matches, MaxLength } from 'class-validator';
import { IsReason, IsText } from '../../../platform/http/field.decorators';
import { PageRequest } from '../../../platform/http/page';

export class ListAuditEntriesRequest extends PageRequest {
  /**
   * The kind of thing it happened to.
   * @example ride
   */
  @IsOptional()
  @Matches(/^[a-z][a-z_]*$/, { message: 'entity must be a kind of thing in small letters, such as ride.' })
  @MaxLength(60)
  entity?: string;

  /** Which one it happened to. */
  @IsOptional()
  @IsUUID()
  entityId?: string;

  /**
   * Who did it: a user's id, or the name of a job or listener.
   * @example 0193a1f0-5b7c-7d3e-9a41-1f2e3d4c5b6a
   */
  @IsOptional()
  @IsText({ max: 120 })
  actorId?: string;

  /**
   * A type of event, or the beginning of one.
   * @example ride.
   */
  @IsOptional()
  @Matches(/^[a-z][a-z_]*(\.[a-z_]*)?$/, {
    message: 'type must be an event type or the beginning of one, such as ride. or ride.booked.',
  })
  @MaxLength(120)
  type?: string;

  /**
   * Only what occurred then or later.
   * @example 2026-01-05T00:00:00Z
   */
  @IsOptional()
  @IsDate()
  from?: Date;

  /**
   * Only what occurred before then.
   * @example 2026-01-06T00:00:00Z
   */
  @IsOptional()
  @IsDate()
  to?: Date;

  /**
   * Everything that one call led to.
   * @example 0193a1f0-5b7c-7d3e-9a41-1f2e3d4c5b6a
   */
  @IsOptional()
  @IsText({ max: 200 })
  correlationId?: string;

  /**
   * What one request did itself.
   * @example 0193a1f0-5b7c-7d3e-9a41-1f2e3d4c5b6a
   */
  @IsOptional()
  @IsText({ max: 200 })
  requestId?: string;
}

export class ErasePersonRequest {
  /**
   * Whose personal fields: an id (a driver's, a manager's, a user's) or a phone number (a passenger's), as events name him.
   * @example +919876543210
   */
  @IsText({ max: 200 })
  subject: string;

  /**
   * Why, for the audit, which keeps it for ever: name nobody here.
   * @example 'Erasure request no. 118'
   */
  @IsReason()
  reason: string;
}
