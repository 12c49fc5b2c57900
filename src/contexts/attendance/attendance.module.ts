import { Module } from '@nestjs/common';
import { ObjectStoreModule } from '../../platform/object-store/object-store.module';
import { AdmissionToDuty } from './application/admission-to-duty';
import { ApproveCheckIn } from './application/approve-check-in';
import { ApproveCheckIns } from './application/approve-check-ins';
import { ChangeDutyPolicy } from './application/change-duty-policy';
import { ChangeHoursPolicy } from './application/change-hours-policy';
import { CheckIn } from './application/check-in';
import { CheckOut } from './application/check-out';
import { CheckOutDriver } from './application/check-out-driver';
import { CompleteCheckOut } from './application/complete-check-out';
import { CorrectOdometer } from './application/correct-odometer';
import { DutyProcess } from './application/duty.process';
import { EndBreak } from './application/end-break';
import { ExpireCheckIn } from './application/expire-check-in';
import { FollowEngagements } from './application/follow-engagements.listener';
import { ExportAttendance } from './application/export-attendance';
import { ForgetSelfies } from './application/forget-selfies.job';
import { HoursOfDrivers } from './application/hours-of-drivers';
import { FollowSuspensionsForAttendance } from './application/follow-suspensions.listener';
import { LeaveByItself } from './application/leave-by-itself';
import { LimitDuty } from './application/limit-duty';
import { ListApprovals } from './application/list-approvals';
import { ListAttendances } from './application/list-attendances';
import { MarkOverlongBreak } from './application/mark-overlong-break';
import { MoveDutyLimits } from './application/move-duty-limits';
import { MoveDutyTimers } from './application/move-duty-timers';
import { ReadDutyPolicy } from './application/read-duty-policy';
import { ReadHoursPolicy } from './application/read-hours-policy';
import { RejectCheckIn } from './application/reject-check-in';
import { RememberDocuments } from './application/remember-documents.listener';
import { RememberDrivers } from './application/remember-drivers.listener';
import { RememberRosters } from './application/remember-rosters.listener';
import { RememberVehicles } from './application/remember-vehicles.listener';
import { ShowAttendance } from './application/show-attendance';
import { ShowOwnAttendances } from './application/show-own-attendances';
import { ShowSelfie } from './application/show-selfie';
import { StartBreak } from './application/start-break';
import { SummariseDay } from './application/summarise-day';
import { TravelledDistances } from './application/travelled-distances';
import { UploadSelfie } from './application/upload-selfie';
import { ApprovalsController } from './http/approvals.controller';
import { AttendancesController } from './http/attendances.controller';
import { OwnAttendancesController } from './http/own-attendances.controller';
import { PoliciesController } from './http/policies.controller';
import { Attendances } from './persistence/attendances';
import { DaySummaries } from './persistence/day-summaries';
import { DutyRides } from './persistence/duty-rides';
import { Policies } from './persistence/policies';
import { Selfies } from './persistence/selfies';
import { DocumentBook } from './projections/document-book';
import { DriverDirectory } from './projections/driver-directory';
import { EngagementBook } from './projections/engagement-book';
import { RosterBook } from './projections/roster-book';
import { Suspensions } from './projections/suspensions';
import { VehicleDirectory } from './projections/vehicle-directory';

@Module({
  imports: [ObjectStoreModule],
  controllers: [OwnAttendancesController, ApprovalsController, AttendancesController, PoliciesController],
  providers: [
    AdmissionToDuty,
    ApproveCheckIn,
    ApproveCheckIns,
    Attendances,
    ChangeDutyPolicy,
    ChangeHoursPolicy,
    CheckIn,
    CheckOut,
    CheckOutDriver,
    CompleteCheckOut,
    CorrectOdometer,
    DaySummaries,
    DocumentBook,
    DriverDirectory,
    DutyProcess,
    FollowSuspensionsForAttendance,
    Suspensions,
    DutyRides,
    EndBreak,
    EngagementBook,
    ExpireCheckIn,
    ExportAttendance,
    FollowEngagements,
    ForgetSelfies,
    HoursOfDrivers,
    LeaveByItself,
    LimitDuty,
    ListApprovals,
    ListAttendances,
    MarkOverlongBreak,
    MoveDutyLimits,
    MoveDutyTimers,
    Policies,
    ReadDutyPolicy,
    ReadHoursPolicy,
    RejectCheckIn,
    RememberDocuments,
    RememberDrivers,
    RememberRosters,
    RememberVehicles,
    RosterBook,
    Selfies,
    ShowAttendance,
    ShowOwnAttendances,
    ShowSelfie,
    StartBreak,
    SummariseDay,
    TravelledDistances,
    UploadSelfie,
    VehicleDirectory,
  ],
})
export class AttendanceModule {}
