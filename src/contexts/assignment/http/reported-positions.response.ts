import type { DoubtReason, IgnoreReason, JudgedReport } from '../domain/position-report';

export class IgnoredPositionResponse {
  /**
   * Of the point in the request, from 0.
   * @example 3
   */
  index: number;
  reason: 'at_zero' | 'too_old' | 'in_the_future' | 'clock_unknown';

  static of({ index, reason }: { index: number; reason: IgnoreReason }): IgnoredPositionResponse {
    return { index, reason };
  }
}

export class DoubtedPositionResponse {
  /**
   * Of the point in the request, from 0.
   * @example 4
   */
  index: number;
  reason: 'mock' | 'jump' | 'far_from_cities';

  static of({ index, reason }: { index: number; reason: DoubtReason }): DoubtedPositionResponse {
    return { index, reason };
  }
}

export class ReportedPositionsResponse {
  /**
   * How many were kept, those in doubt included.
   * @example 18
   */
  accepted: number;
  /** Not kept, and useless to send again. */
  ignored: IgnoredPositionResponse[];
  /** Kept, and not used to find the driver a ride. */
  doubted: DoubtedPositionResponse[];

  static of({ believed, ignored, doubted }: JudgedReport): ReportedPositionsResponse {
    return {
      accepted: believed.length + doubted.length,
      ignored: ignored.map((one) => IgnoredPositionResponse.of(one)),
      doubted: doubted.map((one) => DoubtedPositionResponse.of(one)),
    };
  }
}
