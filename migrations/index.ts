import type { MigrationInterface } from 'typeorm';
import { Platform1795100000001 } from './1795100000001-platform';
import { Identity1795100000002 } from './1795100000002-identity';
import { Fleet1795100000003 } from './1795100000003-fleet';
import { Attendance1795100000004 } from './1795100000004-attendance';
import { Assignment1795100000005 } from './1795100000005-assignment';
import { Ride1795100000006 } from './1795100000006-ride';
import { Audit1795100000007 } from './1795100000007-audit';
import { RiderAccounts1795200000001 } from './1795200000001-rider-accounts';
import { OnDemandRides1795200000002 } from './1795200000002-on-demand-rides';
import { Positions1795200000003 } from './1795200000003-positions';
import { Matching1795200000004 } from './1795200000004-matching';
import { FlightRecorder1795200000005 } from './1795200000005-flight-recorder';
import { Payment1795200000006 } from './1795200000006-payment';
import { Live1795200000007 } from './1795200000007-live';
import { RoutedExpectations1795200000008 } from './1795200000008-routed-expectations';
import { PositionsKept1795300000001 } from './1795300000001-positions-kept';
import { Riders1795300000002 } from './1795300000002-riders';
import { LiveStreams1795300000003 } from './1795300000003-live-streams';
import { MatchingBudget1795300000004 } from './1795300000004-matching-budget';
import { AcceptedPickup1795300000005 } from './1795300000005-accepted-pickup';
import { ReviewedFares1795300000006 } from './1795300000006-reviewed-fares';
import { BreakdownPlaces1795300000007 } from './1795300000007-breakdown-places';
import { RefusedAcceptances1795300000008 } from './1795300000008-refused-acceptances';
import { FirstPromises1795300000009 } from './1795300000009-first-promises';
import { FaresThatDiffer1795300000010 } from './1795300000010-fares-that-differ';
import { CityMatching1795400000001 } from './1795400000001-city-matching';
import { MatchingWindows1795400000002 } from './1795400000002-matching-windows';
import { LookAhead1795400000003 } from './1795400000003-look-ahead';
import { SettledDifferences1795400000004 } from './1795400000004-settled-differences';
import { TermsWhereSearched1795400000005 } from './1795400000005-terms-where-searched';
import { Verification1795500000001 } from './1795500000001-verification';
import { LicenceDocuments1795500000002 } from './1795500000002-licence-documents';
import { Onboarding1795500000010 } from './1795500000010-onboarding';
import { FleetApplications1795500000011 } from './1795500000011-fleet-applications';
import { AssignmentSuspensions1795500000012 } from './1795500000012-assignment-suspensions';
import { AttendanceSuspensions1795500000013 } from './1795500000013-attendance-suspensions';
import { Imports1795500000020 } from './1795500000020-imports';
import { RosterNames1795500000021 } from './1795500000021-roster-names';
import { DutyGates1795500000030 } from './1795500000030-duty-gates';
import { RosterWeeks1795500000031 } from './1795500000031-roster-weeks';
import { BrokenPlans1795500000032 } from './1795500000032-broken-plans';
import { AirportRides1795500000033 } from './1795500000033-airport-rides';
import { WorkingHours1795500000040 } from './1795500000040-working-hours';
import { DriversDay1795500000041 } from './1795500000041-drivers-day';
import { TravelledDistance1795500000042 } from './1795500000042-travelled-distance';
import { FuelTypes1795500000050 } from './1795500000050-fuel-types';
import { VehicleUpkeep1795500000051 } from './1795500000051-vehicle-upkeep';
import { Preferences1795500000052 } from './1795500000052-preferences';
import { CustomRoles1795500000053 } from './1795500000053-custom-roles';
import { FuelsOfCandidates1795500000054 } from './1795500000054-fuels-of-candidates';
import { ProgressByMoving1795500000060 } from './1795500000060-progress-by-moving';
import { PapersOfTheirSubject1795600000000 } from './1795600000000-papers-of-their-subject';
import { UndescribedFleets1795600000001 } from './1795600000001-undescribed-fleets';
import { UndescribedStaff1795600000002 } from './1795600000002-undescribed-staff';
import { ImportErrorsWithoutNumbers1795600000010 } from './1795600000010-import-errors-without-numbers';
import { CheckInsThatEnd1795600000020 } from './1795600000020-check-ins-that-end';
import { DaysOfDuties1795600000021 } from './1795600000021-days-of-duties';
import { LeftPlans1795600000030 } from './1795600000030-left-plans';
import { RidesOfAShift1795600000031 } from './1795600000031-rides-of-a-shift';
import { MonthlyPartitions1795600000060 } from './1795600000060-monthly-partitions';
import { WaysThatLeadAway1795600000061 } from './1795600000061-ways-that-lead-away';
import { MonthsOfTheRecord1795600000062 } from './1795600000062-months-of-the-record';
import { RidesADutySpans1795600000063 } from './1795600000063-rides-a-duty-spans';
import { PapersThatCount1795600000067 } from './1795600000067-papers-that-count';
import { OutagesOfBefore1795600000068 } from './1795600000068-outages-of-before';
import { PapersOfAWholeFleet1795600000069 } from './1795600000069-papers-of-a-whole-fleet';
import { RetiredMonths1795600000070 } from './1795600000070-retired-months';
import { PlacesOfAPhone1795600000075 } from './1795600000075-places-of-a-phone';
import { FilesThatLeave1795600000076 } from './1795600000076-files-that-leave';
import { SelfiesThatLeave1795600000077 } from './1795600000077-selfies-that-leave';
import { FirstFixOnDuty1795600000080 } from './1795600000080-first-fix-on-duty';
import { LateForWhatWasMissed1795600000081 } from './1795600000081-late-for-what-was-missed';
import { ReadingsByOthers1795600000082 } from './1795600000082-readings-by-others';

