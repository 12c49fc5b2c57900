import { Module } from '@nestjs/common';
import { AssignRide } from './application/assign-ride';
import { CancelRosterEntry } from './application/cancel-roster-entry';
import { EngageDriver } from './application/engage-driver';
import { FindEngagement } from './application/find-engagement';
import { FollowRides } from './application/follow-rides.listener';
import { FollowWillingness } from './application/follow-willingness.listener';
import { ForgetSearchRounds } from './application/forget-search-rounds.job';
import { GoOffline } from './application/go-offline';
import { GoOnline } from './application/go-online';
import { ListCandidates } from './application/list-candidates';
import { ListConflicts } from './application/list-conflicts';
import { ListRoster } from './application/list-roster';
import { PlanRoster } from './application/plan-roster';
import { PlanRosterEntry } from './application/plan-roster-entry';
import { RaiseConflicts } from './application/raise-conflicts.listener';
import { ReassignRide } from './application/reassign-ride';
import { RecordRound } from './application/record-round';
import { ReleaseDriver } from './application/release-driver';
import { RememberDriversForAssignment } from './application/remember-drivers.listener';
import { RememberVehiclesForAssignment } from './application/remember-vehicles.listener';
import { ResolveConflict } from './application/resolve-conflict';
import { ShowOnline } from './application/show-online';
import { UnassignRide } from './application/unassign-ride';
import { AssignmentController } from './http/assignment.controller';
import { ConflictsController } from './http/conflicts.controller';
import { DriverOnlineController } from './http/driver-online.controller';
import { RosterController } from './http/roster.controller';
import { Conflicts } from './persistence/conflicts';
import { DriversAtHand } from './persistence/drivers-at-hand';
import { Engagements } from './persistence/engagements';
import { Roster } from './persistence/roster';
import { SearchRounds } from './persistence/search-rounds';
import { WillingDrivers } from './persistence/willing-drivers';
import { DriverDirectory } from './projections/driver-directory';
import { RideBook } from './projections/ride-book';
import { VehicleDirectory } from './projections/vehicle-directory';

@Module({
  controllers: [RosterController, AssignmentController, ConflictsController, DriverOnlineController],
  providers: [
    ...[PlanRosterEntry, PlanRoster, ListRoster, CancelRosterEntry],
    ...[AssignRide, ReassignRide, UnassignRide, ListCandidates, EngageDriver, ReleaseDriver, FindEngagement],
    ...[ListConflicts, ResolveConflict, RaiseConflicts],
    ...[FollowRides, RememberDriversForAssignment, RememberVehiclesForAssignment],
    ...[GoOnline, GoOffline, ShowOnline, FollowWillingness, WillingDrivers],
    ...[RecordRound, SearchRounds, ForgetSearchRounds],
    ...[Roster, Engagements, Conflicts, DriversAtHand, DriverDirectory, VehicleDirectory, RideBook],
  ],
})
export class AssignmentModule {}
