import { DomainEvent } from '../../../platform/events/domain-event';

export type BuiltInRole = 'super_admin' | 'ops' | 'fleet_manager' | 'hub_manager' | 'driver' | 'rider' | 'auditor';

/** `custom`: one that the organization composed itself; `customRoleId` says which. */
export type Role = BuiltInRole | 'custom';

export class OrganizationCreated extends DomainEvent<{
  organizationId: string;
  name: string;
  code: string;
  /** Left out: approved in one step. */
  status?: 'APPLIED';
}> {
  static override readonly type = 'identity.organization_created';
  static override readonly aggregateType = 'organization';
}

export class OrganizationReviewStarted extends DomainEvent<{ organizationId: string }> {
  static override readonly type = 'identity.organization_review_started';
  static override readonly aggregateType = 'organization';
}

/** Its members can log in from here on. */
export class OrganizationApproved extends DomainEvent<{ organizationId: string; reason: string }> {
  static override readonly type = 'identity.organization_approved';
  static override readonly aggregateType = 'organization';
}

export class OrganizationRejected extends DomainEvent<{ organizationId: string; reason: string }> {
  static override readonly type = 'identity.organization_rejected';
  static override readonly aggregateType = 'organization';
}

/** Every session in it ended in the same transaction. */
export class OrganizationSuspended extends DomainEvent<{
  organizationId: string;
  reason: string;
  sessionsEnded: number;
}> {
  static override readonly type = 'identity.organization_suspended';
  static override readonly aggregateType = 'organization';
}

export class OrganizationActivated extends DomainEvent<{ organizationId: string; reason: string }> {
  static override readonly type = 'identity.organization_activated';
  static override readonly aggregateType = 'organization';
}

export class UserCreated extends DomainEvent<{ userId: string; name: string; phone: string }> {
  static override readonly type = 'identity.user_created';
  static override readonly aggregateType = 'user';
  static override readonly personal = { subject: 'userId', fields: ['name', 'phone'] };
}

export class UserRenamed extends DomainEvent<{ userId: string; name: string }> {
  static override readonly type = 'identity.user_renamed';
  static override readonly aggregateType = 'user';
  static override readonly personal = { subject: 'userId', fields: ['name'] };
}

export class UserDisabled extends DomainEvent<{ userId: string; reason: string }> {
  static override readonly type = 'identity.user_disabled';
  static override readonly aggregateType = 'user';
}

export class UserEnabled extends DomainEvent<{ userId: string; reason: string }> {
  static override readonly type = 'identity.user_enabled';
  static override readonly aggregateType = 'user';
}

interface MembershipFacts {
  membershipId: string;
  userId: string;
  role: Role;
  /** Null: every fleet. */
  fleetIds: string[] | null;
  /** Null: every hub of those fleets. */
  hubIds: string[] | null;
  /** The driver or manager that the member is, where fleet appointed him. */
  subjectId: string | null;
  /** Of a `custom` role, and of no other. */
  customRoleId?: string;
}

export class MembershipGranted extends DomainEvent<MembershipFacts> {
  static override readonly type = 'identity.membership_granted';
  static override readonly aggregateType = 'membership';
}

/** The same role in other fleets or hubs. */
export class MembershipMoved extends DomainEvent<MembershipFacts> {
  static override readonly type = 'identity.membership_moved';
  static override readonly aggregateType = 'membership';
}

/** Nothing changed: he was staff of the organization before somebody wanted to know of it. */
export class StaffDescribed extends DomainEvent<{ userId: string }> {
  static override readonly type = 'identity.staff_described';
  static override readonly aggregateType = 'user';
}

export class MembershipEnded extends DomainEvent<{
  membershipId: string;
  userId: string;
  role: Role;
  reason: string;
  customRoleId?: string;
}> {
  static override readonly type = 'identity.membership_ended';
  static override readonly aggregateType = 'membership';
}

export class MembershipReinstated extends DomainEvent<MembershipFacts & { reason: string }> {
  static override readonly type = 'identity.membership_reinstated';
  static override readonly aggregateType = 'membership';
}

