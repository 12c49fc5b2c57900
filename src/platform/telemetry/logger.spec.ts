import { callContext } from './call-context';
import { StructuredLogger } from './logger';

const lines: string[] = [];
const logger = new StructuredLogger('debug', { write: (line: string) => void lines.push(line) });
const only = (): Record<string, unknown> => {
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0]!) as Record<string, unknown>;
};

describe('StructuredLogger', () => {
  beforeEach(() => (lines.length = 0));

  it('writes one JSON object a line, whatever is logged', () => {
    logger.log('first\n{"level":"error","message":"forged"}\u0000', 'Somewhere');
    expect(lines[0]!.trimEnd().split('\n')).toHaveLength(1);
    expect(only()).toMatchObject({
      level: 'info',
      context: 'Somewhere',
      message: 'first\n{"level":"error","message":"forged"}\u0000',
    });
  });

  it('writes as an escape what a terminal obeys, and means the same', () => {
    const text = 'a\u0000\u001b[2J\u007f\u0085\u009b2J\u2028\u202eb\u2066\\';
    logger.warn({ message: text, [text]: text });
    expect(lines[0]!.trimEnd()).toMatch(/^[\u0020-\u007e]+$/);
    expect(only()).toMatchObject({ message: text, [text]: text });
  });

  it.each(['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication'])(
    'hears of %s only what is wrong',
    (context) => {
      logger.log('Mapped {/v1/rides, GET} route', context);
      logger.debug('a detail', context);
      expect(lines).toEqual([]);
      logger.warn('a warning', context);
      expect(only()).toMatchObject({ level: 'warn', context });
    },
  );

  it('hides secrets by their key, at any depth', () => {
    logger.warn({
      message: 'sent',
      request: {
        headers: { Authorization: 'Bearer abc', cookie: 'a=1' },
        body: [
          {
            otp: '123456',
            code: 4711,
            refreshToken: 'r',
            access_token: 'a',
            password: 'p',
            jwtSecret: 's',
            apiKey: 'k',
          },
        ],
      },
      code: 'ECONNREFUSED',
      total: 5,
    });
    const hidden = '***';
    expect(only()).toMatchObject({
      message: 'sent',
      request: {
        headers: { Authorization: hidden, cookie: hidden },
        body: [
          {
            otp: hidden,
            code: hidden,
            refreshToken: hidden,
            access_token: hidden,
            password: hidden,
            jwtSecret: hidden,
            apiKey: hidden,
          },
        ],
      },
      code: 'ECONNREFUSED',
      total: 5,
    });
  });

  it.each([
    ['called +919876543210', 'called +91******3210'],
    ['called +91 98765 43210, twice', 'called +91******3210, twice'],
    ['called +91-98765-43210', 'called +91******3210'],
    ['called 919876543210.', 'called +91******3210.'],
    ['called 9876543210', 'called ******3210'],
    ['{"phone":"9876543210"}', '{"phone":"******3210"}'],
    ['called +442071838750', 'called +44******8750'],
    ['Bearer abc.def-ghi', 'Bearer ***'],
    ['token eyJhbGciOiJI.eyJzdWIiOiJ.SflKxwRJSM', 'token ***'],
    ['v1-eyJhbGciOiJI.eyJzdWIiOiJ.SflKxwRJSM;', 'v1-***;'],
    ['a.b.eyJhbGciOiJI.eyJzdWIiOiJ.SflKxwRJSM', 'a.b.***'],
    ['as at www.example.org', 'as at www.example.org'],
    ['postgres://cabstand:hunter2@db:5432/x', 'postgres://cabstand:***@db:5432/x'],
    [
      'ride 019a9d1b-5f00-7c3a-9b1e-2d3e4f5a6b7c of 84500 paise',
      'ride 019a9d1b-5f00-7c3a-9b1e-2d3e4f5a6b7c of 84500 paise',
    ],
  ])('masks in sentences: %s', (text, expected) => {
    logger.log(text, 'Here');
    logger.log({ message: 'nested', detail: { said: [text] } }, 'Here');
    logger.error(new Error(text), 'Here');
    const [plain, nested, failed] = lines.map((line) => JSON.parse(line) as Record<string, never>);
    expect(plain!.message).toBe(expected);
    expect(nested!.detail).toEqual({ said: [expected] });
    expect(failed).toMatchObject({ message: expected, error: { message: expected } });
    expect(lines.join('')).not.toMatch(/9876543210|hunter2|def-ghi/);
  });

  it('writes errors out, with their code and their cause', () => {
    logger.error({
      message: 'failed',
      error: new Error('query failed', { cause: Object.assign(new Error('gone'), { code: '57P01' }) }),
    });
    expect(only()).toMatchObject({
      message: 'failed',
      error: { type: 'Error', message: 'query failed', cause: { message: 'gone', code: '57P01' } },
    });
  });

  it('names the request that is being served', () => {
    const context = {
      requestId: 'r-1',
      correlationId: 'c',
      causationId: null,
      address: null,
      actor: { type: 'system' as const, id: null },
      organizationId: null,
    };
    callContext.run(context, () => logger.log('working'));
    expect(only()).toMatchObject({ requestId: 'r-1' });
  });

  it('keeps quiet below its level', () => {
    logger.verbose('too much');
    expect(lines).toHaveLength(0);
    new StructuredLogger('silent', { write: (line: string) => void lines.push(line) }).fatal('not even this');
    expect(lines).toHaveLength(0);
  });

  it('does not loop on what contains itself', () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    logger.log({ message: 'round', loop });
    expect(only().message).toBe('round');
  });
});
