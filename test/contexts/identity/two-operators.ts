import { v7 as uuidv7 } from 'uuid';
import { AuditModule } from '../../../src/contexts/audit/audit.module';
import { FleetCreated, HubCreated } from '../../../src/contexts/fleet/contracts/fleet-events';
import { IdentityModule } from '../../../src/contexts/identity/identity.module';
import { UnitOfWork } from '../../../src/platform/transaction/unit-of-work';
import { type Answer, type ApplicationOptions, TestApplication } from '../../support/application';
import { type Login, Logins, newPhone } from './logins';

/** Two operators on one service: one with two fleets and their hubs, and another with a fleet of its own. */
export class TwoOperators {
  readonly fleet = uuidv7();
  readonly otherFleet = uuidv7();
  readonly foreignFleet = uuidv7();
  /** Of the first fleet. */
  readonly hub = uuidv7();
  /** Of the first fleet. */
  readonly secondHub = uuidv7();
  readonly otherFleetsHub = uuidv7();

  private constructor(
    readonly service: TestApplication,
    readonly logins: Logins,
    readonly admin: Login,
    /** Of the operator that the tests act in. */
    readonly organizationId: string,
    readonly other: string,
    readonly ops: Login,
  ) {}

  /** @param contexts beside identity and audit */
  static async start(contexts: ApplicationOptions['contexts'] = []): Promise<TwoOperators> {
    const service = await TestApplication.start({
      environment: { OTP_COOLDOWN_SECONDS: '0' },
      contexts: [IdentityModule, AuditModule, ...contexts],
    });
    const logins = new Logins(service);
    const admin = await logins.superAdmin();
    const [organizationId, other] = [await logins.organization(admin), await logins.organization(admin, 'Another')];
    const ops = await logins.logIn((await logins.user(admin, organizationId, 'ops')).phone);
    const operators = new TwoOperators(service, logins, admin, organizationId, other, ops);
    await operators.tellOfPlaces();
    return operators;
  }

  create(caller: Login, body: Record<string, unknown>): Promise<Answer> {
    return caller.post('/v1/users', { phone: newPhone(), name: 'Asha Verma', ...body });
  }

  async fleetManager(places: { fleetIds?: string[]; hubIds?: string[] }): Promise<Login> {
    return this.logins.logIn((await this.logins.user(this.admin, this.organizationId, 'fleet_manager', places)).phone);
  }

  private async tellOfPlaces(): Promise<void> {
    const at = new Date();
    const place = { name: 'A', address: 'B', point: { latitude: 28.6, longitude: 77.2 } };
    const fleet = (fleetId: string) => new FleetCreated(fleetId, { fleetId, name: 'A', city: 'DELHI_NCR' }, at);
    const hub = (hubId: string, fleetId: string) => new HubCreated(hubId, { ...place, hubId, fleetId }, at);
    const unitOfWork = this.service.app.get(UnitOfWork);
    const { fleet: first, otherFleet } = this;
    const hubs = [hub(this.hub, first), hub(this.secondHub, first), hub(this.otherFleetsHub, otherFleet)];
    await unitOfWork.run(() => unitOfWork.publish(fleet(first), fleet(otherFleet), ...hubs), {
      organizationId: this.organizationId,
    });
    await unitOfWork.run(() => unitOfWork.publish(fleet(this.foreignFleet)), { organizationId: this.other });
  }
}

/** What a super admin sends to say where he acts. */
export function inOrganization(id: string): Record<string, string> {
  return { 'cabstand-organization': id };
}
