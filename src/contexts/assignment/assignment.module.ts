import { Module } from '@nestjs/common';
import { RoutingModule } from '../../platform/routing/routing.module';
import { AcceptOffer } from './application/accept-offer';
import { AssignRide } from './application/assign-ride';
import { CancelRosterEntry } from './application/cancel-roster-entry';
import { ChangeMatchingPolicy } from './application/change-matching-policy';
import { CopyWeek } from './application/copy-week';
import { DeclineOffer } from './application/decline-offer';
import { DeviceTrails } from './application/device-trails';
import { DraftWeek } from './application/draft-week';
import { EndSearch } from './application/end-search';
import { EndSpentSearch } from './application/end-spent-search';
import { EngageDriver } from './application/engage-driver';
import { ExplainDriver } from './application/explain-driver';
import { FindEngagement } from './application/find-engagement';
import { FindNobody } from './application/find-nobody';
import { FollowBreakdowns } from './application/follow-breakdowns.listener';
import { FollowEarlierRides } from './application/follow-earlier-rides.listener';
import { FollowRides } from './application/follow-rides.listener';
import { FollowSuspensions } from './application/follow-suspensions.listener';
import { FollowWillingness } from './application/follow-willingness.listener';
import { ForgetFlightRecorder } from './application/forget-flight-recorder.job';
import { FileOffersAway } from './application/file-offers-away.job';
import { GoOffline } from './application/go-offline';
import { GoOnline } from './application/go-online';
import { LapseOffer } from './application/lapse-offer';
import { ImportRoster } from './application/import-roster';
import { ListCandidates } from './application/list-candidates';
import { ListConflicts } from './application/list-conflicts';
import { ListDispatchOffers } from './application/list-dispatch-offers';
import { ListOpenOffers } from './application/list-open-offers';
import { ListRoster } from './application/list-roster';
import { ListWeek } from './application/list-week';
import { LookAround } from './application/look-around';
import { LookAtProgress } from './application/look-at-progress';
import { LookAtShiftStart } from './application/look-at-shift-start';
import { LoseEarlierRide } from './application/lose-earlier-ride';
import { MatchWindow } from './application/match-window';
import { MeasureDuty } from './application/measure-duty.listener';
import { MeasureTrip } from './application/measure-trip.listener';
import { MoveSearch } from './application/move-search';
import { OfferRide } from './application/offer-ride';
import { OwnRoster } from './application/own-roster';
import { PlanProgressLook } from './application/plan-progress-look';
import { PlanRoster } from './application/plan-roster';
import { PlanRosterEntry } from './application/plan-roster-entry';
import { PlanRound } from './application/plan-round';
import { PlanShiftStartLook } from './application/plan-shift-start-look';
import { PlanWindow } from './application/plan-window';
import { ProgressProcess } from './application/progress.process';
import { RaiseConflicts } from './application/raise-conflicts.listener';
import { PublishWeek } from './application/publish-week';
import { ReadDispatch } from './application/read-dispatch';
import { ReadMatchingPolicy } from './application/read-matching-policy';
import { ReadWindow } from './application/read-window';
import { ReassignRide } from './application/reassign-ride';
import { RecordRound } from './application/record-round';
import { ReleaseDriver } from './application/release-driver';
import { RememberCitiesForAssignment } from './application/remember-cities.listener';
import { RememberDriversForAssignment } from './application/remember-drivers.listener';
import { RememberStanding } from './application/remember-standing.listener';
import { RememberVehiclesForAssignment } from './application/remember-vehicles.listener';
import { ReplaceRosterEntry } from './application/replace-roster-entry';
import { ReportPositions } from './application/report-positions';
import { ResolveConflict } from './application/resolve-conflict';
import { ReviewPlans } from './application/review-plans';
import { ReviewBrokenPlans } from './application/review-plans.listener';
import { RunSearchRound } from './application/run-search-round';
import { SearchProcess } from './application/search.process';
import { ShiftStartProcess } from './application/shift-start.process';
import { ShowOnline } from './application/show-online';
import { StartSearch } from './application/start-search';
import { TakeRideBack } from './application/take-ride-back';
import { UnassignRide } from './application/unassign-ride';
import { WithdrawFromRide } from './application/withdraw-from-ride';
import { WithdrawOffer } from './application/withdraw-offer';
import { AssignmentController } from './http/assignment.controller';
import { ConflictsController } from './http/conflicts.controller';
import { DispatchController } from './http/dispatch.controller';
import { DispatchOffersController } from './http/dispatch-offers.controller';
import { DriverOffersController } from './http/driver-offers.controller';
import { DriverOnlineController } from './http/driver-online.controller';
import { DriverPositionsController } from './http/driver-positions.controller';
import { DriverRosterController } from './http/driver-roster.controller';
import { DriverWithdrawalController } from './http/driver-withdrawal.controller';
import { MatchingPolicyController } from './http/matching-policy.controller';
import { MatchingWindowsController } from './http/matching-windows.controller';
import { RosterController } from './http/roster.controller';
import { RosterWeeksController } from './http/roster-weeks.controller';
import { CandidateSearch } from './persistence/candidate-search';
import { Conflicts } from './persistence/conflicts';
import { DispatchHistory } from './persistence/dispatch-history';
import { DriversAtHand } from './persistence/drivers-at-hand';
import { EarlierRides } from './persistence/earlier-rides';
import { Engagements } from './persistence/engagements';
import { LastPositions } from './persistence/last-positions';
import { MatchingPolicies } from './persistence/matching-policies';
import { MatchingWindows } from './persistence/matching-windows';
import { Offers } from './persistence/offers';
import { PlansAhead } from './persistence/plans-ahead';
import { RidesInHand } from './persistence/rides-in-hand';
import { Roster } from './persistence/roster';
import { RosterNames } from './persistence/roster-names';
import { RosterWeeks } from './persistence/roster-weeks';
import { SearchRounds } from './persistence/search-rounds';
import { Searches } from './persistence/searches';
import { TripTraces } from './persistence/trip-traces';
import { WillingDrivers } from './persistence/willing-drivers';
import { DriverDirectory } from './projections/driver-directory';
import { HoursPolicies } from './projections/hours-policies';
import { RideBook } from './projections/ride-book';
import { Suspensions } from './projections/suspensions';
import { ServedAreas } from './projections/served-areas';
import { VehicleDirectory } from './projections/vehicle-directory';

