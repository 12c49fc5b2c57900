import type { RiderStatus } from '../contracts/identity-events';

export interface ListedRider {
  readonly id: string;
  readonly name: string;
  readonly phone: string;
  readonly status: RiderStatus;
  readonly statusReason: string | null;
  readonly registeredAt: Date;
}

export interface RiderFilter {
  readonly status?: RiderStatus;
  readonly phone?: string;
  /** A part of the name, in any case. */
  readonly name?: string;
}
