export class BalanceResponse {
  /** Fares and fees that are due; what is disputed is not among them. */
  outstandingPaise: number;
  /** Of that, unpaid fares: as long as there are any, no ride can be requested. */
  blockingPaise: number;
}
