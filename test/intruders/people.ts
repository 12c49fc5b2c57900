import { ROLES, type Role } from '../../src/platform/auth/permissions';
import type { Answer, TestApplication } from '../support/application';
import { type Login, Logins, newPhone } from '../contexts/identity/logins';
import { inOrganization } from '../contexts/identity/two-operators';
import { Clock } from '../../src/platform/clock';
import { created, DRIVER, HUB, newLicence, unique } from '../contexts/fleet/fleet-fixture';

/** Where somebody stands, as seen from what he reaches for. */
export const PLACES = ['own', 'other hub', 'other fleet', 'other organization'] as const;
export type Place = (typeof PLACES)[number];

/** A Saturday, half past nine in the morning in Delhi. */
const BEGIN = new Date('2026-11-21T04:00:00.000Z');

export interface Person extends Login {
  readonly role: Role;
  readonly place: Place;
  /** The organization he acts in, and the headers that say so. */
  readonly organizationId: string;
  readonly headers: Record<string, string>;
  /** Of drivers. */
  readonly driverId: string | null;
}

export interface Site {
  readonly fleetId: string;
  readonly hubId: string;
}

/** Two operators: the resources are all in the first hub of the first fleet of one of them. */
export class People {
  readonly all = new Map<string, Person>();
  readonly sites = {} as Record<Place, Site>;
  /** Of the domain; it stands still. */
  now = BEGIN;

  private constructor(
    readonly application: TestApplication,
    readonly logins: Logins,
    readonly admin: Login,
    readonly organizationId: string,
    readonly otherOrganizationId: string,
  ) {}

  static async gather(application: TestApplication): Promise<People> {
    const clock = jest.spyOn(application.app.get(Clock), 'now').mockReturnValue(BEGIN);
    const logins = new Logins(application);
    const admin = await logins.superAdmin();
    const [home, abroad] = [await logins.organization(admin, 'At home'), await logins.organization(admin, 'Abroad')];
    // Each wants no documents of its drivers.
    for (const organizationId of [home, abroad]) await application.actAs({ organizationId });
    const people = new People(application, logins, admin, home, abroad);
    clock.mockImplementation(() => people.now);
    await people.settle();
    for (const place of PLACES) for (const role of ROLES) await people.admit(role, place);
    return people;
  }

  get(role: Role, place: Place = 'own'): Person {
    return this.all.get(`${role} ${place}`)!;
  }

  organizationAt(place: Place): string {
    return place === 'other organization' ? this.otherOrganizationId : this.organizationId;
  }

  /** So many minutes from now. */
  after(minutes: number): string {
    return new Date(this.now.getTime() + minutes * 60_000).toISOString();
  }

  /** As the super admin, in the organization of that place. */
  asAdmin(method: string, path: string, body?: unknown, place: Place = 'own'): Promise<Answer> {
    return this.admin.call(method, path, body, inOrganization(this.organizationAt(place)));
  }

  /** @returns the id of what was created */
  async make(path: string, body: unknown, place: Place = 'own'): Promise<string> {
    return created(await this.asAdmin('POST', path, body, place));
  }

  /** An active driver with an account. */
  async driver(place: Place, name = `Driver ${unique()}`): Promise<{ driverId: string; phone: string }> {
    const phone = newPhone();
    const numbers = { phone, licenceNumber: newLicence() };
    const driverId = await this.make(
      '/v1/drivers',
      { ...DRIVER, hubId: this.sites[place].hubId, name, ...numbers },
      place,
    );
    const active = { status: 'ACTIVE', reason: 'His papers are in order.' };
    expect(await this.asAdmin('POST', `/v1/drivers/${driverId}/status`, active, place)).toMatchObject({ status: 200 });
    return { driverId, phone };
  }

  /** A fleet with two hubs, another fleet, and one of another operator. */
  private async settle(): Promise<void> {
    const fleet = (place: Place) => this.make('/v1/fleets', { name: `Fleet ${unique()}`, city: 'Delhi NCR' }, place);
    const hub = (fleetId: string, place: Place) =>
      this.make('/v1/hubs', { fleetId, name: `Hub ${unique()}`, ...HUB }, place);
    const fleetId = await fleet('own');
    this.sites['own'] = { fleetId, hubId: await hub(fleetId, 'own') };
    this.sites['other hub'] = { fleetId, hubId: await hub(fleetId, 'own') };
    for (const place of ['other fleet', 'other organization'] as const) {
      const other = await fleet(place);
      this.sites[place] = { fleetId: other, hubId: await hub(other, place) };
    }
  }

  private async admit(role: Role, place: Place): Promise<void> {
    const organizationId = this.organizationAt(place);
    const headers = role === 'super_admin' ? inOrganization(organizationId) : {};
    const { driverId, login } = await this.logIn(role, place);
    this.all.set(`${role} ${place}`, { ...login, role, place, organizationId, headers, driverId });
  }

  private async logIn(role: Role, place: Place): Promise<{ login: Login; driverId: string | null }> {
    if (role === 'driver') {
      const { driverId, phone } = await this.driver(place);
      return { login: await this.logins.logIn(phone), driverId };
    }
    return { login: await this.logInStaffOrRider(role, place), driverId: null };
  }

  private async logInStaffOrRider(role: Role, place: Place): Promise<Login> {
    if (role === 'super_admin') return this.admin;
    const organizationId = this.organizationAt(place);
    if (role === 'rider') return this.signUp(organizationId);
    const { phone } = await this.logins.user(this.admin, organizationId, role, this.placesOf(role, place));
    return this.logins.logIn(phone);
  }

  /** Operators and auditors at home act everywhere in it; those of another place are narrowed to that one. */
  private placesOf(role: Role, place: Place): { fleetIds?: string[]; hubIds?: string[] } {
    const { fleetId, hubId } = this.sites[place];
    if (role === 'hub_manager' || place === 'other hub') return { fleetIds: [fleetId], hubIds: [hubId] };
    if (role === 'fleet_manager' || place === 'other fleet') return { fleetIds: [fleetId] };
    return {};
  }

  private async signUp(organizationId: string): Promise<Login> {
    const [organization] = await this.application.sql<{ code: string }>(
      'SELECT code FROM identity.organizations WHERE id = $1',
      [organizationId],
    );
    const phone = newPhone();
    const asked = await this.application.call('POST', '/v1/auth/rider-otp', {
      phone,
      organization: organization!.code,
    });
    const challengeId = asked.body.challengeId as string;
    const said = { challengeId, code: this.logins.codeOf(challengeId), name: `Rider ${unique()}` };
    return this.logins.loggedIn(phone, await this.application.call('POST', '/v1/auth/rider-sign-up', said));
  }
}
