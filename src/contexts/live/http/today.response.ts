import type { Today } from '../application/show-today';
import { documentsToMind, hoursOfTheDay, ridesAhead } from '../domain/drivers-day';

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
  /** Null off duty. */
  checkedInAt: string | null;
  /**
   * When his hours are spent; null off duty and before the approval.
   * @example '2026-11-21T16:30:00.000Z'
   */
  dutyEndsBy: string | null;
  /**
   * As of now. Off duty: for how long he might stay if he came now; while his check-in waits: as if it were approved.
   * @example 450
   */
  hoursLeftMinutes: number;
  /** When he may come on duty again, where his hours are spent; null where he may now, or has come. */
  mayStartAt: string | null;
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
   * Drafts of a week that is not published are not shown, so always true.
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
  /** The one that is on, else the next that begins today or within the hour. */
  shift: TodaysShiftResponse | null;
  /** Those that he has still to carry today, and after midnight until the end of a shift that begins today; soonest pickup first. */
  rides: TodaysRideResponse[];
  /** Those that ended today, or since the beginning of the shift that is on. */
  carried: CarriedRideResponse[];
  documents: DocumentToMindResponse[];
  /** Fares that riders paid him in cash and that he has not declared yet. */
  cashInHandPaise: number;

  static of({ day, now, row }: Today): TodayResponse {
    const { duty, shift, vehicle, online, carried, cashPaise } = row;
    const isOff = duty === null || duty.status === 'OFF';
    const isOn = duty?.status === 'ON' || duty?.status === 'BREAK';
    const { hoursLeftMinutes, mayStartAt } = hoursOfTheDay(row, now);
    return {
      day,
      duty: {
        status: duty?.status ?? 'OFF',
        online,
        attendanceId: isOff ? null : duty.attendance_id,
        checkedInAt: isOff ? null : (row.checkedInAt?.toISOString() ?? (isOn ? instant(duty.checked_in_at) : null)),
        dutyEndsBy: isOn ? instant(duty.duty_ends_by) : null,
        hoursLeftMinutes,
        mayStartAt: mayStartAt?.toISOString() ?? null,
        hoursSpent: isOn && duty.hours_spent,
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
