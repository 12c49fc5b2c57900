import { IsIn, IsOptional, IsString, Length } from 'class-validator';
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
  @IsString()
  @Length(1, 500)
  reason: string;
}
