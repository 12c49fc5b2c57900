import { type ConflictKind, ConflictRaised, type ConflictResolved } from '../../assignment/contracts/assignment-events';
import {
  type RosterEntryCancelled,
  RosterEntryPlanned,
  type RosterEntryReplaced,
  type ShiftMissed,
} from '../../assignment/contracts/roster-events';
import type { Audience } from './audience';

/** A plan of a ride, or of a shift, that reality broke: somebody must look. */
export interface ConflictView {
  readonly conflictId: string;
  /** Facts come out of order now and then: of one conflict the highest says how it is. */
  readonly version: number;
  readonly kind: ConflictKind;
  /** Null, as `engagementId`, where it is about a shift. */
  readonly rideId: string | null;
  readonly engagementId: string | null;
  /** Null where it is about a ride. */
  readonly rosterEntryId: string | null;
  readonly driverId: string;
  readonly vehicleId: string;
  /** A sentence for the operator. */
  readonly detail: string;
  readonly raisedAt: string;
}

/** A shift that its driver is told of. */
export interface ShiftView {
  readonly rosterEntryId: string;
  /** As of a conflict. */
  readonly version: number;
  readonly driverId: string;
  readonly vehicleId: string;
  readonly startsAt: string;
  readonly endsAt: string;
}

export type ConflictFact = ConflictRaised | ConflictResolved;
export type ShiftFact = RosterEntryPlanned | RosterEntryCancelled | RosterEntryReplaced | ShiftMissed;

/** Live keeps nothing of these: they are told as they come, and whoever begins to watch reads over REST what stands. */
export type PlanBody =
  | { readonly kind: 'conflict'; readonly payload: ConflictView }
  | { readonly kind: 'conflict_left'; readonly payload: { readonly conflictId: string; readonly version: number } }
  | { readonly kind: 'shift'; readonly payload: ShiftView }
  | { readonly kind: 'shift_left'; readonly payload: { readonly rosterEntryId: string; readonly version: number } };

type Told = PlanBody & { readonly audience: Audience };

/** To the boards in whose scope its driver is, and not to himself: what is to be done about it is theirs. */
export function conflictChange(fact: ConflictFact, { fleetId, hubId }: Pick<Audience, 'fleetId' | 'hubId'>): Told {
  const audience = { riderId: null, driverId: null, onBoard: true, fleetId, hubId };
  const { aggregateVersion: version, occurredAt } = fact;
  if (!(fact instanceof ConflictRaised)) {
    return { kind: 'conflict_left', payload: { conflictId: fact.payload.conflictId, version }, audience };
  }
  const { conflictId, kind, rideId, engagementId, rosterEntryId = null, driverId, vehicleId, detail } = fact.payload;
  const about = { rideId, engagementId, rosterEntryId, driverId, vehicleId };
  const payload = { conflictId, version, kind, ...about, detail, raisedAt: occurredAt.toISOString() };
  return { kind: 'conflict', payload, audience };
}

/** To its driver alone: on the boards a week of a hub would be hundreds at once, which nobody there waits for. */
export function shiftChange(fact: ShiftFact): Told {
  const { rosterEntryId, driverId, vehicleId } = fact.payload;
  const audience = { riderId: null, driverId, onBoard: false, fleetId: null, hubId: null };
  const version = fact.aggregateVersion;
  if (!(fact instanceof RosterEntryPlanned)) {
    return { kind: 'shift_left', payload: { rosterEntryId, version }, audience };
  }
  const { startsAt, endsAt } = fact.payload;
  return { kind: 'shift', payload: { rosterEntryId, version, driverId, vehicleId, startsAt, endsAt }, audience };
}
