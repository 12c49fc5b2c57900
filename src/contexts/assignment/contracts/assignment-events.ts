import { DomainEvent } from '../../../platform/events/domain-event';

/**
 * Assigned or, where `previousDriverId` is set, reassigned. The ride context moves the ride, or vetoes.
 * On a reassignment `EngagementEnded` of the previous driver's engagement comes first, in the same transaction.
 */
export class DriverAssigned extends DomainEvent<{
  engagementId: string;
  rideId: string;
  driverId: string;
  driverName: string;
  driverPhone: string;
  vehicleId: string;
  plate: string;
  vehicleClass: string;
  previousDriverId: string | null;
  reason: string | null;
  /** When the driver of an on-demand ride is promised at the pickup; null where the booked time stands. */
  promisedPickupAt: string | null;
  /** The ride, under way, that he finishes first: he departs once it is over. Left out of facts of before; then null. */
  afterRideId?: string | null;
  /** The shift that he carries it in. Left out of facts of before. */
  rosterEntryId?: string;
}> {
  static override readonly type = 'assignment.driver_assigned';
  static override readonly aggregateType = 'engagement';
  static override readonly personal = { subject: 'driverId', fields: ['driverName', 'driverPhone'] };
}

/** The ride goes back among those that wait; the ride context moves it, or vetoes. `EngagementEnded` comes first. */
export class DriverUnassigned extends DomainEvent<{
  engagementId: string;
  rideId: string;
  driverId: string;
  vehicleId: string;
  reason: string;
}> {
  static override readonly type = 'assignment.driver_unassigned';
  static override readonly aggregateType = 'engagement';
}

/**
 * The engagement is over: the driver and the vehicle are free of this ride. Every engagement that `DriverAssigned` began
 * ends in exactly one of these, whatever ended it: `completed` with the ride (or its no-show), `released` when it was
 * reassigned, unassigned or cancelled.
 */
export class EngagementEnded extends DomainEvent<{
  engagementId: string;
  rideId: string;
  driverId: string;
  vehicleId: string;
  outcome: 'completed' | 'released';
}> {
  static override readonly type = 'assignment.engagement_ended';
  static override readonly aggregateType = 'engagement';
}

/** A timer: its after-commit listener runs at `plannedUntil` and looks whether the engagement is over. */
export class EngagementEndPlanned extends DomainEvent<{
  engagementId: string;
  rideId: string;
  driverId: string;
  vehicleId: string;
  plannedUntil: string;
}> {
  static override readonly type = 'assignment.engagement_end_planned';
  static override readonly aggregateType = 'engagement';
}

export type ConflictKind =
  | 'engagement_overran'
  | 'driver_unavailable'
  | 'vehicle_unavailable'
  | 'driver_documents_lapse'
  | 'vehicle_documents_lapse'
  | 'driver_hours_spent'
  | 'vehicle_out_of_service'
  | 'shift_missed'
  | 'driver_off_duty';

/** Reality overran the plan of a ride, or of a shift: an operator must look. */
export class ConflictRaised extends DomainEvent<{
  conflictId: string;
  /** Null, as the ride, where it is about a shift. */
  engagementId: string | null;
  kind: ConflictKind;
  rideId: string | null;
  /** Null, or left out in facts of before, where it is about a ride. */
  rosterEntryId?: string | null;
  driverId: string;
  vehicleId: string;
  detail: string;
}> {
  static override readonly type = 'assignment.conflict_raised';
  static override readonly aggregateType = 'conflict';
}

export class ConflictResolved extends DomainEvent<{
  conflictId: string;
  engagementId: string | null;
  rosterEntryId?: string | null;
  /** Left out of facts of before. */
  driverId?: string;
  /** Null: what broke the plan was put right. */
  resolvedBy: string | null;
  reason: string;
}> {
  static override readonly type = 'assignment.conflict_resolved';
  static override readonly aggregateType = 'conflict';
}

/** The driver takes rides on demand from now on, where everything else allows it. */
export class DriverWentOnline extends DomainEvent<{ driverId: string }> {
  static override readonly type = 'assignment.driver_went_online';
  static override readonly aggregateType = 'driver';
}

