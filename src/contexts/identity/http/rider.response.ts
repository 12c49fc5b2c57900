import { encodeCursor, pageOf } from '../../../platform/http/page';
import type { ListedRider } from '../application/listed-rider';
import type { RiderStatus } from '../contracts/identity-events';

export class RiderResponse {
  /** Also his user’s. */
  id: string;
  /** @example 'Meera Iyer' */
  name: string;
  /** @example +919810012345 */
  phone: string;
  status: RiderStatus;
  /**
   * Why it was last changed; null while it never was.
   * @example 'He abused a driver.'
   */
  statusReason: string | null;
  registeredAt: string;

  static of({ registeredAt, ...rider }: ListedRider): RiderResponse {
    return { ...rider, registeredAt: registeredAt.toISOString() };
  }
}

export class RiderPageResponse {
  items: RiderResponse[];
  next: string | null;

  static of(riders: readonly ListedRider[], limit: number): RiderPageResponse {
    const { items, next } = pageOf(
      riders,
      limit,
      ({ id, registeredAt }) => encodeCursor(id, registeredAt),
      (rider) => RiderResponse.of(rider),
    );
    return { items: [...items], next };
  }
}
