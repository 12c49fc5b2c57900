import { endOfLocalDay, FLEET_TIME_ZONE, startOfLocalDay } from '../../../kernel/local-day';
import type { ExportRange } from '../../../platform/exports/exporter';

/** The local days of an export as the filter of a list. */
export function registeredIn({ from, to }: ExportRange): { registeredFrom?: Date; registeredUntil?: Date } {
  return {
    ...(from !== undefined && { registeredFrom: startOfLocalDay(from, FLEET_TIME_ZONE) }),
    ...(to !== undefined && { registeredUntil: endOfLocalDay(to, FLEET_TIME_ZONE) }),
  };
}
