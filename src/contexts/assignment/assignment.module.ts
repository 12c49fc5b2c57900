import { Module } from '@nestjs/common';
import { AssignRide } from './application/assign-ride';
import { CancelRosterEntry } from './application/cancel-roster-entry';
import { EngageDriver } from './application/engage-driver';
import { FindEngagement } from './application/find-engagement';
import { FollowRides } from './application/follow-rides.listener';
import { ListCandidates } from './application/list-candidates';
import { ListRoster } from './application/list-roster';
import { PlanRoster } from './application/plan-roster';
import { PlanRosterEntry } from './application/plan-roster-entry';
import { ReassignRide } from './application/reassign-ride';
import { ReleaseDriver } from './application/release-driver';
import { RememberDriversForAssignment } from './application/remember-drivers.listener';
import { RememberVehiclesForAssignment } from './application/remember-vehicles.listener';
import { UnassignRide } from './application/unassign-ride';
import { AssignmentController } from './http/assignment.controller';
import { RosterController } from './http/roster.controller';
import { DriversAtHand } from './persistence/drivers-at-hand';
import { Engagements } from './persistence/engagements';
import { Roster } from './persistence/roster';
import { DriverDirectory } from './projections/driver-directory';
import { RideBook } from './projections/ride-book';
import { VehicleDirectory } from './projections/vehicle-directory';

@Module({
  controllers: [RosterController, AssignmentController],
  providers: [
    ...[PlanRosterEntry, PlanRoster, ListRoster, CancelRosterEntry],
    ...[AssignRide, ReassignRide, UnassignRide, ListCandidates, EngageDriver, ReleaseDriver, FindEngagement],
    ...[FollowRides, RememberDriversForAssignment, RememberVehiclesForAssignment],
    ...[Roster, Engagements, DriversAtHand, DriverDirectory, VehicleDirectory, RideBook],
  ],
})
export class AssignmentModule {}
