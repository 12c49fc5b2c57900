import { RideModule } from '../../../src/contexts/ride/ride.module';
import { type Answer, eventually } from '../../support/application';
import { type Login, newPhone } from './logins';
import { inOrganization, TwoOperators } from './two-operators';

/** Identity and the ride context together: whoever may not ride is not booked a ride either. */
describe('a rider’s account follows his access', () => {
  let operators: TwoOperators;
  let ops: Login;
  beforeAll(async () => {
    operators = await TwoOperators.start([RideModule]);
    ops = operators.ops;
  });
  afterAll(() => operators.service.stop());

  const signUp = async (phone = newPhone(), organizationId = operators.organizationId): Promise<string> => {
    const [row] = await operators.service.sql<{ code: string }>(
      'SELECT code FROM identity.organizations WHERE id = $1',
      [organizationId],
    );
    const asked = await operators.service.call('POST', '/v1/auth/rider-otp', { phone, organization: row!.code });
    const { challengeId } = asked.body;
    const answer = { challengeId, code: operators.logins.codeOf(challengeId), name: 'Meera Iyer' };
    return (await operators.service.call('POST', '/v1/auth/rider-sign-up', answer)).body.me.userId as string;
  };
  /** Whether he may ride is asked before anything else, so a request without a tariff tells it. */
  const bookFor = async (riderId: string, caller: Login = ops): Promise<string> => {
    const point = { latitude: 28.5562, longitude: 77.1 };
    const pickup = { point, address: 'Terminal 3' };
    const drop = { point: { latitude: 28.5486, longitude: 77.1207 }, address: 'Aerocity' };
    const shape = { when: 'now', vehicleClass: 'SEDAN', tripType: 'LOCAL', paymentMode: 'CASH' };
    const { body } = await caller.post('/v1/rides', { ...shape, pickup, drop, riderId });
    return body.code as string;
  };
  const ALLOWED = 'no_tariff_in_force';
  const status = async (id: string) => (await ops.get(`/v1/riders/${id}`)).body.status as string;
  const reason = { reason: 'Fraud.' };
  const ok = (answer: Answer) => expect(answer).toMatchObject({ status: 200 });
  const membershipOf = async (id: string) => (await ops.get(`/v1/users/${id}`)).body.memberships[0].id as string;

  it('suspended when he is disabled, and active when he is enabled', async () => {
    const id = await signUp();
    expect(await bookFor(id)).toBe(ALLOWED);
    ok(await ops.post(`/v1/users/${id}/disable`, reason));
    expect((await ops.get(`/v1/riders/${id}`)).body).toMatchObject({ status: 'SUSPENDED', statusReason: 'Fraud.' });
    expect(await bookFor(id)).toBe('rider_suspended');
    expect(await ops.post(`/v1/riders/${id}/activate`, reason)).toMatchObject({
      status: 409,
      body: { code: 'rider_without_access' },
    });
    ok(await ops.post(`/v1/users/${id}/enable`, { reason: 'It was his brother.' }));
    expect(await bookFor(id)).toBe(ALLOWED);
  });

  it('suspended when his role ends, and active when it is granted again', async () => {
    const id = await signUp();
    const ending = `/v1/users/${id}/memberships/${await membershipOf(id)}?reason=Fraud`;
    expect((await ops.call('DELETE', ending)).status).toBe(204);
    expect(await bookFor(id)).toBe('rider_suspended');
    expect((await ops.post(`/v1/riders/${id}/activate`, reason)).body.code).toBe('rider_without_access');
    const granted = await operators.admin.post(
      `/v1/users/${id}/memberships`,
      { role: 'rider' },
      inOrganization(operators.organizationId),
    );
    expect(granted.status).toBe(201);
    expect(await bookFor(id)).toBe(ALLOWED);
  });

  it('left suspended where an operator had suspended it', async () => {
    const id = await signUp();
    ok(await ops.post(`/v1/riders/${id}/suspend`, reason));
    ok(await ops.post(`/v1/users/${id}/disable`, reason));
    ok(await ops.post(`/v1/users/${id}/enable`, reason));
    expect([await status(id), await bookFor(id)]).toEqual(['SUSPENDED', 'rider_suspended']);
    ok(await ops.post(`/v1/riders/${id}/activate`, reason));
    expect(await bookFor(id)).toBe(ALLOWED);
  });

  it('suspended with every operator, where the platform disables him', async () => {
    const phone = newPhone();
    const id = await signUp(phone);
    expect(await signUp(phone, operators.other)).toBe(id);
    const stranger = await operators.logins.user(operators.admin, operators.other, 'ops');
    const elsewhere = await operators.logins.logIn(stranger.phone);
    const here = inOrganization(operators.organizationId);
    ok(await operators.admin.post(`/v1/users/${id}/disable`, reason, here));
    expect(await bookFor(id)).toBe('rider_suspended');
    await eventually(async () => expect(await bookFor(id, elsewhere)).toBe('rider_suspended'));
    ok(await operators.admin.post(`/v1/users/${id}/enable`, reason, here));
    await eventually(async () => expect(await bookFor(id, elsewhere)).toBe(ALLOWED));
    expect(await bookFor(id)).toBe(ALLOWED);
  });

  it('suspended once, whoever disables and books at once', async () => {
    const id = await signUp();
    await Promise.all([
      ops.post(`/v1/users/${id}/disable`, reason),
      ops.post(`/v1/riders/${id}/suspend`, reason),
      ...Array.from({ length: 5 }, () => bookFor(id)),
    ]);
    expect([await status(id), await bookFor(id)]).toEqual(['SUSPENDED', 'rider_suspended']);
  });
});
