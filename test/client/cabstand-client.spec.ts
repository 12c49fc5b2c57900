import { CabstandClient, dataOf, type Tokens } from '../../client/cabstand-client';

interface Sent {
  readonly path: string;
  readonly key: string | null;
  readonly authorization: string | null;
  readonly body: string;
}

const problem = (status: number, code: string, headers: Record<string, string> = {}) =>
  new Response(
    JSON.stringify({ type: 'urn', title: 't', status, detail: 'A sentence.', code, instance: '/', requestId: 'r' }),
    { status, headers },
  );

/** A service that answers with what it is told, and remembers what it was asked. */
function service(
  answer: (sent: Sent, count: number) => Response,
  tokens: Tokens | null = { accessToken: 'old', refreshToken: 'refresh-1' },
) {
  const sent: Sent[] = [];
  const rotations: Tokens[] = [];
  const client = new CabstandClient({
    baseUrl: 'http://service',
    ...(tokens && { tokens }),
    onTokens: (tokens) => rotations.push(tokens),
    fetch: async (request) => {
      const one = {
        path: new URL(request.url).pathname,
        key: request.headers.get('idempotency-key'),
        authorization: request.headers.get('authorization'),
        body: await request.text(),
      };
      sent.push(one);
      return answer(one, sent.length);
    },
  });
  return { client, sent, rotations };
}

const REPLAY = {
  params: { path: { id: '019a9d1b-5f00-7c3a-9b1e-2d3e4f5a6b7c' } },
  body: { reason: 'It answers again.' },
};
const replay = (client: CabstandClient) => client.api['/v1/dead-letters/{id}/replay'].POST(REPLAY);

describe('the typed client', () => {
  it('gives each POST a key of its own, and a GET none', async () => {
    const { client, sent } = service(() => Response.json({}));
    await replay(client);
    await replay(client);
    await client.api['/v1/dead-letters'].GET();
    expect(sent[0]!.key).toMatch(/^[0-9a-f-]{36}$/);
    expect(sent[1]!.key).not.toBe(sent[0]!.key);
    expect(sent[2]!.key).toBeNull();
    expect(sent[0]).toMatchObject({
      path: `/v1/dead-letters/${REPLAY.params.path.id}/replay`,
      authorization: 'Bearer old',
      body: JSON.stringify(REPLAY.body),
    });
  });

  it('gives what it is answered, with its type', async () => {
    const { client } = service(() => Response.json({ items: [{ id: 'x', attempts: 3 }], next: null }));
    const page = await dataOf(client.api['/v1/dead-letters'].GET({ params: { query: { limit: 3, status: 'dead' } } }));
    expect(page.items.map((letter) => letter.attempts + 1)).toEqual([4]);
  });

  it('throws a problem with its code', async () => {
    const { client } = service(() => problem(409, 'already_resolved'));
    await expect(replay(client)).rejects.toMatchObject({ name: 'ProblemError', status: 409, code: 'already_resolved' });
    const { client: behindProxy } = service(() => new Response('<html>', { status: 502 }));
    await expect(replay(behindProxy)).rejects.toMatchObject({ status: 502, code: 'unknown' });
  });

  it('refreshes an expired token once, however many requests find it so, and repeats them under their own keys', async () => {
    const { client, sent, rotations } = service(({ path, authorization }) => {
      if (path === '/v1/auth/refresh') return Response.json({ accessToken: 'new', refreshToken: 'refresh-2' });
      return authorization === 'Bearer new' ? Response.json({}) : problem(401, 'token_expired');
    });
    await Promise.all([replay(client), replay(client), replay(client)]);
    expect(sent.filter(({ path }) => path === '/v1/auth/refresh')).toEqual([
      expect.objectContaining({ body: '{"refreshToken":"refresh-1"}' }),
    ]);
    expect(rotations).toEqual([{ accessToken: 'new', refreshToken: 'refresh-2' }]);
    const keys = (token: string) => sent.filter(({ authorization }) => authorization === token).map(({ key }) => key);
    expect(keys('Bearer new').sort()).toEqual(keys('Bearer old').sort());
  });

  it('does not refresh for a session that has ended', async () => {
    const { client, sent } = service(() => problem(401, 'session_ended'));
    await expect(replay(client)).rejects.toMatchObject({ code: 'session_ended' });
    expect(sent).toHaveLength(1);
  });

  it('tries a 503 again under the same key, and gives up in the end', async () => {
    const { client, sent } = service((_, count) =>
      count < 3 ? problem(503, 'database_busy', { 'retry-after': '0.01' }) : Response.json({}),
    );
    await replay(client);
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map(({ key }) => key)).size).toBe(1);
    const { client: hopeless } = service(() => problem(503, 'database_unavailable', { 'retry-after': '0.01' }));
    await expect(replay(hopeless)).rejects.toMatchObject({ code: 'database_unavailable' });
  });

  it('does not do again without a key what may have been done', async () => {
    const unknown = () => problem(503, 'outcome_unknown', { 'retry-after': '0.01' });
    const { client, sent } = service(unknown);
    const params = { path: { id: REPLAY.params.path.id } };
    await expect(client.api['/v1/me/sessions/{id}'].DELETE({ params })).rejects.toMatchObject({
      code: 'outcome_unknown',
    });
    expect(sent).toHaveLength(1);
    const keyed = service((_, count) => (count < 2 ? unknown() : Response.json({})));
    await replay(keyed.client);
    expect(new Set(keyed.sent.map(({ key }) => key)).size).toBe(1);
    expect(keyed.sent).toHaveLength(2);
  });

  it('does not do again what somebody may have done who has not logged in: no key of his is kept', async () => {
    const { client, sent } = service(() => problem(503, 'outcome_unknown', { 'retry-after': '0.01' }), null);
    const body = { challengeId: REPLAY.params.path.id, code: '123456' };
    await expect(client.api['/v1/auth/otp/verify'].POST({ body })).rejects.toMatchObject({ code: 'outcome_unknown' });
    expect(sent).toHaveLength(1);
  });
});