export class DriverWentOffline extends DomainEvent<{ driverId: string; reason: string }> {
  static override readonly type = 'assignment.driver_went_offline';
  static override readonly aggregateType = 'driver';
}

export type SearchReason =
  | 'requested'
  | 'asked_by_operator'
  | 'driver_withdrew'
  | 'driver_dark'
  | 'driver_stalled'
  | 'driver_retreating'
  | 'broke_down';

/**
 * A driver is searched for the ride. The ride context moves the ride to ASSIGNING and takes its driver off (unless the rider
 * is aboard a cab that broke down: then the ride stays STARTED), or vetoes. `EngagementEnded` of a previous driver comes first.
 */
export class SearchStarted extends DomainEvent<{
  searchId: string;
  rideId: string;
  reason: SearchReason;
  previousDriverId: string | null;
  policyVersion: number;
  /** Where a driver must come to, where that is not the ride's pickup: where the cab with the rider aboard broke down. */
  pickup?: { latitude: number; longitude: number } | null;
  /** Whether it is matched together with others, window by window. */
  inWindows?: boolean;
}> {
  static override readonly type = 'assignment.search_started';
  static override readonly aggregateType = 'search';
  /** Whose place it is assignment knows by the ride alone. */
  static override readonly personal = { subject: 'rideId', fields: ['pickup'] };
}

/** A timer: at `closesAt` the city's rides that wait are matched together. */
export class MatchingWindowPlanned extends DomainEvent<{ windowId: string; city: string; closesAt: string }> {
  static override readonly type = 'assignment.matching_window_planned';
  static override readonly aggregateType = 'matching_window';
}

/** Every search ends in exactly one of these. */
export class SearchEnded extends DomainEvent<{
  searchId: string;
  rideId: string;
  outcome: 'assigned' | 'no_drivers' | 'cancelled';
  rounds: number;
  offers: number;
}> {
  static override readonly type = 'assignment.search_ended';
  static override readonly aggregateType = 'search';
}

/** The radius or the time is spent. The ride context moves the ride; external fulfilment will answer. */
export class NoDriversFound extends DomainEvent<{
  searchId: string;
  rideId: string;
  reason: 'radius_spent' | 'time_spent' | 'organization_suspended';
  rounds: number;
  offers: number;
}> {
  static override readonly type = 'assignment.no_drivers_found';
  static override readonly aggregateType = 'search';
}

interface OfferFact {
  offerId: string;
  searchId: string;
  rideId: string;
  driverId: string;
}

export class OfferMade extends DomainEvent<
  OfferFact & {
    vehicleId: string;
    /** From now, from where he is: with the rest of the ride that he finishes first. */
    pickupMetres: number;
    pickupSeconds: number;
    expiresAt: string;
    /** That ride; null where he is free. Left out of facts of before. */
    afterRideId?: string | null;
  }
> {
  static override readonly type = 'assignment.offer_made';
  static override readonly aggregateType = 'offer';
}

/** `DriverAssigned` follows in the same transaction. */
export class OfferAccepted extends DomainEvent<OfferFact> {
  static override readonly type = 'assignment.offer_accepted';
  static override readonly aggregateType = 'offer';
}

export class OfferDeclined extends DomainEvent<OfferFact & { reason: string }> {
  static override readonly type = 'assignment.offer_declined';
  static override readonly aggregateType = 'offer';
}

/** Nobody answered in time. */
export class OfferLapsed extends DomainEvent<OfferFact> {
  static override readonly type = 'assignment.offer_lapsed';
  static override readonly aggregateType = 'offer';
}

/** Taken back: the ride was cancelled, moved, or went to another. */
export class OfferWithdrawn extends DomainEvent<OfferFact & { reason: string }> {
  static override readonly type = 'assignment.offer_withdrawn';
  static override readonly aggregateType = 'offer';
}

/** A driver gave up a ride that he had accepted; what it costs him others decide by this. A new search follows. */
export class DriverWithdrew extends DomainEvent<{
  engagementId: string;
  rideId: string;
  driverId: string;
  vehicleId: string;
  reason: string;
  /** Whether he had departed, which weighs more. */
  departed: boolean;
}> {
  static override readonly type = 'assignment.driver_withdrew';
  static override readonly aggregateType = 'engagement';
}

