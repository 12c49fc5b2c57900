import { localDate, localMinuteOfDay, zoneName } from '../../../kernel/local-day';

/** `10:02:03 IST`, on the city's clock; with the day where it is not the one on which it is read. */
export function clockTime(at: Date, timeZone: string, readAt: Date = at): string {
  const minutes = localMinuteOfDay(at, timeZone);
  const two = (n: number): string => String(n).padStart(2, '0');
  const time = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(at.getUTCSeconds())} ${zoneName(at, timeZone)}`;
  const day = localDate(at, timeZone);
  return day === localDate(readAt, timeZone) ? time : `${time} on ${day}`;
}

/** `850 m`, `1.2 km`. */
export function distance(metres: number): string {
  return metres < 1_000 ? `${Math.round(metres)} m` : `${(metres / 1_000).toFixed(1).replace(/\.0$/, '')} km`;
}

/** `40 s`, `4 min`, `11.5 h`. */
export function duration(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3_600).toFixed(1).replace(/\.0$/, '')} h`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)!}`;
}
