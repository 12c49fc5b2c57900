import { Module } from '@nestjs/common';
import { AppointFleetManager } from './application/appoint-fleet-manager';
import { AppointHubManager } from './application/appoint-hub-manager';
import { ChangeDriverStatus } from './application/change-driver-status';
import { ChangeDriverStatuses } from './application/change-driver-statuses';
import { ChangeFleetStatus } from './application/change-fleet-status';
import { ChangeHubStatus } from './application/change-hub-status';
import { ChangeVehicleStatus } from './application/change-vehicle-status';
import { ChangeVehicleStatuses } from './application/change-vehicle-statuses';
import { CorrectOdometer } from './application/correct-odometer';
import { ApplyForFleet } from './application/apply-for-fleet';
import { DecideOnFleet } from './application/decide-on-fleet';
import { ReviewFleet } from './application/review-fleet';
import { CreateFleet } from './application/create-fleet';
import { CreateHub } from './application/create-hub';
import { DescribeWhatWasThere } from './application/describe-what-was-there.job';
import { DismissFleetManager } from './application/dismiss-fleet-manager';
import { DismissHubManager } from './application/dismiss-hub-manager';
import { FollowLicence } from './application/follow-licence.listener';
import { FollowOdometer } from './application/follow-odometer.listener';
import { ExportDrivers } from './application/export-drivers';
import { ExportVehicles } from './application/export-vehicles';
import { ImportDrivers } from './application/import-drivers';
import { ImportedHomes } from './application/imported-homes';
import { ImportVehicles } from './application/import-vehicles';
import { ListDrivers } from './application/list-drivers';
import { ListFleetManagers } from './application/list-fleet-managers';
import { ListFleets } from './application/list-fleets';
import { ListHubManagers } from './application/list-hub-managers';
import { ListHubs } from './application/list-hubs';
import { ListVehicles } from './application/list-vehicles';
import { OpenHub } from './application/open-hub';
import { ReadDriver } from './application/read-driver';
import { ReadFleetManager } from './application/read-fleet-manager';
import { ReadFleet } from './application/read-fleet';
import { ReadHubManager } from './application/read-hub-manager';
import { ReadHub } from './application/read-hub';
import { ReadOwnProfile } from './application/read-own-profile';
import { ReadVehicle } from './application/read-vehicle';
import { RegisterDriver } from './application/register-driver';
import { RegisterVehicle } from './application/register-vehicle';
import { UpdateDriver } from './application/update-driver';
import { UpdateFleetManager } from './application/update-fleet-manager';
import { UpdateFleet } from './application/update-fleet';
import { UpdateHubManager } from './application/update-hub-manager';
import { UpdateHub } from './application/update-hub';
import { UpdateVehicle } from './application/update-vehicle';
import { DriverProfileController } from './http/driver-profile.controller';
import { DriversController } from './http/drivers.controller';
import { FleetManagersController } from './http/fleet-managers.controller';
import { FleetsController } from './http/fleets.controller';
import { HubManagersController } from './http/hub-managers.controller';
import { HubsController } from './http/hubs.controller';
import { VehiclesController } from './http/vehicles.controller';
import { CheckInReadings } from './persistence/check-in-readings';
import { Drivers } from './persistence/drivers';
import { Fleets } from './persistence/fleets';
import { Hubs } from './persistence/hubs';
import { FleetManagers, HubManagers } from './persistence/managers';
import { UndescribedThings } from './persistence/undescribed';
import { Vehicles } from './persistence/vehicles';
import { AnnounceOutages } from './application/announce-outages';
import { NoteOutage } from './application/note-outage';
import { EndOutage } from './application/end-outage';
import { ListOutages } from './application/list-outages';
import { HandOverVehicle } from './application/hand-over-vehicle';
import { ListHandOvers } from './application/list-hand-overs';
import { FollowHolder } from './application/follow-holder.listener';
import { PlanMaintenance } from './application/plan-maintenance';
import { ChangeMaintenancePlan } from './application/change-maintenance-plan';
import { CompleteMaintenance } from './application/complete-maintenance';
import { ListMaintenance } from './application/list-maintenance';
import { StopOverdueVehicles } from './application/stop-overdue-vehicles.job';
import { VehicleOutagesController } from './http/vehicle-outages.controller';
import { HandOversController } from './http/hand-overs.controller';
import { MaintenanceController } from './http/maintenance.controller';
import { VehicleOutages } from './persistence/vehicle-outages';
import { HandOvers } from './persistence/hand-overs';
import { MaintenancePlans } from './persistence/maintenance-plans';
import { MaintenanceHistory } from './persistence/maintenance-history';
import { AskPreference } from './application/ask-preference';
import { DecidePreference } from './application/decide-preference';
import { DefinePreference } from './application/define-preference';
import { HeldPreferences } from './application/held-preferences';
import { ReadPreferences } from './application/read-preferences';
import { TellNewDriversPreferences } from './application/tell-new-drivers-preferences.listener';
import { PreferencesController } from './http/preferences.controller';
import { OwnPreferencesController } from './http/own-preferences.controller';
import { PreferenceDefinitions } from './persistence/preference-definitions';
import { PreferenceRequests } from './persistence/preference-requests';
import { ApprovedPreferences } from './persistence/approved-preferences';

