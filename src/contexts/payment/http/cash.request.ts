import { IsInt, Max, Min } from 'class-validator';

export class ConfirmCashRequest {
  /** All of it, as `toCollectPaise` says: the fare, and the fees of earlier rides. */
  @IsInt()
  @Min(1)
  @Max(100_000_000)
  collectedPaise: number;
}
