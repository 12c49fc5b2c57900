import type { Willingness } from '../domain/willingness';

export class WillingnessResponse {
  driverId: string;
  online: boolean;
  /** Null while offline. */
  onlineSince: string | null;
  /** Since when no ride has been under way, from going online at the earliest: who waits longest weighs more. */
  idleSince: string | null;
  /** What attendance says; only ON goes online. */
  duty: 'OFF' | 'PENDING' | 'ON' | 'BREAK';

  static of({ driverId, online, onlineSince, idleSince, duty }: Willingness): WillingnessResponse {
    return {
      driverId,
      online,
      onlineSince: onlineSince?.toISOString() ?? null,
      idleSince: idleSince?.toISOString() ?? null,
      duty,
    };
  }
}
