import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common';
import { Caller, RequirePermission } from '../../../platform/auth/access.decorators';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { ApiGroup } from '../../../platform/http/api-group';
import { PageRequest } from '../../../platform/http/page';
import { ChangeMaintenancePlan } from '../application/change-maintenance-plan';
import { CompleteMaintenance } from '../application/complete-maintenance';
import { ListMaintenance } from '../application/list-maintenance';
import { PlanMaintenance } from '../application/plan-maintenance';
import { fleetPermissions } from '../fleet.permissions';
import {
  ChangeMaintenancePlanRequest,
  CompleteMaintenanceRequest,
  ListDueMaintenanceRequest,
  PlanMaintenanceRequest,
} from './maintenance.request';
import {
  MaintenancePage,
  MaintenancePlanList,
  MaintenancePlanPage,
  MaintenancePlanResponse,
  MaintenanceResponse,
} from './maintenance.response';

@ApiGroup('Maintenance', 'What is to be done to the cabs again and again, and what was done.')
@Controller('v1/vehicles')
export class MaintenanceController {
  constructor(
    private readonly clock: Clock,
    private readonly planMaintenance: PlanMaintenance,
    private readonly changePlan: ChangeMaintenancePlan,
    private readonly completeMaintenance: CompleteMaintenance,
    private readonly listMaintenance: ListMaintenance,
  ) {}

  /** Lists the maintenance plans of all vehicles in the caller’s scope, newest plan first; `due` narrows them. */
  @Get('maintenance')
  @RequirePermission(fleetPermissions.readVehicles)
  async listDue(@Query() query: ListDueMaintenanceRequest, @Caller() caller: Principal): Promise<MaintenancePlanPage> {
    return MaintenancePlanPage.page(await this.listMaintenance.due(query, caller), this.clock.now());
  }

  /** Plans that something be done to a vehicle every so many days or metres, whichever comes first. */
  @Post(':id/maintenance-plans')
  @RequirePermission(fleetPermissions.planMaintenance)
  async plan(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() body: PlanMaintenanceRequest,
    @Caller() caller: Principal,
  ): Promise<MaintenancePlanResponse> {
    return MaintenancePlanResponse.of(await this.planMaintenance.execute(id, body, caller), this.clock.now());
  }

  /** Lists the maintenance plans of a vehicle that are not retired, oldest first. */
  @Get(':id/maintenance-plans')
  @RequirePermission(fleetPermissions.readVehicles)
  async listPlans(@Param('id', ParseUUIDPipe) id: string, @Caller() caller: Principal): Promise<MaintenancePlanList> {
    return MaintenancePlanList.of(await this.listMaintenance.plansOf(id, caller), this.clock.now());
  }

  /** Changes a maintenance plan; it counts from when it was last done. What is left out stays. */
  @Patch(':id/maintenance-plans/:planId')
  @RequirePermission(fleetPermissions.planMaintenance)
  async change(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('planId', ParseUUIDPipe) planId: string,
    @Body() body: ChangeMaintenancePlanRequest,
    @Caller() caller: Principal,
  ): Promise<MaintenancePlanResponse> {
    return MaintenancePlanResponse.of(await this.changePlan.change(id, planId, body, caller), this.clock.now());
  }

  /** Retires a maintenance plan: it is never due again; what was done stays in the history. */
  @Post(':id/maintenance-plans/:planId/retire')
  @HttpCode(200)
  @RequirePermission(fleetPermissions.planMaintenance)
  async retire(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('planId', ParseUUIDPipe) planId: string,
    @Caller() caller: Principal,
  ): Promise<MaintenancePlanResponse> {
    return MaintenancePlanResponse.of(await this.changePlan.retire(id, planId, caller), this.clock.now());
  }

  /**
   * Records that maintenance was done; the plan counts anew from then.
   *
   * A vehicle in MAINTENANCE stays there until its status is changed.
   */
  @Post(':id/maintenance-plans/:planId/done')
  @RequirePermission(fleetPermissions.completeMaintenance)
  async complete(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('planId', ParseUUIDPipe) planId: string,
    @Body() body: CompleteMaintenanceRequest,
    @Caller() caller: Principal,
  ): Promise<MaintenanceResponse> {
    return MaintenanceResponse.of(await this.completeMaintenance.execute(id, planId, body, caller));
  }

  /** Lists what was done to a vehicle, newest first. */
  @Get(':id/maintenance')
  @RequirePermission(fleetPermissions.readVehicles)
  async listHistory(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() query: PageRequest,
    @Caller() caller: Principal,
  ): Promise<MaintenancePage> {
    return MaintenancePage.of(await this.listMaintenance.historyOf(id, query, caller));
  }
}
