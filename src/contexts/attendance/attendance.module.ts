import { Module } from '@nestjs/common';
import { ObjectStoreModule } from '../../platform/object-store/object-store.module';
import { ApproveCheckIn } from './application/approve-check-in';
import { CheckIn } from './application/check-in';
import { CheckOut } from './application/check-out';
import { CheckOutDriver } from './application/check-out-driver';
import { CorrectOdometer } from './application/correct-odometer';
import { EndBreak } from './application/end-break';
import { FollowEngagements } from './application/follow-engagements.listener';
import { ListAttendances } from './application/list-attendances';
import { RejectCheckIn } from './application/reject-check-in';
import { RememberDrivers } from './application/remember-drivers.listener';
import { RememberRosters } from './application/remember-rosters.listener';
import { RememberVehicles } from './application/remember-vehicles.listener';
import { ShowAttendance } from './application/show-attendance';
import { ShowOwnAttendances } from './application/show-own-attendances';
import { ShowSelfie } from './application/show-selfie';
import { StartBreak } from './application/start-break';
import { UploadSelfie } from './application/upload-selfie';
import { AttendancesController } from './http/attendances.controller';
import { OwnAttendancesController } from './http/own-attendances.controller';
import { Attendances } from './persistence/attendances';
import { Selfies } from './persistence/selfies';
import { DriverDirectory } from './projections/driver-directory';
import { EngagementBook } from './projections/engagement-book';
import { RosterBook } from './projections/roster-book';
import { VehicleDirectory } from './projections/vehicle-directory';

@Module({
  imports: [ObjectStoreModule],
  controllers: [OwnAttendancesController, AttendancesController],
  providers: [
    ApproveCheckIn,
    Attendances,
    CheckIn,
    CheckOut,
    CheckOutDriver,
    CorrectOdometer,
    DriverDirectory,
    EndBreak,
    EngagementBook,
    FollowEngagements,
    ListAttendances,
    RejectCheckIn,
    RememberDrivers,
    RememberRosters,
    RememberVehicles,
    RosterBook,
    Selfies,
    ShowAttendance,
    ShowOwnAttendances,
    ShowSelfie,
    StartBreak,
    UploadSelfie,
    VehicleDirectory,
  ],
})
export class AttendanceModule {}
