import { Injectable } from '@nestjs/common';
import { FLEET_TIME_ZONE, type LocalDate, localDayWindow } from '../../../kernel/local-day';
import { organizationOf, type Principal } from '../../../platform/auth/principal';
import type { Page, PageRequest } from '../../../platform/http/page';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { RosterLine } from '../domain/roster-line';
import { Roster } from '../persistence/roster';

export interface RosterQuery extends PageRequest {
  readonly day?: LocalDate;
  readonly driverId?: string;
  readonly vehicleId?: string;
  readonly hubId?: string;
  readonly status?: string;
}

@Injectable()
export class ListRoster {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly roster: Roster,
  ) {}

  async execute(query: RosterQuery, principal: Principal): Promise<Page<RosterLine>> {
    const filter = {
      during: query.day === undefined ? null : localDayWindow(query.day, FLEET_TIME_ZONE),
      driverId: query.driverId ?? null,
      vehicleId: query.vehicleId ?? null,
      hubId: query.hubId ?? null,
      status: query.status ?? null,
    };
    return this.unitOfWork.run(() => this.roster.list(organizationOf(principal), principal, filter, query));
  }
}
