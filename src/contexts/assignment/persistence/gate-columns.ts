import { DEFAULT_HOURS_POLICY, type HoursPolicy } from '../../../kernel/duty-hours';
import { type Documents, NO_DOCUMENTS } from '../domain/documents';
import type { DriverHours, DutySpell, HoursAhead } from '../domain/driver-hours';
import type { Outage } from '../domain/outage';

/** Shifts that their drivers were told of, and are to work: the predicate of `roster_entries_driver`. */
export const LIVE_SHIFT = `status IN ('PUBLISHED', 'ACKNOWLEDGED')`;
/** Shifts that hold their driver and vehicle, drafts too: of the exclusion constraints. */
export const HOLDING_SHIFT = `status IN ('DRAFT', 'PUBLISHED', 'ACKNOWLEDGED')`;

/** Of `assignment.drivers d` and, of the shift `s` that is meant, `assignment.vehicles v`. */
export const GATES = `d.documents_usable, d.documents_until, d.documents, d.duty_ends_by, v.documents_usable AS vehicle_documents_usable,
  v.documents_until AS vehicle_documents_until, v.documents AS vehicle_documents, v.outages`;

/**
 * Whether he must come on duty for the shift `s` anew. Not for one that has begun, nor, on duty with its vehicle, for one that opens
 * within the hour in which attendance lets him check in for it: the duty that he is on is that shift's, and its hours run.
 */
export const isYetToCome = (now: string): string => `(s.starts_at > ${now} AND NOT coalesce(
    d.duty IN ('ON', 'BREAK') AND d.duty_ends_by IS NOT NULL AND d.attended_vehicle_id = s.vehicle_id
      AND s.starts_at <= ${now}::timestamptz + interval '60 minutes', false))`;

/**
 * With what he has worked and is to work before the shift, where he is yet to come on duty for it; nothing is read where he is there.
 * A week back: two windows and more.
 */
export const gateColumns = (now: string, comes = isYetToCome(now)): string => `${GATES},
  CASE WHEN ${comes} THEN json_build_object('startsAt', greatest(s.starts_at, ${now}),
    'policy', (SELECT json_build_object('limitMinutes', h.limit_minutes, 'windowMinutes', h.window_minutes,
        'restMinutes', h.rest_minutes)
      FROM assignment.hours_policies h WHERE h.organization_id = d.organization_id),
    'spells', (SELECT json_agg(json_build_object('start', w.started_at, 'end', w.ended_at))
      FROM assignment.duty_spells w
      WHERE w.driver_id = d.driver_id AND (w.ended_at IS NULL OR w.started_at > ${now}::timestamptz - interval '7 days')),
    'shifts', (SELECT json_agg(json_build_object('start', t.starts_at, 'end', t.ends_at))
      FROM assignment.roster_entries t
      WHERE t.driver_id = d.driver_id AND t.${LIVE_SHIFT} AND t.ends_at > ${now} AND t.starts_at < s.starts_at))
  END AS hours_ahead`;

interface StoredDocuments {
  readonly lapses: Documents['lapses'];
  readonly problems: Documents['problems'];
}
export interface StoredStretch {
  readonly start: string;
  readonly end: string | null;
}
export interface GateRow {
  documents_usable: boolean;
  documents_until: Date | null;
  documents: StoredDocuments | null;
  duty_ends_by: Date | null;
  /** Null, as the three below, where there is no vehicle. */
  vehicle_documents_usable: boolean | null;
  vehicle_documents_until: Date | null;
  vehicle_documents: StoredDocuments | null;
  outages: { from: string; until: string | null; reason: string }[] | null;
  hours_ahead: {
    startsAt: string;
    policy: HoursPolicy | null;
    spells: StoredStretch[] | null;
    shifts: { start: string; end: string }[] | null;
  } | null;
}

export interface Gates {
  readonly documents: Documents;
  readonly hours: DriverHours;
  readonly vehicleDocuments: Documents;
  readonly outages: readonly Outage[];
}

export function gatesOf(row: GateRow): Gates {
  return {
    documents: documentsOf(row.documents_usable, row.documents_until, row.documents),
    hours: { endsBy: row.duty_ends_by, ahead: row.hours_ahead && aheadOf(row.hours_ahead) },
    vehicleDocuments: documentsOf(
      row.vehicle_documents_usable ?? true,
      row.vehicle_documents_until,
      row.vehicle_documents,
    ),
    outages: outagesOf(row.outages),
  };
}

export function documentsOf(isUsable: boolean, usableUntil: Date | null, said: StoredDocuments | null): Documents {
  if (isUsable && usableUntil === null) return NO_DOCUMENTS;
  return { isUsable, usableUntil, lapses: said?.lapses ?? [], problems: said?.problems ?? [] };
}

export function outagesOf(stored: GateRow['outages']): Outage[] {
  return (stored ?? []).map(({ from, until, reason }) => ({
    from: new Date(from),
    until: until === null ? null : new Date(until),
    reason,
  }));
}

function aheadOf({ startsAt, policy, spells, shifts }: NonNullable<GateRow['hours_ahead']>): HoursAhead {
  return {
    policy: policy ?? DEFAULT_HOURS_POLICY,
    startsAt: new Date(startsAt),
    spells: spellsOf(spells),
    shifts: (shifts ?? []).map(({ start, end }) => ({ start: new Date(start), end: new Date(end) })),
  };
}

export function spellsOf(stored: StoredStretch[] | null): DutySpell[] {
  return (stored ?? []).map(({ start, end }) => ({
    start: new Date(start),
    end: end === null ? null : new Date(end),
  }));
}
