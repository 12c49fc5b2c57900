import type { Page } from '../../../platform/http/page';
import type { Candidate } from '../application/list-candidates';

export class RefusalResponse {
  /** @example driver_on_break */
  code: string;
  /** @example "The driver is on a break." */
  message: string;
}

export class CandidateResponse {
  driverId: string;
  /** @example "Ramesh Kumar" */
  name: string;
  /**
   * PENDING: checked in, and not approved yet.
   * @example ON
   */
  duty: 'OFF' | 'PENDING' | 'ON' | 'BREAK';
  /** Of the shift that covers the ride; null when none does. */
  vehicleId: string | null;
  /** @example DL1ZA1234 */
  plate: string | null;
  /** @example SEDAN */
  vehicleClass: string | null;
  /** Whether assigning him now would succeed. */
  assignable: boolean;
  /** Everything that speaks against him. */
  reasons: RefusalResponse[];

  static of({ driver, refusals }: Candidate): CandidateResponse {
    const { driverId, name, duty, rostered } = driver;
    return {
      ...{ driverId, name, duty },
      vehicleId: rostered?.vehicleId ?? null,
      plate: rostered?.plate ?? null,
      vehicleClass: rostered?.vehicleClass ?? null,
      assignable: refusals.length === 0,
      reasons: refusals.map(({ code, message }) => ({ code, message })),
    };
  }
}

export class CandidatePageResponse {
  items: CandidateResponse[];
  /**
   * Give it as `after` for what follows; null on the last page.
   * @example MDE5YTlkMWItMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDBh
   */
  next: string | null;

  static of({ items, next }: Page<Candidate>): CandidatePageResponse {
    return { items: items.map((candidate) => CandidateResponse.of(candidate)), next };
  }
}
