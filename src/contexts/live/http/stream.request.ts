import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';

export class WatchStreamRequest {
  /**
   * Of POST /v1/stream/tickets, where no Authorization header can be sent.
   * @example 'pFzv0l3yQm4cD2n8sJ6kW1tR9xB5aH7eUgMoVqYiZ0E'
   */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  ticket?: string;

  /**
   * As the header Last-Event-ID, which a new EventSource cannot send either.
   * @example '9f2c41d07ab3-1042'
   */
  @IsOptional()
  @IsString()
  @Matches(/^[0-9a-f]{12}-\d{1,15}$/)
  lastEventId?: string;
}
