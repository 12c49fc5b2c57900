import { IsOptional, IsString, IsUUID, Matches } from 'class-validator';

export class VerifyOtpRequest {
  @IsUUID()
  challengeId: string;

  /**
   * The six digits from the text message.
   * @example 482913
   */
  @IsString()
  @Matches(/^[0-9]{6}$/, { message: 'code must be six digits' })
  code: string;

  /** Which organization to log in to, for whoever has a role in several. */
  @IsOptional()
  @IsUUID()
  organizationId?: string;
}
