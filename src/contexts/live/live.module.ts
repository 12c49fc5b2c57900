import { Module } from '@nestjs/common';
import { Configuration } from '../../platform/config/configuration';
import { RoutingModule } from '../../platform/routing/routing.module';
import { FollowDay } from './application/follow-day.listener';
import { FollowDocuments } from './application/follow-documents.listener';
import { ForgetChanges } from './application/forget-changes.job';
import { ForgetDays } from './application/forget-days.job';
import { IssueStreamTicket } from './application/issue-stream-ticket';
import { LiveOptions } from './application/live-options';
import { OpenStream } from './application/open-stream';
import { ShowPositions } from './application/show-positions';
import { ShowToday } from './application/show-today';
import { StreamHub } from './application/stream-hub';
import { TellChanges } from './application/tell-changes';
import { TellOfDrivers } from './application/tell-of-drivers.listener';
import { TellOfPlans } from './application/tell-of-plans.listener';
import { TellOfRides } from './application/tell-of-rides.listener';
import { TurnBoard } from './application/turn-board.job';
import { WaysAhead } from './application/ways-ahead';
import { StreamController } from './http/stream.controller';
import { TodayController } from './http/today.controller';
import { CarriedPositions } from './persistence/carried-positions';
import { ChangeLog } from './persistence/change-log';
import { DriversDay } from './projections/drivers-day';
import { LiveBoard } from './projections/live-board';

/** What changes, shown as it changes to those whom it concerns. Nothing that is decided relies on it. */
@Module({
  imports: [RoutingModule],
  controllers: [StreamController, TodayController],
  providers: [
    { provide: LiveOptions, useFactory: ({ live }: Configuration) => LiveOptions.of(live), inject: [Configuration] },
    CarriedPositions,
    ChangeLog,
    DriversDay,
    FollowDay,
    FollowDocuments,
    ForgetChanges,
    ForgetDays,
    IssueStreamTicket,
    LiveBoard,
    OpenStream,
    ShowPositions,
    ShowToday,
    StreamHub,
    TellChanges,
    TellOfDrivers,
    TellOfPlans,
    TellOfRides,
    TurnBoard,
    WaysAhead,
  ],
})
export class LiveModule {}
