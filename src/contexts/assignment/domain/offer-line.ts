/** An open offer as its driver sees it: enough to decide, and nothing of who the rider is. */
export interface OfferLine {
  readonly id: string;
  readonly rideId: string;
  readonly demand: 'now' | 'scheduled';
  readonly pickupLatitude: number;
  readonly pickupLongitude: number;
  readonly dropLatitude: number | null;
  readonly dropLongitude: number | null;
  readonly pickupAt: Date;
  readonly vehicleClass: string;
  readonly expectedMetres: number;
  readonly expectedMinutes: number;
  readonly pickupMetres: number;
  readonly pickupSeconds: number;
  readonly pickupEstimated: boolean;
  /** The ride that he finishes first; null where he is free. */
  readonly afterRideId: string | null;
  readonly madeAt: Date;
  readonly expiresAt: Date;
}

/** The same as a dispatcher sees it: also whom it waits for. */
export interface DispatchOfferLine extends OfferLine {
  readonly driverId: string;
  readonly driverName: string;
}
