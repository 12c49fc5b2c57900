import { Client } from 'pg';
import { declarePermissions } from '../../../src/platform/auth/permissions';
import type { Answer } from '../../support/application';
import { type Login, newPhone } from './logins';
import { inOrganization, TwoOperators } from './two-operators';

const DESK = {
  name: 'Night desk',
  description: 'Sees users and roles at night.',
  permissions: ['identity.read_users', 'identity.read_roles'],
};

// Of the contexts that this test leaves out.
const { cook: COOK } = declarePermissions('kitchen', { cook: { description: 'Cook', roles: ['driver'] } });

describe('roles that an organization composes', () => {
  let operators: TwoOperators;
  let ops: Login;
  let named = 0;

  beforeAll(async () => {
    operators = await TwoOperators.start();
    ops = operators.ops;
  });
  afterAll(() => operators.service.stop());

  const compose = (caller: Login, body: object = {}, headers?: Record<string, string>) =>
    caller.post('/v1/custom-roles', { ...DESK, name: `Desk ${named++}`, ...body }, headers);
  const composed = async (body: object = {}): Promise<string> => idOf(await compose(ops, body));
  const change = (caller: Login, id: string, body: object) => caller.call('PATCH', `/v1/custom-roles/${id}`, body);
  const member = async (customRoleId: string, places: object = {}, caller = ops): Promise<Login> => {
    const phone = newPhone();
    const answer = await operators.create(caller, { phone, role: 'custom', customRoleId, ...places });
    expect(answer).toMatchObject({ status: 201, body: { memberships: [{ role: 'custom', customRoleId }] } });
    return operators.logins.logIn(phone);
  };
  const permissionsOf = async (login: Login): Promise<string[]> => (await login.get('/v1/me')).body.permissions;
  const another = async (role: 'ops' | 'auditor' = 'ops') =>
    operators.logins.logIn((await operators.logins.user(operators.admin, operators.organizationId, role)).phone);
  const told = ({ status, body }: Answer) => [status, body.code];
  /** While the work runs, somebody has taken the permission from the session but not committed yet. */
  async function whileTaking(login: Login, permission: string, work: () => Promise<Answer>): Promise<Answer> {
    const client = new Client({ connectionString: operators.service.database.adminUrl });
    await client.connect();
    try {
      await client.query('BEGIN');
      await client.query(
        `UPDATE platform.principals SET permissions = array_remove(permissions, $2), version = version + 1
         WHERE session_id = $1`,
        [login.sessionId, permission],
      );
      const running = work();
      await new Promise((resolve) => setTimeout(resolve, 300));
      await client.query('COMMIT');
      return await running;
    } finally {
      await client.end();
    }
  }

  it('are what their members may do, from the next request on, and no more', async () => {
    const id = await composed();
    const desk = await member(id);
    expect(await permissionsOf(desk)).toEqual([
      'identity.read_roles',
      'identity.read_users',
      'identity.use_own_account',
    ]);
    expect((await desk.get('/v1/users')).status).toBe(200);
    expect((await desk.get('/v1/organizations')).status).toBe(403);
    expect((await change(ops, id, { permissions: ['identity.read_roles'] })).body.composedBy).toBe(ops.userId);
    expect((await desk.get('/v1/users')).status).toBe(403);
    expect((await change(ops, id, { permissions: DESK.permissions })).status).toBe(200);
    expect((await desk.get('/v1/users')).status).toBe(200);
    const me = (await desk.get('/v1/me')).body;
    expect(me.roles).toEqual(['custom']);
    const [membership] = (await ops.get(`/v1/users/${desk.userId}`)).body.memberships;
    const ended = await ops.call('DELETE', `/v1/users/${desk.userId}/memberships/${membership.id}?reason=Left`);
    expect(ended.status).toBe(204);
    expect((await desk.get('/v1/users')).status).toBe(401);
  });

  it('are composed of what the composer holds at that moment, never more', async () => {
    const more = await compose(ops, { permissions: ['identity.read_users', COOK] });
    expect(told(more)).toEqual([403, 'composition_exceeds_own']);
    expect(more.body.permissions).toEqual([COOK]);
    const unknown = await compose(ops, { permissions: ['ride.fly'] });
    expect(told(unknown)).toEqual([400, 'permission_unknown']);
    const platform = { permissions: ['identity.manage_organizations'] };
    expect(told(await compose(ops, platform))).toEqual([403, 'permission_of_platform']);
    const bySuperAdmin = await compose(operators.admin, platform, inOrganization(operators.organizationId));
    expect(told(bySuperAdmin)).toEqual([403, 'permission_of_platform']);
    const id = await composed();
    expect(told(await change(ops, id, { permissions: [COOK] }))).toEqual([403, 'composition_exceeds_own']);
    expect(told(await compose(ops, { permissions: [] }))).toEqual([400, 'validation_failed']);
  });

  it('take nothing from a composer who is losing it while he composes, changes or grants', async () => {
    const taken = 'identity.read_users';
    const losing = await another();
    expect(told(await whileTaking(losing, taken, () => compose(losing)))).toEqual([403, 'composition_exceeds_own']);
    const id = await composed({ permissions: ['identity.read_roles'] });
    const second = await another();
    const widened = await whileTaking(second, taken, () => change(second, id, { permissions: DESK.permissions }));
    expect(told(widened)).toEqual([403, 'composition_exceeds_own']);
    const third = await another();
    const role = await composed();
    const granted = await whileTaking(third, taken, () =>
      operators.create(third, { role: 'custom', customRoleId: role }),
    );
    expect(told(granted)).toEqual([403, 'grant_exceeds_own']);
  });

  it('stay as they were approved when the composer loses a permission later, but are his no more', async () => {
    const composer = await another();
    const id = idOf(await compose(composer));
    const desk = await member(id);
    await operators.service.sql(
      `UPDATE platform.principals SET permissions = array_remove(permissions, 'identity.read_users'), version = version + 1
       WHERE session_id = $1`,
      [composer.sessionId],
    );
    expect((await desk.get('/v1/users')).status).toBe(200);
    const role = (await ops.get(`/v1/custom-roles/${id}`)).body;
    expect(role).toMatchObject({ composedBy: composer.userId, permissions: [...DESK.permissions].sort() });
    expect(told(await change(composer, id, { name: 'Mine' }))).toEqual([403, 'outranked']);
    expect(told(await change(composer, id, { permissions: ['identity.read_roles'] }))).toEqual([403, 'outranked']);
    expect(told(await composer.post(`/v1/custom-roles/${id}/retire`, { reason: 'Mine' }))).toEqual([403, 'outranked']);
    expect(told(await composer.call('DELETE', `/v1/custom-roles/${id}`))).toEqual([403, 'outranked']);
    const granted = await operators.create(composer, { role: 'custom', customRoleId: id });
    expect(told(granted)).toEqual([403, 'grant_exceeds_own']);
  });

  it('are granted by who may do all of it, within the places that he has himself', async () => {
    const manager = await operators.fleetManager({ fleetIds: [operators.fleet] });
    const id = await composed();
    const everywhere = await operators.create(manager, { role: 'custom', customRoleId: id });
    expect(told(everywhere)).toEqual([403, 'scope_exceeds_own']);
    const abroad = await operators.create(manager, {
      role: 'custom',
      customRoleId: id,
      fleetIds: [operators.otherFleet],
    });
    expect(told(abroad)).toEqual([403, 'scope_exceeds_own']);
    const desk = await member(id, { hubIds: [operators.hub] }, manager);
    expect((await desk.get('/v1/me')).body).toMatchObject({ fleetIds: [operators.fleet], hubIds: [operators.hub] });
    const beyond = await composed({ permissions: ['identity.disable_users'] });
    const refused = await operators.create(manager, {
      role: 'custom',
      customRoleId: beyond,
      fleetIds: [operators.fleet],
    });
    expect(told(refused)).toEqual([403, 'grant_exceeds_own']);
    for (const body of [{ role: 'custom' }, { role: 'auditor', customRoleId: id }]) {
      expect(told(await operators.create(ops, body))).toEqual([400, 'custom_role_missing']);
    }
  });

  it('add up with others of the same places, and are refused where one would reach into places of the other', async () => {
    const [reads, disables] = [await composed(), await composed({ permissions: ['identity.disable_users'] })];
    const desk = await member(reads, { fleetIds: [operators.fleet] });
    const grant = (customRoleId: string, places: object) =>
      ops.post(`/v1/users/${desk.userId}/memberships`, { role: 'custom', customRoleId, ...places });
    expect(told(await grant(disables, {}))).toEqual([409, 'roles_do_not_combine']);
    expect((await grant(disables, { fleetIds: [operators.fleet] })).status).toBe(201);
    expect(await permissionsOf(desk)).toEqual(expect.arrayContaining([...DESK.permissions, 'identity.disable_users']));
    const twice = await Promise.all(Array.from({ length: 5 }, () => grant(disables, { fleetIds: [operators.fleet] })));
    expect(twice.map(told)).toEqual(twice.map(() => [409, 'already_member']));

    // Narrow beside wide: as long as the narrow one gives nothing that the wide one does not.
    const wide = await member(await composed());
    const narrow = await composed({ permissions: ['identity.read_users'] });
    const beside = { role: 'custom', customRoleId: narrow, fleetIds: [operators.fleet] };
    expect((await ops.post(`/v1/users/${wide.userId}/memberships`, beside)).status).toBe(201);
    const widened = await change(ops, narrow, { permissions: ['identity.read_users', 'identity.disable_users'] });
    expect(told(widened)).toEqual([409, 'roles_do_not_combine']);
    expect(await permissionsOf(wide)).not.toContain('identity.disable_users');
  });

  it('are deleted only while nobody has or had them; else they are retired, and granted to nobody any more', async () => {
    const unused = await composed();
    expect((await ops.call('DELETE', `/v1/custom-roles/${unused}`)).status).toBe(204);
    expect(told(await ops.get(`/v1/custom-roles/${unused}`))).toEqual([404, 'role_not_found']);
    const used = await composed();
    const desk = await member(used);
    expect(told(await ops.call('DELETE', `/v1/custom-roles/${used}`))).toEqual([409, 'role_in_use']);
    const retire = () => ops.post(`/v1/custom-roles/${used}/retire`, { reason: 'No nights' });
    const answers = await Promise.all([retire(), retire()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await desk.get('/v1/users')).status).toBe(200);
    const refused = [
      await operators.create(ops, { role: 'custom', customRoleId: used }),
      await change(ops, used, { permissions: ['identity.read_roles'] }),
    ];
    expect(refused.map(told)).toEqual(refused.map(() => [409, 'custom_role_retired']));
  });

  it('have a name of their own, of ten at once one', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => compose(ops, { name: n % 2 ? 'DUTY' : 'Duty' })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ body }) => body.code === 'role_name_taken')).toHaveLength(9);
  });

  it('are the business of who may compose for the whole organization, and of no other organization', async () => {
    const id = await composed();
    const theirs = await operators.logins.logIn(
      (await operators.logins.user(operators.admin, operators.other, 'ops')).phone,
    );
    const attempts = [
      await theirs.get(`/v1/custom-roles/${id}`),
      await change(theirs, id, { name: 'Mine' }),
      await theirs.post(`/v1/custom-roles/${id}/retire`, { reason: 'Mine' }),
      await theirs.call('DELETE', `/v1/custom-roles/${id}`),
      await operators.create(theirs, { role: 'custom', customRoleId: id }),
    ];
    expect(attempts.map(told)).toEqual(attempts.map(() => [404, 'role_not_found']));
    expect((await theirs.get('/v1/custom-roles')).body.items).toEqual([]);

    const phone = newPhone();
    await operators.create(operators.ops, { phone, role: 'ops', fleetIds: [operators.fleet] });
    const narrowed = await operators.logins.logIn(phone);
    const outside = [await compose(narrowed), await change(narrowed, id, { name: 'Mine' })];
    expect(outside.map(told)).toEqual(outside.map(() => [403, 'outside_scope']));

    const manager = await operators.fleetManager({ fleetIds: [operators.fleet] });
    for (const caller of [manager, await another('auditor'), await member(id)]) {
      expect(told(await compose(caller))).toEqual([403, 'permission_missing']);
      expect((await caller.get('/v1/custom-roles')).status).toBe(200);
    }
  });
});

function idOf({ status, body }: Answer): string {
  expect({ status, body }).toMatchObject({ status: 201 });
  return (body as { id: string }).id;
}
