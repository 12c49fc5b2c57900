/** The vehicle goes from one holder to the next; a holder that is null is its hub. */
export interface HandOver {
  readonly id: string;
  readonly fromDriverId: string | null;
  readonly toDriverId: string | null;
  readonly odometerMetres: number;
  /** 0 to 100; null where nobody read it. */
  readonly chargePercent: number | null;
  /** Dents, dirt, what lay in it. */
  readonly conditionNote: string;
}

export interface RecordedHandOver extends HandOver {
  readonly handedOverAt: Date;
  /** The user who recorded it. */
  readonly recordedBy: string;
}
