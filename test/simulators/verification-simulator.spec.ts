import { SIMULATED_CLIENT, startVerificationSimulator } from '../../simulators/verification/verification-simulator';

const HEADERS = {
  'content-type': 'application/json',
  'x-client-id': SIMULATED_CLIENT.clientId,
  'x-client-secret': SIMULATED_CLIENT.clientSecret,
};

describe('The simulator of document checks', () => {
  let simulator: Awaited<ReturnType<typeof startVerificationSimulator>>;
  beforeAll(async () => {
    simulator = await startVerificationSimulator();
  });
  beforeEach(() => simulator.reset());
  afterAll(() => simulator.stop());

  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(simulator.url + path, {
      method: 'POST',
      headers: { ...HEADERS, ...headers },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : text,
    };
  };
  const certificate = (id: string) =>
    post('/vehicle-rc', { verification_id: id, vehicle_number: 'DL1ZA1234' }, { 'x-idempotency-key': id });

  it('listens on loopback only, and asks for its credentials', async () => {
    expect(new URL(simulator.url).hostname).toBe('127.0.0.1');
    expect((await post('/vehicle-rc', {}, { 'x-client-secret': 'wrong' })).status).toBe(401);
    expect((await certificate('a')).body).toMatchObject({ status: 'VALID', rc_status: 'ACTIVE', reg_no: 'DL1ZA1234' });
  });

  it('refuses what is incomplete', async () => {
    expect(await post('/bank-account/sync', { ifsc: 'HDFC0001234' }, { 'x-idempotency-key': 'a' })).toMatchObject({
      status: 400,
      body: { message: 'bank_account, name missing' },
    });
  });

  it('does what was chosen, in order, and then what is always; a repeated request takes none of it', async () => {
    const chosen = { next: [{ kind: 'error', httpStatus: 500 }, { kind: 'not_found' }], always: { kind: 'differs' } };
    expect((await post('/__sim/outcomes', chosen)).body).toEqual(chosen);
    expect((await certificate('a')).status).toBe(500);
    expect((await certificate('a')).body).toMatchObject({ status: 'INVALID', reference_id: 1 });
    expect((await certificate('a')).body).toMatchObject({ status: 'INVALID', reference_id: 1 });
    expect((await certificate('b')).body).toMatchObject({ rc_status: 'SUSPENDED', reference_id: 2 });
    const journal = await (await fetch(`${simulator.url}/__sim/journal`)).json();
    expect(journal).toMatchObject({
      checks: 2,
      entries: [{ outcome: 'error' }, { outcome: 'not_found' }, { outcome: 'repeated' }, { outcome: 'differs' }],
    });
  });

  it.each([
    [{ kind: 'error', httpStatus: 200 }],
    [{ kind: 'agrees', delayMs: 5 }],
    [{ kind: 'delay' }],
    [{ kind: 'drop', name: 'R*** K***' }],
    [{ kind: 'perhaps' }],
  ])('cannot be told the impossible: %j', async (outcome) => {
    expect((await post('/__sim/outcomes', { always: outcome })).status).toBe(400);
  });
});
