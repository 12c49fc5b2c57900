import { SmsSimulator } from '../../../src/platform/sms/sms-simulator';
import { eventually, TestApplication } from '../../support/application';
import { type Login, Logins } from './logins';

describe('login', () => {
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

  it('texts the code, lets in whoever shows it, and says who he is', async () => {
    const user = await logins.user(admin, organizationId, 'ops');
    const challengeId = await logins.challenge(user.phone);
    const [message] = await eventually(() => {
      const inbox = service.app.get(SmsSimulator).running!.inbox(user.phone);
      expect(inbox).toHaveLength(1);
      return inbox;
    });
    expect(message!.body).toMatch(/^[0-9]{6} is your Cabstand code\. It is valid for 5 minutes\.$/);
    const answer = await logins.verify(challengeId, message!.body.slice(0, 6));
    expect(answer).toMatchObject({
      status: 200,
      body: { me: { userId: user.id, roles: ['ops'], organization: { id: organizationId }, fleetIds: null } },
    });
    const { accessToken, me } = answer.body as { accessToken: string; me: unknown };
    const shown = await service.call('GET', '/v1/me', undefined, { authorization: `Bearer ${accessToken}` });
    expect(shown).toMatchObject({ status: 200, body: me });
  });
});
