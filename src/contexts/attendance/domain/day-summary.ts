/** What the duties add up to that began on a local day: of one driver, or of a hub. */
export interface DayFigures {
  readonly duties: number;
  /** Of a duty that is still on: until now. */
  readonly minutesOnDuty: number;
  readonly breaks: number;
  readonly breakMinutes: number;
  readonly rides: number;
  readonly rideMetres: number;
  /** By the odometer, of duties that have both readings. */
  readonly drivenMetres: number;
  /** By GPS, of duties where it is known; null where it is of none. */
  readonly gpsMetres: number | null;
  /** Duties that are over and of which it is not known. */
  readonly gpsUnknownDuties: number;
  /** Duties whose odometer and GPS differ by more than the policy lets pass. */
  readonly distancesThatDiffer: number;
  readonly lateDuties: number;
  readonly lateMinutes: number;
  readonly earlyDuties: number;
  readonly leftEarlyMinutes: number;
  /** Cash and personal UPI. */
  readonly cashDeclaredPaise: number;
  /** Fares that were paid in cash. */
  readonly cashExpectedPaise: number;
  /** Duties that ended by themselves and whose odometer and cash nobody has given. */
  readonly incompleteDuties: number;
}

export interface DriverSummary extends DayFigures {
  readonly driverId: string;
}

export interface HubSummary extends DayFigures {
  readonly hubId: string;
  readonly drivers: number;
}
