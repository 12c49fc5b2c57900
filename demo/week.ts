import { addLocalDays, FLEET_TIME_ZONE, localDate, type LocalDate } from '../src/kernel/local-day';
import type { Phone } from './phone';

const DAY = 86_400_000;
const MONDAY = 1;

export interface Shift {
  readonly driverId: string;
  readonly vehicleId: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
}

export interface CopiedWeek {
  readonly drafted: number;
  /** Those that were left out, each with what speaks against it. */
  readonly skipped: readonly { readonly driverId: string; readonly codes: readonly string[] }[];
}

/** The Monday of the local week in which the day lies. */
export function mondayOf(day: LocalDate): LocalDate {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return addLocalDays(day, -((weekday - MONDAY + 7) % 7));
}

/** A hub's shifts of one day are drafted and told to their drivers. */
export async function publishShifts(manager: Phone, hubId: string, shifts: readonly Shift[]): Promise<void> {
  const api = manager.client.api;
  const monday = mondayOf(localDate(shifts[0]!.startsAt, FLEET_TIME_ZONE));
  const entries = shifts.map(({ startsAt, endsAt, ...who }) => ({
    ...who,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
  }));
  const params = { path: { monday } };
  await api['/v1/roster/weeks/{monday}'].POST({ params, body: { hubId, entries } });
  await api['/v1/roster/weeks/{monday}/publish'].POST({ params, body: { hubId } });
}

/** The next week as this one, where nothing speaks against a shift. */
export async function copyWeek(manager: Phone, hubId: string, day: Date): Promise<CopiedWeek> {
  const from = mondayOf(localDate(day, FLEET_TIME_ZONE));
  const { data } = await manager.client.api['/v1/roster/weeks/{monday}/copy'].POST({
    params: { path: { monday: mondayOf(localDate(new Date(day.getTime() + 7 * DAY), FLEET_TIME_ZONE)) } },
    body: { hubId, from, onConflict: 'skip' },
  });
  return {
    drafted: data!.items.length,
    skipped: data!.skipped.map(({ driverId, conflicts }) => ({ driverId, codes: conflicts.map(({ code }) => code) })),
  };
}

/** The driver reads what he was told, and says that he will come. */
export async function acknowledgeShifts(driver: Phone): Promise<void> {
  const api = driver.client.api;
  const { data } = await api['/v1/driver/roster'].GET();
  for (const { id, status } of data!.items) {
    if (status === 'PUBLISHED') await api['/v1/driver/roster/{id}/acknowledge'].POST({ params: { path: { id } } });
  }
}
