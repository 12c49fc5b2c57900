import { SmsSimulator } from '../../../src/platform/sms/sms-simulator';
import { eventually, TestApplication } from '../../support/application';
import { type Login, Logins } from './logins';

describe('the text message with the code', () => {
  let service: TestApplication;
  let logins: Logins;
  let admin: Login;
  let organizationId: string;

  beforeAll(async () => {
    service = await TestApplication.start({ environment: { OTP_COOLDOWN_SECONDS: '0' } });
    logins = new Logins(service);
    admin = await logins.superAdmin();
    organizationId = await logins.organization(admin);
  });

  afterAll(() => service.stop());

  const provider = () => service.app.get(SmsSimulator).running!;
  const calls = () =>
    provider()
      .journal()
      .filter(({ direction }) => direction === 'in').length;
  const outboxIsEmpty = () =>
    eventually(async () => expect(await service.sql('SELECT 1 FROM platform.outbox')).toEqual([]));
  const deadLetters = () =>
    service.sql<{ listener: string; event: object }>('SELECT listener, event FROM platform.dead_letters');

  beforeEach(async () => {
    await outboxIsEmpty();
    await service.sql('DELETE FROM platform.dead_letters');
    await provider().reset();
  });

  it('goes to the phone once, under the id of the event, with the code of the challenge', async () => {
    const { phone } = await logins.user(admin, organizationId, 'ops');
    const challengeId = await logins.challenge(phone);
    await outboxIsEmpty();
    const [event] = await service.sql<{ id: string }>(
      `SELECT id FROM audit.entries WHERE entity_id = $1 AND type = 'identity.otp_requested'`,
      [challengeId],
    );
    expect(provider().inbox(phone)).toEqual([
      expect.objectContaining({
        to: phone,
        reference: event!.id,
        body: `${logins.codeOf(challengeId)} is your Cabstand code. It is valid for 5 minutes.`,
      }),
    ]);
  });

  it.each(['timeout_after_effect', 'drop_after_effect'] as const)(
    'is not sent again when it may have gone out: %s',
    async (kind) => {
      const { phone } = await logins.user(admin, organizationId, 'ops');
      provider().chooseNext({ kind });
      const challengeId = await logins.challenge(phone);
      await eventually(() => expect(calls()).toBe(1));
      if (kind === 'timeout_after_effect') await provider().reset();
      await outboxIsEmpty();
      expect(calls()).toBe(kind === 'timeout_after_effect' ? 0 : 1);
      expect(await deadLetters()).toEqual([]);
      expect((await logins.verify(challengeId)).status).toBe(200);
    },
  );

  it('is sent again when the provider certainly did not take it and may yet', async () => {
    const { phone } = await logins.user(admin, organizationId, 'ops');
    provider().chooseNext({ kind: 'refuse', httpStatus: 429 }, { kind: 'refuse', httpStatus: 429 });
    await logins.challenge(phone);
    await eventually(() => expect(provider().inbox(phone)).toHaveLength(1));
    expect(calls()).toBe(3);
  });

  it('that the provider refuses for good is a dead letter at once, without phone or code', async () => {
    const { phone } = await logins.user(admin, organizationId, 'ops');
    provider().chooseNext({ kind: 'refuse', httpStatus: 400 });
    const challengeId = await logins.challenge(phone);
    await eventually(async () => expect(await deadLetters()).toHaveLength(1));
    const text = JSON.stringify(await service.sql('SELECT * FROM platform.dead_letters'));
    expect(text).toContain('SendOtp.send');
    expect(text).not.toContain(phone.slice(3));
    expect(text).not.toContain(`"${logins.codeOf(challengeId)}`);
    expect(calls()).toBe(1);
  });

  describe('is not sent', () => {
    /** What becomes of a challenge before the worker comes to it. */
    const meanwhile = async (change: string): Promise<void> => {
      await service.sql(`
        CREATE OR REPLACE FUNCTION identity.meanwhile() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          ${change};
          RETURN NEW;
        END $$;
        CREATE OR REPLACE TRIGGER meanwhile BEFORE INSERT ON identity.otp_challenges
          FOR EACH ROW EXECUTE FUNCTION identity.meanwhile()`);
    };

    afterEach(() => service.sql('DROP TRIGGER meanwhile ON identity.otp_challenges'));

    it.each([
      ['again, when a process died over it', 'NEW.sms_attempted_at := now()'],
      [
        'when its five minutes are over',
        `NEW.created_at := now() - interval '6 minutes'; NEW.expires_at := now() - interval '1 minute'`,
      ],
    ])('%s', async (_, change) => {
      const { phone } = await logins.user(admin, organizationId, 'ops');
      await meanwhile(change);
      await logins.challenge(phone);
      await outboxIsEmpty();
      expect(calls()).toBe(0);
      expect(await deadLetters()).toEqual([]);
    });
  });
});
