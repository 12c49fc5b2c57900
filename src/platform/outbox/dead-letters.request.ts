import { IsIn, IsOptional } from 'class-validator';
import { IsReason } from '../http/field.decorators';
import { PageRequest } from '../http/page';

export class DeadLettersRequest extends PageRequest {
  /** Only those in this state. */
  @IsOptional()
  @IsIn(['dead', 'replayed', 'skipped'])
  status?: 'dead' | 'replayed' | 'skipped';
}

export class ResolveDeadLetterRequest {
  /**
   * Why, for the audit.
   * @example 'The SMS provider was down; it answers again.'
   */
  @IsReason()
  reason: string;
}
