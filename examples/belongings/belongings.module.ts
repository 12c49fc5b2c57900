import { Module } from '@nestjs/common';
import { HandBackItem } from './application/hand-back-item';
import { RememberDrivenRides } from './application/remember-driven-rides.listener';
import { ReportFoundItem } from './application/report-found-item';
import { FoundItemsController } from './http/found-items.controller';
import { FoundItems } from './persistence/found-items';
import { DrivenRides } from './projections/driven-rides';

@Module({
  controllers: [FoundItemsController],
  providers: [DrivenRides, FoundItems, HandBackItem, RememberDrivenRides, ReportFoundItem],
})
export class BelongingsModule {}