const stores = [
  CheckInReadings,
  Drivers,
  Fleets,
  Hubs,
  FleetManagers,
  HubManagers,
  UndescribedThings,
  Vehicles,
  VehicleOutages,
  HandOvers,
  MaintenancePlans,
  MaintenanceHistory,
  PreferenceDefinitions,
  PreferenceRequests,
  ApprovedPreferences,
];

const useCases = [
  AppointFleetManager,
  AppointHubManager,
  ChangeDriverStatus,
  ChangeDriverStatuses,
  ChangeFleetStatus,
  ChangeHubStatus,
  ChangeVehicleStatus,
  ChangeVehicleStatuses,
  CorrectOdometer,
  ...[ApplyForFleet, ReviewFleet, DecideOnFleet],
  CreateFleet,
  CreateHub,
  DismissFleetManager,
  DismissHubManager,
  ListDrivers,
  ListFleetManagers,
  ListFleets,
  ListHubManagers,
  ListHubs,
  ListVehicles,
  ReadDriver,
  ReadFleetManager,
  ReadFleet,
  ReadHubManager,
  ReadHub,
  ReadOwnProfile,
  ReadVehicle,
  RegisterDriver,
  RegisterVehicle,
  UpdateDriver,
  UpdateFleetManager,
  UpdateFleet,
  UpdateHubManager,
  UpdateHub,
  UpdateVehicle,
  NoteOutage,
  EndOutage,
  ListOutages,
  HandOverVehicle,
  ListHandOvers,
  PlanMaintenance,
  ChangeMaintenancePlan,
  CompleteMaintenance,
  ListMaintenance,
  AskPreference,
  DecidePreference,
  DefinePreference,
  ReadPreferences,
];

@Module({
  controllers: [
    DriverProfileController,
    DriversController,
    FleetManagersController,
    FleetsController,
    HubManagersController,
    HubsController,
    MaintenanceController,
    VehiclesController,
    VehicleOutagesController,
    HandOversController,
    PreferencesController,
    OwnPreferencesController,
  ],
  providers: [
    ...stores,
    OpenHub,
    ImportedHomes,
    ImportDrivers,
    ImportVehicles,
    ExportDrivers,
    ExportVehicles,
    AnnounceOutages,
    HeldPreferences,
    ...useCases,
    FollowLicence,
    FollowOdometer,
    FollowHolder,
    StopOverdueVehicles,
    DescribeWhatWasThere,
    TellNewDriversPreferences,
  ],
})
export class FleetModule {}
