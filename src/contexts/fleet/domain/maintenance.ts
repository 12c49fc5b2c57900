/** What was done to a vehicle. */
export interface Maintenance {
  readonly id: string;
  readonly vehicleId: string;
  readonly planId: string;
  /** As the plan was called then. */
  readonly name: string;
  /** A local day. */
  readonly doneOn: string;
  readonly odometerMetres: number;
  readonly costPaise: number;
  readonly note: string;
  readonly recordedAt: Date;
  readonly recordedBy: string;
}
