import { v7 as uuidv7 } from 'uuid';
import { TestApplication } from '../../support/application';
import { type Login, Logins } from './logins';

/** What no code above the database is needed to refuse. */
describe('the database of identity', () => {
  let service: TestApplication;
  let logins: Logins;
  let admin: Login;
  let organizationId: string;
  let user: { id: string; phone: string; membershipId: string };

  beforeAll(async () => {
    service = await TestApplication.start({ environment: { OTP_COOLDOWN_SECONDS: '0' } });
    logins = new Logins(service);
    admin = await logins.superAdmin();
    organizationId = await logins.organization(admin);
    user = await logins.user(admin, organizationId, 'ops');
  });

  afterAll(() => service.stop());

  const refused = (sql: string, values: unknown[] = []) => expect(service.sql(sql, values)).rejects;
  const membership = (columns: Record<string, unknown>) => {
    const row = {
      id: uuidv7(),
      user_id: user.id,
      organization_id: organizationId,
      role: 'auditor',
      status: 'ACTIVE',
      created_at: new Date(),
      version: 1,
      ...columns,
    };
    const names = Object.keys(row);
    const places = names.map((_, i) => `$${i + 1}`).join(', ');
    return refused(`INSERT INTO identity.memberships (${names.join(', ')}) VALUES (${places})`, Object.values(row));
  };

  it.each([
    ['the same role twice in force', () => ({ role: 'ops' }), 'memberships_one_active_role'],
    ['a super admin in an organization', () => ({ role: 'super_admin' }), 'memberships_platform_role'],
    ['another role on the platform', () => ({ organization_id: null }), 'memberships_platform_role'],
    ['an organization that there is not', () => ({ organization_id: uuidv7() }), 'memberships_organization'],
    ['hubs without fleets', () => ({ hub_ids: [uuidv7()] }), 'memberships_hubs_in_fleets'],
    ['a fleet manager of none', () => ({ role: 'fleet_manager' }), 'memberships_manager_places'],
    ['a driver who is none', () => ({ role: 'driver' }), 'memberships_driver'],
    ['a rider narrowed', () => ({ role: 'rider', fleet_ids: [uuidv7()] }), 'memberships_unplaced_roles'],
    ['no fleets at all', () => ({ fleet_ids: [] }), 'memberships_fleet_ids_check'],
    ['an end without a reason', () => ({ status: 'ENDED', ended_at: new Date() }), 'memberships_end'],
    ['an unknown role', () => ({ role: 'king' }), 'memberships_role_check'],
  ])('refuses a membership with %s', async (_, columns, constraint) => {
    await membership(columns()).toMatchObject({ constraint });
  });

  it('refuses one driver with two accounts in force', async () => {
    const subject = { subject_id: uuidv7(), role: 'driver', fleet_ids: [uuidv7()] };
    const other = await logins.user(admin, organizationId, 'ops');
    await service.sql(
      `INSERT INTO identity.memberships (id, user_id, organization_id, role, subject_id, fleet_ids, status, created_at, version)
       VALUES ($1, $2, $3, 'driver', $4, $5, 'ACTIVE', now(), 1)`,
      [uuidv7(), other.id, organizationId, subject.subject_id, subject.fleet_ids],
    );
    await membership(subject).toMatchObject({ constraint: 'memberships_one_active_subject' });
  });

  it('refuses two users of one phone, and a phone that is not E.164', async () => {
    const add = `INSERT INTO identity.users (id, phone, name, status, created_at, version) VALUES ($1, $2, 'A', 'ACTIVE', now(), 1)`;
    await refused(add, [uuidv7(), user.phone]).toMatchObject({ constraint: 'users_phone' });
    await refused(add, [uuidv7(), '9810012345']).toMatchObject({ constraint: 'users_phone_check' });
  });

  it('refuses a sixth try, and a decoy that lets somebody in', async () => {
    const challengeId = await logins.challenge(user.phone);
    const change = (what: string) => refused(`UPDATE identity.otp_challenges SET ${what} WHERE id = $1`, [challengeId]);
    await change('tries = 6').toMatchObject({ constraint: 'otp_challenges_tries_check' });
    await change('user_id = NULL, consumed_at = now()').toMatchObject({ constraint: 'otp_challenges_decoy' });
  });

  it('refuses a second working refresh token of a session, and one that is not a hash', async () => {
    const { sessionId, userId } = await logins.logIn(user.phone);
    const add = `INSERT INTO identity.refresh_tokens (hash, session_id, user_id, issued_at) VALUES (sha256($1::bytea), $2, $3, now())`;
    await refused(add, ['x', sessionId, userId]).toMatchObject({ constraint: 'refresh_tokens_one_current' });
    await refused(add.replace('sha256($1::bytea)', '$1::bytea'), ['x', sessionId, userId]).toMatchObject({
      constraint: 'refresh_tokens_hash_check',
    });
  });
});
