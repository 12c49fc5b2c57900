const DAY = 86_400_000;
const HOUR = 3_600_000;

/** The first moment of a local day there that is still to come, by a whole day at least on the side of caution. */
export function nextMidnight(now: Date, timeZone: string): Date {
  const local = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' });
  let at = Math.ceil((now.getTime() + DAY) / HOUR) * HOUR;
  while (local.format(new Date(at)) !== '00') at += HOUR;
  return new Date(at);
}