/**
 * Published for decoys too (both null), so that a request costs and shows the same. Nothing is sent then.
 * For a sign-up it names the operator, and no user: there may be none yet.
 */
export class OtpRequested extends DomainEvent<{
  challengeId: string;
  userId: string | null;
  signUpOrganizationId: string | null;
}> {
  static override readonly type = 'identity.otp_requested';
  static override readonly aggregateType = 'otp_challenge';
}

/** A code was wrong, or right for somebody who may no longer log in. */
export class OtpRefused extends DomainEvent<{
  challengeId: string;
  userId: string | null;
  reason: 'wrong_code' | 'no_access';
  tries: number;
}> {
  static override readonly type = 'identity.otp_refused';
  static override readonly aggregateType = 'otp_challenge';
}

export class OtpAccepted extends DomainEvent<{ challengeId: string; userId: string }> {
  static override readonly type = 'identity.otp_accepted';
  static override readonly aggregateType = 'otp_challenge';
}

export class LoggedIn extends DomainEvent<{
  sessionId: string;
  userId: string;
  /** Null: the platform, as a super admin. */
  organizationId: string | null;
  roles: Role[];
}> {
  static override readonly type = 'identity.logged_in';
  static override readonly aggregateType = 'session';
}

export class SessionRefreshed extends DomainEvent<{ sessionId: string; userId: string }> {
  static override readonly type = 'identity.session_refreshed';
  static override readonly aggregateType = 'session';
}

export type SessionEnd =
  | 'logged_out'
  | 'revoked_by_user'
  | 'revoked_by_admin'
  | 'refresh_token_reused'
  | 'membership_ended'
  | 'user_disabled'
  | 'organization_suspended';

export class SessionRevoked extends DomainEvent<{ sessionId: string; userId: string; reason: SessionEnd }> {
  static override readonly type = 'identity.session_revoked';
  static override readonly aggregateType = 'session';
}

/** Somebody showed a refresh token that had already been exchanged: one of the two holders stole it. */
export class RefreshTokenReused extends DomainEvent<{ sessionId: string; userId: string }> {
  static override readonly type = 'identity.refresh_token_reused';
  static override readonly aggregateType = 'session';
}

/** A rider opened his account with this operator himself, by the OTP sent to his phone. He is known by his user's id. */
export class RiderRegistered extends DomainEvent<{ riderId: string; name: string; phone: string }> {
  static override readonly type = 'identity.rider_registered';
  static override readonly aggregateType = 'rider';
  static override readonly personal = { subject: 'riderId', fields: ['name', 'phone'] };
}

export type RiderStatus = 'ACTIVE' | 'SUSPENDED';

/** A suspended rider still sees his rides and what he owes; he requests none. */
export class RiderStatusChanged extends DomainEvent<{
  riderId: string;
  from: RiderStatus;
  to: RiderStatus;
  reason: string;
}> {
  static override readonly type = 'identity.rider_status_changed';
  static override readonly aggregateType = 'rider';
}

interface CustomRoleFacts {
  customRoleId: string;
  name: string;
  permissions: string[];
  /** Who gave it these permissions; he held them all when he did. */
  composedBy: string;
}

export class CustomRoleComposed extends DomainEvent<CustomRoleFacts> {
  static override readonly type = 'identity.custom_role_composed';
  static override readonly aggregateType = 'custom_role';
}

/** As it is from then on; its members' sessions were rewritten in the same transaction. */
export class CustomRoleChanged extends DomainEvent<CustomRoleFacts & { members: number }> {
  static override readonly type = 'identity.custom_role_changed';
  static override readonly aggregateType = 'custom_role';
}

/** Nobody is granted it any more; who has it keeps it until his membership ends. */
export class CustomRoleRetired extends DomainEvent<{ customRoleId: string; reason: string }> {
  static override readonly type = 'identity.custom_role_retired';
  static override readonly aggregateType = 'custom_role';
}

/** It had never been granted. */
export class CustomRoleDeleted extends DomainEvent<{ customRoleId: string }> {
  static override readonly type = 'identity.custom_role_deleted';
  static override readonly aggregateType = 'custom_role';
}
