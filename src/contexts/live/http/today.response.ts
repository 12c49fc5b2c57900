import type { Today } from '../application/show-today';
import { documentsToMind, minutesLeft, ridesAhead } from '../domain/drivers-day';

export class TodaysDutyResponse {
  /** @example ON */
  status: 'OFF' | 'PENDING' | 'ON' | 'BREAK';
  /**
   * Whether he takes rides on demand.
   * @example true
   */
  online: boolean;
  /** Null off duty. */
  attendanceId: string | null;
  checkedInAt: string | null;
  /**
   * When his hours are spent.
   * @example '2026-11-21T16:30:00.000Z'
   */
  dutyEndsBy: string | null;
  /** As of now; null off duty. */
  hoursLeftMinutes: number | null;
  /**
   * He takes no more rides, and is checked out when what he drives is over.
   * @example false
   */
  hoursSpent: boolean;
}

export class TodaysVehicleResponse {
  vehicleId: string;
  /** @example DL1ZA1234 */
  plate: string | null;
}

export class TodaysShiftResponse {
  rosterEntryId: string;
  startsAt: string;
  endsAt: string;
  /**
   * Whether the week's roster was published.
   * @example true
   */
  published: boolean;
  acknowledgedAt: string | null;
}

export class TodaysPointResponse {
  latitude: number;
  longitude: number;
}

export class TodaysRideResponse {
  rideId: string;
  /** @example DRIVER_ASSIGNED */
  status: string;
  /** The promised time of a ride on demand, else the booked one. */
  pickupAt: string | null;
  /** @example 'Terminal 3, Indira Gandhi International Airport' */
  address: string | null;
  /** Where he must come to. */
  meetingPoint: TodaysPointResponse | null;
  /** @example Meera */
  passengerName: string | null;
}

export class CarriedRideResponse {
  rideId: string;
  startedAt: string;
  endedAt: string;
  cashPaise: number;
}

export class DocumentToMindResponse {
  /** @example driver */
  whose: 'driver' | 'vehicle';
  /** @example driving_licence */
  documentType: string;
  /**
   * `expires`: it is still valid. Everything else (`missing`, `pending`, `rejected`, `expired`, `revoked`) keeps him or the cab from work.
   * @example expires
   */
  problem: string;
  /** @example '2026-12-05' */
  expiresOn: string | null;
  /** @example 14 */
  daysLeft: number | null;
}

export class TodayResponse {
  /**
   * The local day.
   * @example '2026-11-21'
   */
  day: string;
  duty: TodaysDutyResponse;
  /** What he is checked in with, else that of the shift. */
  vehicle: TodaysVehicleResponse | null;
  /** The one that is on, else the next of today. */
  shift: TodaysShiftResponse | null;
  /** Those that he has still to carry today, soonest pickup first. */
  rides: TodaysRideResponse[];
  /** Those that ended today. */
  carried: CarriedRideResponse[];
  documents: DocumentToMindResponse[];
  /** Fares that riders paid him in cash and that he has not declared yet. */
  cashInHandPaise: number;

  static of({ day, now, row }: Today): TodayResponse {
    const { duty, shift, vehicle, online, carried, cashPaise } = row;
    const isOff = duty === null || duty.status === 'OFF';
    const left = minutesLeft(row, now);
    return {
      day,
      duty: {
        status: duty?.status ?? 'OFF',
        online,
        attendanceId: isOff ? null : duty.attendance_id,
        checkedInAt: left === null ? null : instant(duty?.checked_in_at),
        dutyEndsBy: left === null ? null : instant(duty?.duty_ends_by),
        hoursLeftMinutes: left,
        hoursSpent: left !== null && Boolean(duty?.hours_spent),
      },
      vehicle,
      shift: shift && {
        rosterEntryId: shift.roster_entry_id,
        startsAt: instant(shift.starts_at)!,
        endsAt: instant(shift.ends_at)!,
        published: shift.published,
        acknowledgedAt: instant(shift.acknowledged_at),
      },
      rides: ridesAhead(row),
      carried: carried.map(({ rideId, startedAt, endedAt, cashPaise: paise }) => ({
        rideId,
        startedAt: instant(startedAt)!,
        endedAt: instant(endedAt)!,
        cashPaise: paise,
      })),
      documents: documentsToMind(row, now),
      cashInHandPaise: cashPaise,
    };
  }
}

/** JSON of the database writes an instant with an offset. */
function instant(text: string | null | undefined): string | null {
  return text ? new Date(text).toISOString() : null;
}
