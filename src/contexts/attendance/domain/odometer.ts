import { FARTHEST_BETWEEN_READINGS_METRES } from '../../../kernel/odometer';
import { DomainError } from '../../../platform/errors/domain-error';

/** What a request may say at all, in metres: 2,000,000 km, more than any cab lives to see. */
export const HIGHEST_ODOMETER_METRES = 2_000_000_000;

export interface LastReading {
  readonly metres: number;
  /** Whose reading it is; null where fleet or a ride set it. Correcting that attendance corrects it. */
  readonly attendanceId: string | null;
}

/** @throws DomainError (rule) `odometer_below_last` and `odometer_implausible`, with both figures and the way out. */
export function assertPlausibleReading(metres: number, last: LastReading): void {
  const figures = {
    odometerMetres: metres,
    lastOdometerMetres: last.metres,
    lastReadingAttendanceId: last.attendanceId,
  };
  if (metres < last.metres) {
    throw new DomainError(
      'rule',
      'odometer_below_last',
      `The odometer reads ${metres} m, below the vehicle's last known ${last.metres} m. If this one is right, ${remedy(last)}`,
      figures,
    );
  }
  if (metres - last.metres > FARTHEST_BETWEEN_READINGS_METRES) {
    throw new DomainError(
      'rule',
      'odometer_implausible',
      `The odometer reads ${metres} m, more than ${FARTHEST_BETWEEN_READINGS_METRES} m above the vehicle's last known ` +
        `${last.metres} m. If this one is right, ${remedy(last)}`,
      { ...figures, farthestMetres: FARTHEST_BETWEEN_READINGS_METRES },
    );
  }
}

/** @throws DomainError (rule) `odometer_below_start` */
export function assertEndNotBelowStart(endMetres: number, startMetres: number, attendanceId: string): void {
  if (endMetres >= startMetres) return;
  throw new DomainError(
    'rule',
    'odometer_below_start',
    `The odometer reads ${endMetres} m at check-out, below the ${startMetres} m at check-in. If the end is right, ` +
      `a manager can correct the odometer of the attendance ${attendanceId}.`,
    { attendanceId, odometerStartMetres: startMetres, odometerEndMetres: endMetres },
  );
}

function remedy({ attendanceId }: LastReading): string {
  return attendanceId === null
    ? "a manager can correct the vehicle's odometer."
    : `a manager can correct the odometer of the attendance ${attendanceId}.`;
}
