import type { Answer } from '../../support/application';
import { TestApplication } from '../../support/application';
import { type Login, Logins, newPhone } from './logins';

describe('the cool-down', () => {
  let service: TestApplication;
  let logins: Logins;
  let admin: Login;
  let organizationId: string;

  beforeAll(async () => {
    service = await TestApplication.start({ environment: { OTP_COOLDOWN_SECONDS: '30', TRUST_PROXY: '1' } });
    logins = new Logins(service);
    admin = await logins.superAdmin();
    organizationId = await logins.organization(admin);
  });

  afterAll(() => service.stop());

  const ask = (phone: string, from = '203.0.113.1'): Promise<Answer> =>
    service.call('POST', '/v1/auth/otp', { phone }, { 'x-forwarded-for': from });
  const challengesOf = (phone: string) =>
    service.sql('SELECT 1 FROM identity.otp_challenges WHERE phone = $1', [phone]);

  it.each(['known', 'unknown'])('keeps a phone waiting, also from another address: %s', async (kind) => {
    const phone = kind === 'known' ? (await logins.user(admin, organizationId, 'ops')).phone : newPhone();
    expect(await ask(phone)).toMatchObject({ status: 202, body: { resendAfterSeconds: 30 } });
    const again = await ask(phone, '203.0.113.2');
    expect(again).toMatchObject({ status: 429, body: { code: 'otp_cooling_down' } });
    expect(Number(again.headers.get('retry-after'))).toBeGreaterThan(25);
    expect(Number(again.headers.get('retry-after'))).toBeLessThanOrEqual(30);
    expect(await challengesOf(phone)).toHaveLength(1);
  });

  it('lets one of twenty requests for one phone through', async () => {
    // So that all of them have looked before the first is stored.
    await service.sql(`
      CREATE FUNCTION identity.dawdle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.2); RETURN NEW; END';
      CREATE TRIGGER dawdle BEFORE INSERT ON identity.otp_challenges FOR EACH ROW EXECUTE FUNCTION identity.dawdle()`);
    const phone = newPhone();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => ask(phone, `203.0.113.${i + 10}`)));
    await service.sql('DROP TRIGGER dawdle ON identity.otp_challenges');
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(19);
  });

  it('is over when the wait is over, and no longer counts a code that was answered', async () => {
    const { phone } = await logins.user(admin, organizationId, 'ops');
    expect((await ask(phone)).status).toBe(202);
    await service.sql(
      `UPDATE identity.otp_challenges SET created_at = created_at - interval '30 seconds' WHERE phone = $1`,
      [phone],
    );
    const { challengeId } = (await ask(phone)).body as { challengeId: string };
    expect((await logins.verify(challengeId)).status).toBe(200);
    expect((await ask(phone)).status).toBe(202);
  });

  it('is one for codes to log in and codes to sign up, for phone and address, whatever the operator', async () => {
    const askToSignUp = (phone: string, from: string): Promise<Answer> =>
      service.call('POST', '/v1/auth/rider-otp', { phone, organization: 'no-such' }, { 'x-forwarded-for': from });
    const phone = newPhone();
    expect((await ask(phone, '203.0.113.3')).status).toBe(202);
    const coolingDown = { status: 429, body: { code: 'otp_cooling_down' } };
    expect(await askToSignUp(phone, '203.0.113.4')).toMatchObject(coolingDown);
    const rider = newPhone();
    expect(await askToSignUp(rider, '203.0.113.3')).toMatchObject({ status: 202, body: { resendAfterSeconds: 30 } });
    expect(await ask(rider, '203.0.113.4')).toMatchObject(coolingDown);
    const address = '198.51.100.9';
    await service.sql(
      `INSERT INTO identity.otp_challenges (id, phone, address, created_at, expires_at, tries, version)
       SELECT gen_random_uuid(), '+9198200' || lpad(n::text, 5, '0'), $1, now() - interval '20 seconds', now(), 0, 1
       FROM generate_series(1, 60) AS n`,
      [address],
    );
    expect(await askToSignUp(newPhone(), address)).toMatchObject(coolingDown);
  });

  it('grows for a phone that never answers', async () => {
    const phone = newPhone();
    await service.sql(
      `INSERT INTO identity.otp_challenges (id, phone, created_at, expires_at, tries, version)
       SELECT gen_random_uuid(), $1, now() - n * interval '5 minutes', now(), 0, 1 FROM generate_series(1, 4) AS n`,
      [phone],
    );
    expect(await ask(phone)).toMatchObject({ status: 202, body: { resendAfterSeconds: 120 } });
  });

  it('stops an address that asks for one phone after another, and no other address', async () => {
    const address = '198.51.100.7';
    await service.sql(
      `INSERT INTO identity.otp_challenges (id, phone, address, created_at, expires_at, tries, version)
       SELECT gen_random_uuid(), '+9198100' || lpad(n::text, 5, '0'), $1, now() - interval '20 seconds', now(), 0, 1
       FROM generate_series(1, 59) AS n`,
      [address],
    );
    expect((await ask(newPhone(), address)).status).toBe(202);
    const phone = newPhone();
    const refused = await ask(phone, address);
    expect(refused).toMatchObject({ status: 429, body: { code: 'otp_cooling_down' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(30);
    expect(await challengesOf(phone)).toEqual([]);
    expect((await ask(phone, '198.51.100.8')).status).toBe(202);
  });

  it('forgets challenges of yesterday', async () => {
    const phone = newPhone();
    await service.sql(
      `INSERT INTO identity.otp_challenges (id, phone, created_at, expires_at, tries, version)
       VALUES (gen_random_uuid(), $1, now() - interval '25 hours', now() - interval '24 hours', 0, 1)`,
      [phone],
    );
    expect((await ask(newPhone())).status).toBe(202);
    expect(await challengesOf(phone)).toEqual([]);
  });
});
