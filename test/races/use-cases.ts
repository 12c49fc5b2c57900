import type { Type } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AcceptOffer } from '../../src/contexts/assignment/application/accept-offer';
import { AssignRide } from '../../src/contexts/assignment/application/assign-ride';
import { CancelRosterEntry } from '../../src/contexts/assignment/application/cancel-roster-entry';
import { DeclineOffer } from '../../src/contexts/assignment/application/decline-offer';
import { GoOffline } from '../../src/contexts/assignment/application/go-offline';
import { ReassignRide } from '../../src/contexts/assignment/application/reassign-ride';
import { UnassignRide } from '../../src/contexts/assignment/application/unassign-ride';
import { WithdrawFromRide } from '../../src/contexts/assignment/application/withdraw-from-ride';
import { CheckOut } from '../../src/contexts/attendance/application/check-out';
import { StartBreak } from '../../src/contexts/attendance/application/start-break';
import { ArriveForRide } from '../../src/contexts/ride/application/arrive-for-ride';
import { CancelRide } from '../../src/contexts/ride/application/cancel-ride';
import { CompleteRide } from '../../src/contexts/ride/application/complete-ride';
import { DepartForRide } from '../../src/contexts/ride/application/depart-for-ride';
import { ReportNoShow } from '../../src/contexts/ride/application/report-no-show';
import { StartCodes } from '../../src/contexts/ride/application/start-codes';
import { StartRide } from '../../src/contexts/ride/application/start-ride';
import { allPermissions } from '../../src/platform/auth/permissions';
import type { Principal } from '../../src/platform/auth/principal';
import { Clock } from '../../src/platform/clock';
import { callContext } from '../../src/platform/telemetry/call-context';
import type { TestApplication } from '../support/application';
import type { RideStep } from './actions';
import type { Player } from './player';
import { atPickup, offerTo, STARTING, TAKINGS, TRIP } from './setting';

const REASON = 'A race';

/** What can be done without HTTP between it and the database. */
export type UseCaseAction =
  | { readonly do: 'assign' | 'reassign' | 'withdraw' | RideStep; readonly ride: string; readonly driver: string }
  | { readonly do: 'unassign' | 'cancel'; readonly ride: string }
  | { readonly do: 'cancel shift'; readonly shift: string; readonly driver: string }
  | { readonly do: 'start break' | 'check out' | 'go offline' | 'accept' | 'decline'; readonly driver: string };

/** The same use cases that the controllers call, for the operator and the drivers of a story. */
export class UseCases {
  constructor(
    private readonly application: TestApplication,
    private readonly player: Player,
  ) {}

  /** @throws DomainError the refusal */
  execute(action: UseCaseAction): Promise<unknown> {
    const id = (name: string): string => this.player.idOf(name);
    const use = <T>(type: Type<T>): T => this.application.app.get(type, { strict: false });
    const ops = this.principal(null);
    return this.inCall<unknown>(ops, () => {
      switch (action.do) {
        case 'assign':
          return use(AssignRide).execute(id(action.ride), id(action.driver), ops);
        case 'reassign':
          return use(ReassignRide).execute(id(action.ride), { driverId: id(action.driver), reason: REASON }, ops);
        case 'unassign':
          return use(UnassignRide).execute(id(action.ride), REASON, ops);
        case 'cancel':
          return use(CancelRide).execute(id(action.ride), { reasonCode: 'DUPLICATE_BOOKING' }, ops);
        case 'cancel shift':
          return use(CancelRosterEntry).execute(id(action.shift), REASON, ops);
        case 'withdraw':
          return use(WithdrawFromRide).execute(id(action.ride), REASON, this.principal(action.driver));
        case 'depart':
          return use(DepartForRide).execute(id(action.ride), {}, this.principal(action.driver));
        case 'arrive': {
          const fix = atPickup(use(Clock).now());
          return use(ArriveForRide).execute(id(action.ride), { fix }, this.principal(action.driver));
        }
        case 'start': {
          const code = use(StartCodes).of(id(action.ride));
          return use(StartRide).execute(id(action.ride), { code, ...STARTING }, this.principal(action.driver));
        }
        case 'complete':
          return use(CompleteRide).execute(id(action.ride), TRIP, this.principal(action.driver));
        case 'no-show':
          return use(ReportNoShow).execute(id(action.ride), { reason: REASON }, this.principal(action.driver));
        case 'accept':
          return use(AcceptOffer).execute(id(offerTo(action.driver)), this.principal(action.driver));
        case 'decline':
          return use(DeclineOffer).execute(id(offerTo(action.driver)), REASON, this.principal(action.driver));
        case 'start break':
          return use(StartBreak).execute(this.principal(action.driver));
        case 'go offline':
          return use(GoOffline).execute(undefined, this.principal(action.driver));
        case 'check out':
          return use(CheckOut).execute(TAKINGS, this.principal(action.driver));
      }
    });
  }

  private principal(driver: string | null): Principal {
    const userId = uuidv7();
    const organizationId = this.player.idOf('organization');
    const permissions = new Set(allPermissions().map(({ name }) => name));
    const scope = { fleetIds: null, hubIds: null, driverId: driver && this.player.idOf(driver) };
    return { userId, sessionId: userId, organizationId, permissions, ...scope, version: '1' };
  }

  private inCall<T>({ userId: id, organizationId }: Principal, work: () => Promise<T>): Promise<T> {
    const requestId = uuidv7();
    const call = { requestId, correlationId: requestId, causationId: null, address: null, organizationId };
    return callContext.run({ ...call, actor: { type: 'user', id } }, work);
  }
}
