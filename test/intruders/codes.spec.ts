import { type Answer, TestApplication } from '../support/application';
import { type Login, Logins, newPhone, wrongCode } from '../contexts/identity/logins';

const HOURS = 4;
const CODES = 1_000_000;
const HOME = '198.51.100.1';

/** With the cool-down of production. */
describe('who guesses codes', () => {
  let application: TestApplication;
  let logins: Logins;
  let admin: Login;
  let organizationId: string;

  beforeAll(async () => {
    application = await TestApplication.start({ environment: { OTP_COOLDOWN_SECONDS: '30', TRUST_PROXY: '1' } });
    logins = new Logins(application);
    admin = await logins.superAdmin();
    organizationId = await logins.organization(admin);
  });
  afterAll(() => application?.stop());

  let address = 0;
  /** From another address each time: an intruder has many. */
  const elsewhere = (): string => `198.18.${address >> 8}.${address++ & 255}`;
  const ask = (phone: string, from = elsewhere()): Promise<Answer> =>
    application.call('POST', '/v1/auth/otp', { phone }, { 'x-forwarded-for': from });
  /** He waits: everything is so much longer ago. */
  const wait = (phone: string, seconds: number): Promise<object[]> =>
    application.sql(
      `UPDATE identity.otp_challenges SET created_at = created_at - $2 * interval '1 second' WHERE phone = $1`,
      [phone, seconds],
    );
  /** How many codes he gets in the time who asks for one whenever he may. */
  const codesIn = async (hours: number, phone: string, from: () => string): Promise<number> => {
    let [waited, codes] = [0, 0];
    while (waited < hours * 3600) {
      const answer = await ask(phone, from());
      if (answer.status === 202) codes++;
      else expect(told(answer)).toBe('429 otp_cooling_down');
      const seconds = answer.status === 202 ? 1 : Number(answer.headers.get('retry-after'));
      waited += seconds;
      await wait(phone, seconds);
    }
    return codes;
  };
  /** Asks every half minute until he has to wait for longer. */
  const useUp = async (phone: string, from: () => string): Promise<void> => {
    let answer = await ask(phone, from());
    for (; answer.status === 202; answer = await ask(phone, from())) await wait(phone, 30);
    expect(told(answer)).toBe('429 otp_cooling_down');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(30);
  };
  const victim = async () => (await logins.user(admin, organizationId, 'ops')).phone;
  const challengeOf = async (phone: string) => (await ask(phone)).body.challengeId as string;
  const told = ({ status, body }: Answer) => `${status} ${body.code ?? ''}`.trim();

  it('has five tries a code, however many he sends at once, and the right one is no good after them', async () => {
    const challengeId = await challengeOf(await victim());
    const wrong = wrongCode(logins.codeOf(challengeId));
    const answers = await Promise.all(Array.from({ length: 40 }, () => logins.verify(challengeId, wrong)));
    expect(answers.filter((answer) => told(answer) === '401 otp_wrong').length).toBeLessThanOrEqual(5);
    expect(answers.every(({ status }) => status === 401 || status === 409 || status === 503)).toBe(true);
    expect(told(await logins.verify(challengeId))).toBe('401 otp_exhausted');
  });

  it('gets through once in a thousand days of guessing at one phone, at most', async () => {
    const codes = await codesIn(HOURS, await victim(), elsewhere);
    expect(codes).toBeGreaterThan(HOURS);
    expect((codes * 5 * 24) / HOURS / CODES).toBeLessThan(1 / 1_000);
  });

  it('gets no more where the owner of the phone has logged in, nor by coming from one address', async () => {
    const phone = await victim();
    const { challengeId } = (await ask(phone, HOME)).body as { challengeId: string };
    expect((await logins.verify(challengeId)).status).toBe(200);
    expect((await codesIn(HOURS, phone, () => HOME)) * 5 * 24).toBeLessThan((CODES / 800) * HOURS);
    // The seconds that the asking itself takes are added to the hours, and may let the next hour's first four in.
    expect(await codesIn(HOURS, await victim(), () => '198.51.100.20')).toBeLessThanOrEqual(4 * (HOURS + 1));
  });

  it('from as many addresses as he likes keeps nobody out where he has logged in before', async () => {
    const phone = await victim();
    const { challengeId } = (await ask(phone, HOME)).body as { challengeId: string };
    expect((await logins.verify(challengeId)).status).toBe(200);
    await useUp(phone, elsewhere);
    const asked = await ask(phone, HOME);
    expect(asked.status).toBe(202);
    expect((await logins.verify(asked.body.challengeId as string)).status).toBe(200);
  });

  it('from one address keeps nobody out who comes from another, be it for the first time', async () => {
    const phone = await victim();
    await useUp(phone, () => '198.51.100.21');
    const asked = await ask(phone, '198.51.100.22');
    expect(asked.status).toBe(202);
    expect((await logins.verify(asked.body.challengeId as string)).status).toBe(200);
  });

  it('does not open one challenge with the code of another', async () => {
    const [his, hers] = [await challengeOf(newPhone()), await challengeOf(await victim())];
    expect(told(await logins.verify(hers, logins.codeOf(his)))).toBe('401 otp_wrong');
  });

  it.each([
    '123 456',
    '12345',
    '1234567',
    '-12345',
    '１２３４５６',
    '000000\n',
    '%',
    ['000000'],
    { $ne: '1' },
    123456,
    null,
  ])('is told what a code looks like before his tries are counted: %j', async (code) => {
    const challengeId = await challengeOf(await victim());
    const answer = await application.call('POST', '/v1/auth/otp/verify', { challengeId, code });
    expect(told(answer)).toBe('400 validation_failed');
    expect((await logins.verify(challengeId)).status).toBe(200);
  });

  it('learns nothing of who is a customer, an employee, disabled or unknown', async () => {
    const disabled = await logins.user(admin, organizationId, 'ops');
    const header = { 'cabstand-organization': organizationId };
    await admin.post(`/v1/users/${disabled.id}/disable`, { reason: 'Left.' }, header);
    const answers = [];
    for (const phone of [await victim(), disabled.phone, newPhone()]) {
      const asked = await ask(phone);
      const { challengeId } = asked.body as { challengeId: string };
      const guessed = await logins.verify(challengeId, wrongCode(logins.codeOf(challengeId)));
      const { requestId, ...refusal } = guessed.body as Record<string, unknown>;
      expect(requestId).toBeDefined();
      answers.push({
        status: asked.status,
        members: Object.keys(asked.body as object),
        guessed: guessed.status,
        refusal,
      });
    }
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  it('learns nothing of which operators there are by signing up', async () => {
    const [known] = await application.sql<{ code: string }>('SELECT code FROM identity.organizations WHERE id = $1', [
      organizationId,
    ]);
    const answers = [];
    for (const organization of [known!.code, 'no-such-operator']) {
      const from = { 'x-forwarded-for': `198.19.0.${answers.length}` };
      const asked = await application.call('POST', '/v1/auth/rider-otp', { phone: newPhone(), organization }, from);
      const said = { challengeId: asked.body.challengeId as string, code: '000000', name: 'Meera' };
      if (logins.codeOf(said.challengeId) === said.code) said.code = '000001';
      const guessed = await application.call('POST', '/v1/auth/rider-sign-up', said);
      answers.push({ status: asked.status, members: Object.keys(asked.body as object), guessed: told(guessed) });
    }
    expect(answers[1]).toEqual(answers[0]);
  });
});
