/** What this context remembers of a ride that is over. */
export interface DrivenRide {
  readonly rideId: string;
  readonly riderId: string | null;
  readonly driverId: string;
}
