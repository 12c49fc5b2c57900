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

  /** Codes that nobody answered, asked for from there so many times, five minutes apart. */
  const unanswered = (phone: string, from: string, times: number) =>
    service.sql(
      `INSERT INTO identity.otp_challenges (id, phone, address, created_at, expires_at, tries, version)
       SELECT gen_random_uuid(), $1, $2, now() - n * interval '5 minutes', now(), 0, 1 FROM generate_series(1, $3::int) AS n`,
      [phone, from, times],
    );

  it('grows where the owner of a phone is known, by the codes that were asked for there', async () => {
    const { phone } = await logins.user(admin, organizationId, 'ops');
    const { challengeId } = (await ask(phone, '203.0.113.60')).body as { challengeId: string };
    expect((await logins.verify(challengeId)).status).toBe(200);
    await unanswered(phone, '203.0.113.60', 4);
    await unanswered(phone, '203.0.113.61', 4);
    expect(await ask(phone, '203.0.113.60')).toMatchObject({ status: 202, body: { resendAfterSeconds: 120 } });
  });

  it('keeps a stranger out for the rest of the hour after four codes, and nobody else', async () => {
    const phone = newPhone();
    await unanswered(phone, '203.0.113.62', 4);
    const refused = await ask(phone, '203.0.113.62');
    expect(refused).toMatchObject({ status: 429, body: { code: 'otp_cooling_down' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(2300);
    expect((await ask(phone, '203.0.113.63')).status).toBe(202);
  });

  it('takes the addresses of one network for one', async () => {
    const phone = newPhone();
    await unanswered(phone, '2001:db8:1:2::', 4);
    expect((await ask(phone, '2001:db8:1:2:dead:beef:0:1')).status).toBe(429);
    expect((await ask(phone, '2001:db8:1:3:dead:beef:0:1')).status).toBe(202);
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

  it('forgets challenges of yesterday, and where somebody has been after half a year', async () => {
    const { id, phone } = await logins.user(admin, organizationId, 'ops');
    const put = (hours: number, isAnswered: boolean) =>
      service.sql(
        `INSERT INTO identity.otp_challenges (id, phone, user_id, address, created_at, expires_at, tries, consumed_at, version)
         SELECT gen_random_uuid(), $1, $2, '203.0.113.70', at, at + interval '5 minutes', 0, CASE WHEN $4 THEN at END, 1
         FROM (SELECT now() - $3 * interval '1 hour' AS at) AS moment`,
        [phone, id, hours, isAnswered],
      );
    await put(25, false);
    await put(25, true);
    await put(181 * 24, true);
    expect((await ask(newPhone(), '203.0.113.71')).status).toBe(202);
    expect(
      await service.sql(
        "SELECT consumed_at > now() - interval '26 hours' AS recent FROM identity.otp_challenges WHERE phone = $1",
        [phone],
      ),
    ).toEqual([{ recent: true }]);
  });
});
