import { Module } from '@nestjs/common';
import { PrincipalWriter } from '../../platform/auth/principal-writer';
import { SmsModule } from '../../platform/sms/sms.module';
import { AccountAccess } from './application/account-access';
import { ActivateOrganization } from './application/activate-organization';
import { AnswerChallenge } from './application/answer-challenge';
import { AppointedAccounts } from './application/appointed-accounts';
import { ChangeRiderStatus } from './application/change-rider-status';
import { ApplyForOrganization } from './application/apply-for-organization';
import { ApproveOrganization } from './application/approve-organization';
import { RejectOrganization } from './application/reject-organization';
import { ReviewOrganization } from './application/review-organization';
import { CreateOrganization } from './application/create-organization';
import { CreateSuperAdmin } from './application/create-super-admin';
import { CreateUser } from './application/create-user';
import { DescribeStaff } from './application/describe-staff.job';
import { DisableUser } from './application/disable-user';
import { EnableUser } from './application/enable-user';
import { EndMembership } from './application/end-membership';
import { GrantMembership } from './application/grant-membership';
import { GrantRole } from './application/grant-role';
import { KeepDriverAccount } from './application/keep-driver-account.listener';
import { KeepManagerAccount } from './application/keep-manager-account.listener';
import { KeepRiderAccounts } from './application/keep-rider-accounts.listener';
import { ListOrganizations } from './application/list-organizations';
import { ListOwnSessions } from './application/list-own-sessions';
import { ListRiders } from './application/list-riders';
import { ListRoles } from './application/list-roles';
import { ListUserSessions } from './application/list-user-sessions';
import { ListUsers } from './application/list-users';
import { LogOut } from './application/log-out';
import { ManagedUser } from './application/managed-user';
import { OpenChallenge } from './application/open-challenge';
import { OpenSession } from './application/open-session';
import { RefreshSession } from './application/refresh-session';
import { RememberPlaces } from './application/remember-places.listener';
import { RenameUser } from './application/rename-user';
import { RequestOtp } from './application/request-otp';
import { RequestRiderOtp } from './application/request-rider-otp';
import { RevokeOwnSession } from './application/revoke-own-session';
import { RevokeUserSession } from './application/revoke-user-session';
import { RiderAccounts } from './application/rider-accounts';
import { SendOtp } from './application/send-otp.listener';
import { ShowMe } from './application/show-me';
import { ShowOrganization } from './application/show-organization';
import { ShowRider } from './application/show-rider';
import { ShowUser } from './application/show-user';
import { SignUpRider } from './application/sign-up-rider';
import { SuspendOrganization } from './application/suspend-organization';
import { VerifyOtp } from './application/verify-otp';
import { AuthController } from './http/auth.controller';
import { MeController } from './http/me.controller';
import { OrganizationsController } from './http/organizations.controller';
import { RidersController } from './http/riders.controller';
import { RolesController } from './http/roles.controller';
import { UserSessionsController } from './http/user-sessions.controller';
import { UsersController } from './http/users.controller';
import { Memberships } from './persistence/memberships';
import { Organizations } from './persistence/organizations';
import { OtpChallenges } from './persistence/otp-challenges';
import { Places } from './persistence/places';
import { RefreshTokens } from './persistence/refresh-tokens';
import { Riders } from './persistence/riders';
import { Sessions } from './persistence/sessions';
import { UndescribedStaff } from './persistence/undescribed-staff';
import { UserDirectory } from './persistence/user-directory';
import { Users } from './persistence/users';
import { Visibility } from './persistence/visibility';
import { ChangeCustomRole } from './application/change-custom-role';
import { ComposeRole } from './application/compose-role';
import { ReadCustomRoles } from './application/read-custom-roles';
import { StandingHolder } from './application/standing-holder';
import { CustomRolesController } from './http/custom-roles.controller';
import { CustomRoles } from './persistence/custom-roles';

const useCases = [
  ChangeCustomRole,
  ComposeRole,
  ReadCustomRoles,
  ActivateOrganization,
  ChangeRiderStatus,
  ...[ApplyForOrganization, ReviewOrganization, ApproveOrganization, RejectOrganization],
  CreateOrganization,
  CreateSuperAdmin,
  CreateUser,
  DisableUser,
  EnableUser,
  EndMembership,
  GrantMembership,
  ListOrganizations,
  ListOwnSessions,
  ListRiders,
  ListRoles,
  ListUserSessions,
  ListUsers,
  LogOut,
  RefreshSession,
  RenameUser,
  RequestOtp,
  RequestRiderOtp,
  RevokeOwnSession,
  RevokeUserSession,
  ShowMe,
  ShowOrganization,
  ShowRider,
  ShowUser,
  SignUpRider,
  SuspendOrganization,
  VerifyOtp,
];
const partsOfUseCases = [
  StandingHolder,
  AccountAccess,
  AnswerChallenge,
  AppointedAccounts,
  GrantRole,
  ManagedUser,
  OpenChallenge,
  OpenSession,
  RiderAccounts,
];
const jobs = [DescribeStaff];
const listeners = [KeepDriverAccount, KeepManagerAccount, KeepRiderAccounts, RememberPlaces, SendOtp];
const stores = [
  CustomRoles,
  Memberships,
  Organizations,
  OtpChallenges,
  Places,
  PrincipalWriter,
  RefreshTokens,
  Riders,
  Sessions,
  UndescribedStaff,
  UserDirectory,
  Users,
  Visibility,
];

@Module({
  imports: [SmsModule],
  controllers: [
    AuthController,
    CustomRolesController,
    MeController,
    OrganizationsController,
    RidersController,
    RolesController,
    UsersController,
    UserSessionsController,
  ],
  providers: [...useCases, ...partsOfUseCases, ...jobs, ...listeners, ...stores],
})
export class IdentityModule {}