@Module({
  imports: [RoutingModule],
  controllers: [
    RosterController,
    RosterWeeksController,
    DriverRosterController,
    AssignmentController,
    ConflictsController,
    DriverOnlineController,
    DriverPositionsController,
    DriverOffersController,
    MatchingPolicyController,
    DispatchController,
    DispatchOffersController,
    MatchingWindowsController,
    DriverWithdrawalController,
  ],
  providers: [
    ...[ImportRoster, RosterNames],
    ...[PlanRosterEntry, PlanRoster, ListRoster, CancelRosterEntry, ReplaceRosterEntry, PlanShiftStartLook],
    ...[DraftWeek, CopyWeek, PublishWeek, ListWeek, OwnRoster, RosterWeeks, ShiftStartProcess, LookAtShiftStart],
    ...[AssignRide, ReassignRide, UnassignRide, ListCandidates, EngageDriver, ReleaseDriver, FindEngagement],
    ...[ListConflicts, ResolveConflict, RaiseConflicts, ReviewPlans, ReviewBrokenPlans, PlansAhead],
    ...[FollowRides, RememberDriversForAssignment, RememberVehiclesForAssignment, RememberStanding, HoursPolicies],
    ...[
      SearchProcess,
      StartSearch,
      MoveSearch,
      EndSearch,
      EndSpentSearch,
      RunSearchRound,
      OfferRide,
      FindNobody,
      LookAround,
      Searches,
      Offers,
      CandidateSearch,
    ],
    ...[PlanRound, PlanWindow, MatchWindow, MatchingWindows, ReadWindow],
    ...[AcceptOffer, DeclineOffer, ListOpenOffers, ListDispatchOffers, LapseOffer, WithdrawOffer],
    ...[ReadMatchingPolicy, ChangeMatchingPolicy, MatchingPolicies],
    ...[FollowSuspensions, Suspensions],
    ...[GoOnline, GoOffline, ShowOnline, FollowWillingness, WillingDrivers],
    ...[ReportPositions, DeviceTrails, MeasureDuty, MeasureTrip, RememberCitiesForAssignment],
    ...[LastPositions, TripTraces, ServedAreas],
    FileOffersAway,
    ...[RecordRound, SearchRounds, ForgetFlightRecorder, ReadDispatch, ExplainDriver, DispatchHistory],
    ...[ProgressProcess, PlanProgressLook, LookAtProgress, RidesInHand],
    ...[WithdrawFromRide, TakeRideBack, FollowBreakdowns, FollowEarlierRides, LoseEarlierRide, EarlierRides],
    ...[Roster, Engagements, Conflicts, DriversAtHand, DriverDirectory, VehicleDirectory, RideBook],
  ],
})
export class AssignmentModule {}