/**
 * A driver who was to finish another ride before this one has that no more: his cab is out. After the commit this ride is taken
 * from him, and another driver searched.
 */
export class EarlierRideLost extends DomainEvent<{
  engagementId: string;
  rideId: string;
  driverId: string;
  earlierRideId: string;
}> {
  static override readonly type = 'assignment.earlier_ride_lost';
  static override readonly aggregateType = 'engagement';
}

export type ProgressTrouble = 'dark' | 'stalled' | 'retreating';

/** Something is wrong on the way to the rider; unless it mends before `graceUntil`, another driver is searched. */
export class DriverProgressDoubted extends DomainEvent<{
  engagementId: string;
  rideId: string;
  driverId: string;
  trouble: ProgressTrouble;
  graceUntil: string;
}> {
  static override readonly type = 'assignment.driver_progress_doubted';
  static override readonly aggregateType = 'engagement';
}

/** The ride was taken from a driver who did not come. A new search follows. */
export class DriverLost extends DomainEvent<{
  engagementId: string;
  rideId: string;
  driverId: string;
  vehicleId: string;
  trouble: ProgressTrouble;
}> {
  static override readonly type = 'assignment.driver_lost';
  static override readonly aggregateType = 'engagement';
}

/** The answer to `TripDistanceAsked`, from the positions of the driver's device; what it could not see it says. */
export class TripDistanceMeasured extends DomainEvent<{
  rideId: string;
  driverId: string;
  distanceMetres: number;
  points: number;
  /** The longest time between two points that counted, from the trip's start to its end. */
  longestGapSeconds: number;
}> {
  static override readonly type = 'assignment.trip_distance_measured';
  static override readonly aggregateType = 'ride';
}

/**
 * The answer to `DutyDistanceAsked`: how far the driver's device has travelled in all, with rides and without, since it is
 * counted. Null where it said nothing; another `countedSince` after the positions were lost in a crash.
 */
export class DutyDistanceMeasured extends DomainEvent<{
  attendanceId: string;
  driverId: string;
  travelledMetres: number | null;
  countedSince: string | null;
}> {
  static override readonly type = 'assignment.duty_distance_measured';
  static override readonly aggregateType = 'attendance';
}

/** A timer: the round is run when it is due, unless another came first. */
export class SearchRoundPlanned extends DomainEvent<{
  searchId: string;
  rideId: string;
  /** From 1. */
  round: number;
  dueAt: string;
}> {
  static override readonly type = 'assignment.search_round_planned';
  static override readonly aggregateType = 'search';
}

/** A timer, set when the search starts: one that is open still, with no offer to wait for, ends then, whatever its rounds do. */
export class SearchEndPlanned extends DomainEvent<{ searchId: string; rideId: string; dueAt: string }> {
  static override readonly type = 'assignment.search_end_planned';
  static override readonly aggregateType = 'search';
}

/** A timer: its after-commit listener runs at `expiresAt` and lets the offer lapse, unless it has ended. */
export class OfferExpiryPlanned extends DomainEvent<OfferFact & { expiresAt: string }> {
  static override readonly type = 'assignment.offer_expiry_planned';
  static override readonly aggregateType = 'offer';
}

/** The operator's rules of matching from now on: searches that begin later keep to them. */
export class MatchingPolicyChanged extends DomainEvent<{
  version: number;
  policy: Record<string, unknown>;
  changedBy: string;
  reason: string;
}> {
  static override readonly type = 'assignment.matching_policy_changed';
  static override readonly aggregateType = 'matching_policy';
}

/** A timer: its listener looks how a driver gets on, to depart or on his way to the rider. */
export class ProgressLookPlanned extends DomainEvent<{
  engagementId: string;
  rideId: string;
  driverId: string;
  stage: 'to_depart' | 'on_the_way';
  dueAt: string;
}> {
  static override readonly type = 'assignment.progress_look_planned';
  static override readonly aggregateType = 'engagement';
}