/** In the order they run. Hand-written and reversible; a class name ends in its timestamp (`Platform1700000000000`). */
export const migrations: (new () => MigrationInterface)[] = [
  Platform1795100000001,
  Identity1795100000002,
  Fleet1795100000003,
  Attendance1795100000004,
  Assignment1795100000005,
  Ride1795100000006,
  Audit1795100000007,
  RiderAccounts1795200000001,
  OnDemandRides1795200000002,
  Positions1795200000003,
  Matching1795200000004,
  FlightRecorder1795200000005,
  Payment1795200000006,
  Live1795200000007,
  RoutedExpectations1795200000008,
  PositionsKept1795300000001,
  Riders1795300000002,
  LiveStreams1795300000003,
  MatchingBudget1795300000004,
  AcceptedPickup1795300000005,
  ReviewedFares1795300000006,
  BreakdownPlaces1795300000007,
  RefusedAcceptances1795300000008,
  FirstPromises1795300000009,
  FaresThatDiffer1795300000010,
  CityMatching1795400000001,
  MatchingWindows1795400000002,
  LookAhead1795400000003,
  SettledDifferences1795400000004,
  TermsWhereSearched1795400000005,
  Verification1795500000001,
  LicenceDocuments1795500000002,
  Onboarding1795500000010,
  FleetApplications1795500000011,
  AssignmentSuspensions1795500000012,
  AttendanceSuspensions1795500000013,
  Imports1795500000020,
  RosterNames1795500000021,
  DutyGates1795500000030,
  RosterWeeks1795500000031,
  BrokenPlans1795500000032,
  AirportRides1795500000033,
  WorkingHours1795500000040,
  DriversDay1795500000041,
  TravelledDistance1795500000042,
  FuelTypes1795500000050,
  VehicleUpkeep1795500000051,
  Preferences1795500000052,
  CustomRoles1795500000053,
  FuelsOfCandidates1795500000054,
  ProgressByMoving1795500000060,
  PapersOfTheirSubject1795600000000,
  UndescribedFleets1795600000001,
  UndescribedStaff1795600000002,
  ImportErrorsWithoutNumbers1795600000010,
  CheckInsThatEnd1795600000020,
  DaysOfDuties1795600000021,
  LeftPlans1795600000030,
  RidesOfAShift1795600000031,
  MonthlyPartitions1795600000060,
  WaysThatLeadAway1795600000061,
  MonthsOfTheRecord1795600000062,
  RidesADutySpans1795600000063,
  PapersThatCount1795600000067,
  OutagesOfBefore1795600000068,
  PapersOfAWholeFleet1795600000069,
  RetiredMonths1795600000070,
  PlacesOfAPhone1795600000075,
  FilesThatLeave1795600000076,
  SelfiesThatLeave1795600000077,
  FirstFixOnDuty1795600000080,
  LateForWhatWasMissed1795600000081,
  ReadingsByOthers1795600000082,
];
