import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { cloneDatabase, type TestDatabase } from '../../support/database';
import { TestApplication } from '../../support/application';
import { type Login, Logins, newPhone } from './logins';

const ROOT = join(__dirname, '../../..');

describe('super admins', () => {
  let database: TestDatabase;
  let service: TestApplication;
  let logins: Logins;

  beforeAll(async () => {
    database = await cloneDatabase();
    service = await TestApplication.start({ database, environment: { OTP_COOLDOWN_SECONDS: '0' } });
    logins = new Logins(service);
  });

  afterAll(async () => {
    await service.stop();
    await database.drop();
  });

  /** `npm run admin:create -- …` without the build. */
  const command = (...args: string[]): Promise<{ code: number | null; output: string }> =>
    new Promise((resolve) => {
      const child = spawn(
        process.execPath,
        ['-r', join(ROOT, 'test/support/register-typescript.js'), join(ROOT, 'src/create-super-admin.ts'), ...args],
        { env: { PATH: process.env.PATH, DATABASE_URL: database.adminUrl } },
      );
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.on('close', (code) => resolve({ code, output }));
    });
  const membershipOf = async (caller: Login, userId: string): Promise<string> => {
    const { memberships } = (await caller.get(`/v1/users/${userId}`)).body as { memberships: { id: string }[] };
    return `/v1/users/${userId}/memberships/${memberships[0]!.id}?reason=Done`;
  };

  it('begin with one made by the command, beside the running service, who can then log in', async () => {
    const phone = newPhone();
    const made = await command('--phone', phone.slice(3), '--name', 'Asha Verma');
    expect(made).toMatchObject({ code: 0, output: expect.stringContaining('Asha Verma') as string });
    expect(made.output).toContain('/v1/auth/otp');
    expect(made.output).not.toContain(phone);
    const login = await logins.logIn(phone);
    expect(await login.get('/v1/me')).toMatchObject({ body: { roles: ['super_admin'], organization: null } });
    const events = await service.sql<{ type: string }>('SELECT type FROM audit.entries WHERE entity_id = $1', [
      login.userId,
    ]);
    expect(events.map(({ type }) => type)).toEqual(['identity.user_created']);

    const second = await command('--phone', newPhone(), '--name', 'B');
    expect(second).toEqual({ code: 1, output: expect.stringContaining('There is a super admin already') as string });
    const forced = await command('--phone', newPhone(), '--name', 'B', '--force');
    expect(forced.code).toBe(0);
    const twice = await command('--phone', phone, '--name', 'B', '--force');
    expect(twice.code).toBe(1);
  }, 120_000);

  it.each([
    ['without a phone', ['--name', 'Asha'], '--phone is missing'],
    ['without a name', ['--phone', '9810012345'], '--name must have'],
    ['with an option that there is not', ['--password', 'x'], '--password'],
    ['with a phone that is none', ['--phone', '12345', '--name', 'Asha', '--force'], 'mobile number'],
  ])(
    'are not made by the command %s',
    async (_, args, why) => {
      const [before] = await service.sql('SELECT count(*) FROM identity.users');
      expect(await command(...args)).toEqual({ code: 1, output: expect.stringContaining(why) as string });
      expect(await service.sql('SELECT count(*) FROM identity.users')).toEqual([before]);
    },
    60_000,
  );

  it('rename, disable and dismiss each other, but never the last', async () => {
    await service.sql(`UPDATE identity.memberships SET status = 'ENDED', ended_at = now(), ended_reason = 'Test'
                       WHERE role = 'super_admin'`);
    const [first, second] = [await logins.superAdmin(), await logins.superAdmin()];
    expect(await second.call('PATCH', `/v1/users/${first.userId}`, { name: 'Root the First' })).toMatchObject({
      status: 200,
      body: { name: 'Root the First' },
    });
    expect((await first.call('DELETE', await membershipOf(first, second.userId))).status).toBe(204);
    expect((await second.get('/v1/me')).status).toBe(401);
    expect(await first.call('DELETE', await membershipOf(first, first.userId))).toMatchObject({
      status: 409,
      body: { code: 'last_super_admin' },
    });
    for (let [last, round] = [first, 0]; round < 10; round++) {
      const rival = await logins.superAdmin();
      const [his, mine] = await Promise.all([
        last.post(`/v1/users/${rival.userId}/disable`, { reason: 'Rival.' }),
        rival.post(`/v1/users/${last.userId}/disable`, { reason: 'Rival.' }),
      ]);
      expect([his.status, mine.status].filter((status) => status === 200)).toHaveLength(1);
      last = his.status === 200 ? last : rival;
      expect((await last.get('/v1/me')).status).toBe(200);
    }
  });
});
