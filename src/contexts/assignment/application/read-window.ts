import { Injectable } from '@nestjs/common';
import { assertWholeOrganization, organizationOf, type Principal } from '../../../platform/auth/principal';
import { notFound } from '../../../platform/errors/domain-error';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import type { WindowRecord } from '../domain/window-record';
import { MatchingWindows } from '../persistence/matching-windows';

/** What a window decided, from the flight recorder. */
@Injectable()
export class ReadWindow {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly windows: MatchingWindows,
  ) {}

  /**
   * @throws DomainError `outside_scope` for who acts for some fleets or hubs only: its drivers are of all of them;
   * `window_not_found`, also of one that is not matched yet
   */
  async execute(windowId: string, principal: Principal): Promise<WindowRecord> {
    const organizationId = organizationOf(principal);
    assertWholeOrganization(principal);
    return this.unitOfWork.run(async () => {
      const window = await this.windows.find(windowId, organizationId);
      if (!window) throw notFound('window', windowId);
      return window;
    });
  }
}
