import { Module } from '@nestjs/common';
import { RoutingModule } from '../../platform/routing/routing.module';
import { SmsModule } from '../../platform/sms/sms.module';
import { AddCancellationPolicy } from './application/add-cancellation-policy';
import { AddTariff } from './application/add-tariff';
import { ArriveForRide } from './application/arrive-for-ride';
import { BookRide } from './application/book-ride';
import { CancelRide } from './application/cancel-ride';
import { CompleteRide } from './application/complete-ride';
import { ConfigureCity } from './application/configure-city';
import { DepartForRide } from './application/depart-for-ride';
import { EndBrokenDownRide } from './application/end-broken-down-ride';
import { ExportRides } from './application/export-rides';
import { EndTariff } from './application/end-tariff';
import { ForgetQuotes } from './application/forget-quotes.job';
import { FollowAssignment } from './application/follow-assignment.listener';
import { ListCancellationPolicies } from './application/list-cancellation-policies';
import { ListCities } from './application/list-cities';
import { ListDriverRides } from './application/list-driver-rides';
import { ListRiderRides } from './application/list-rider-rides';
import { ListRides } from './application/list-rides';
import { ListSurges } from './application/list-surges';
import { ListTariffs } from './application/list-tariffs';
import { MarkRideOverdue } from './application/mark-ride-overdue.listener';
import { MovePickup } from './application/move-pickup';
import { Pricing } from './application/pricing';
import { QuoteRide } from './application/quote-ride';
import { ReadDriverRide } from './application/read-driver-ride';
import { ReadRide } from './application/read-ride';
import { ReadRiderRide } from './application/read-rider-ride';
import { ReadStartCode } from './application/read-start-code';
import { ReadTimeline } from './application/read-timeline';
import { ReportBreakdown } from './application/report-breakdown';
import { ReportNoShow } from './application/report-no-show';
import { ReviewRide } from './application/review-ride';
import { RideSteps } from './application/ride-steps';
import { Roads } from './application/roads';
import { SendStartCode } from './application/send-start-code.listener';
import { SetSurge } from './application/set-surge';
import { StartCodes } from './application/start-codes';
import { StartRide } from './application/start-ride';
import { TripTraces } from './application/trip-traces';
import { UnlockStart } from './application/unlock-start';
import { CancellationPoliciesController } from './http/cancellation-policies.controller';
import { CitiesController } from './http/cities.controller';
import { DriverRidesController } from './http/driver-rides.controller';
import { RiderRidesController } from './http/rider-rides.controller';
import { RideStepsController } from './http/ride-steps.controller';
import { RidesController } from './http/rides.controller';
import { TariffsController } from './http/tariffs.controller';
import { CancellationPolicies } from './persistence/cancellation-policies';
import { Cities } from './persistence/cities';
import { PriceBooks } from './persistence/price-books';
import { Quotes } from './persistence/quotes';
import { RideSearch } from './persistence/ride-search';
import { Rides } from './persistence/rides';
import { Surges } from './persistence/surges';
import { Tariffs } from './persistence/tariffs';
import { DriverPlaces } from './projections/driver-places';
import { Riders } from './projections/riders';

@Module({
  imports: [RoutingModule, SmsModule],
  controllers: [
    CancellationPoliciesController,
    CitiesController,
    DriverRidesController,
    RiderRidesController,
    RidesController,
    RideStepsController,
    TariffsController,
  ],
  providers: [
    AddCancellationPolicy,
    AddTariff,
    ArriveForRide,
    BookRide,
    CancellationPolicies,
    CancelRide,
    Cities,
    CompleteRide,
    ConfigureCity,
    DepartForRide,
    DriverPlaces,
    EndBrokenDownRide,
    EndTariff,
    ExportRides,
    FollowAssignment,
    ForgetQuotes,
    ListCancellationPolicies,
    ListCities,
    ListDriverRides,
    ListRiderRides,
    ListRides,
    ListSurges,
    ListTariffs,
    MarkRideOverdue,
    MovePickup,
    PriceBooks,
    Pricing,
    QuoteRide,
    Quotes,
    ReadDriverRide,
    ReadRide,
    ReadRiderRide,
    ReadStartCode,
    ReadTimeline,
    ReportBreakdown,
    ReportNoShow,
    ReviewRide,
    Riders,
    Rides,
    RideSearch,
    RideSteps,
    Roads,
    SendStartCode,
    SetSurge,
    StartCodes,
    StartRide,
    Surges,
    Tariffs,
    TripTraces,
    UnlockStart,
  ],
})
export class RideModule {}
