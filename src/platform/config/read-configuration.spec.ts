import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigurationError } from './configuration';
import { configurationNames, readConfiguration } from './read-configuration';

const production = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://service:s@db.example.com/cabstand',
  JWT_SECRET: 'j'.repeat(32),
  OTP_SECRET: 'o'.repeat(32),
  AUDIT_KEY: Buffer.alloc(32, 7).toString('base64'),
  METRICS_TOKEN: 'metrics',
  SMS_PROVIDER: 'exotel',
  EXOTEL_SID: 'sid',
  EXOTEL_API_KEY: 'key',
  EXOTEL_API_TOKEN: 'token',
  EXOTEL_SENDER: 'CABSTD',
  EXOTEL_DLT_ENTITY_ID: '1',
  EXOTEL_DLT_TEMPLATE_ID: '2',
  ROUTING_PROVIDER: 'estimate',
  VERIFICATION_PROVIDER: 'none',
};

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfiguration(environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe('readConfiguration', () => {
  it('needs nothing on a laptop', () => {
    const configuration = readConfiguration({});
    expect(configuration).toMatchObject({
      environment: 'development',
      host: '127.0.0.1',
      port: 3000,
      databaseUrl: null,
      databaseOwnerUrl: null,
      databaseWorkerUrl: null,
      dataDirectory: resolve('.data'),
      objectStore: { provider: 'local' },
      objectStoreDirectory: resolve('.data/objects'),
      auditAnchorFile: resolve('.data/audit-anchors.jsonl'),
      trustProxy: false,
      sms: { provider: 'simulator', url: null, port: 4601 },
      routing: { provider: 'simulator', url: null, simulatorPort: 4602, cityKilometresPerHour: 25 },
      verification: { provider: 'simulator', url: null, simulatorPort: 0 },
      clock: 'wall',
    });
    expect(configuration.auditKey).toHaveLength(32);
  });

  it('cannot be changed afterwards', () => {
    const configuration = readConfiguration({});
    expect(() => Object.assign(configuration, { port: 1 })).toThrow(TypeError);
  });

  it('names every wrong or missing name at once', () => {
    const problems = problemsOf({
      NODE_ENV: 'staging',
      PORT: '70000',
      DATABASE_OWNER_URL: 'mysql://root:hunter2@db',
      DATABASE_POOL_SIZE: '0',
      WORKER_POOL_SIZE: '4.5',
      LOG_LEVEL: 'loud',
      JWT_SECRET: 'hunter2',
      OTP_SECRET: 'hunter2',
      AUDIT_KEY: 'hunter2',
      CORS_ORIGINS: 'https://ops.example.com, https://ops.example.com/path, *',
      TRUST_PROXY: 'on',
      SMS_PROVIDER: 'exotel',
      ROUTING_PROVIDER: 'osrm',
      ROUTING_CITY_SPEED_KMH: '0',
      VERIFICATION_PROVIDER: 'cashfree',
      OBJECT_STORE: 's3',
      OBJECT_STORE_BUCKET: 'Not a bucket',
      OBJECT_STORE_SECRET_KEY: 'hunter2',
      CLOCK: 'stepped',
    });
    const named = problems.map((problem) => problem.split(' ')[0]);
    expect(named.sort()).toEqual([
      'AUDIT_KEY',
      'CORS_ORIGINS',
      'CORS_ORIGINS',
      'DATABASE_OWNER_URL',
      'DATABASE_POOL_SIZE',
      'DATABASE_URL',
      'EXOTEL_API_KEY',
      'EXOTEL_API_TOKEN',
      'EXOTEL_DLT_ENTITY_ID',
      'EXOTEL_DLT_TEMPLATE_ID',
      'EXOTEL_SENDER',
      'EXOTEL_SID',
      'JWT_SECRET',
      'LOG_LEVEL',
      'NODE_ENV',
      'OBJECT_STORE_ACCESS_KEY',
      'OBJECT_STORE_BUCKET',
      'OTP_SECRET',
      'PORT',
      'ROUTING_CITY_SPEED_KMH',
      'ROUTING_URL',
      'SIMULATION_TOKEN',
      'TRUST_PROXY',
      'VERIFICATION_CLIENT_ID',
      'VERIFICATION_CLIENT_SECRET',
      'WORKER_POOL_SIZE',
    ]);
    expect(problems.join()).not.toContain('hunter2');
  });

  it('defaults the other logins to the one that serves requests', () => {
    const configuration = readConfiguration({
      DATABASE_URL: 'postgres://a@b/c',
      DATABASE_OWNER_URL: 'postgres://o@b/c',
    });
    expect(configuration.databaseOwnerUrl).toBe('postgres://o@b/c');
    expect(configuration.databaseWorkerUrl).toBe('postgres://a@b/c');
  });

  it.each([
    ['2', 2],
    ['10.0.0.0/8, ::1', ['10.0.0.0/8', '::1']],
    ['off', false],
  ])('reads TRUST_PROXY=%s', (given, expected) => {
    expect(readConfiguration({ TRUST_PROXY: given }).trustProxy).toEqual(expected);
  });

  it('accepts a complete production', () => {
    expect(readConfiguration(production)).toMatchObject({ environment: 'production', sms: { provider: 'exotel' } });
  });

  it.each([
    ['JWT_SECRET', 'development-only-jwt-secret-0000000000'],
    ['OTP_SECRET', 'development-only-otp-secret-0000000000'],
    ['AUDIT_KEY', readConfiguration({}).auditKey.toString('base64')],
    ['JWT_SECRET', ''],
    ['DATABASE_URL', ''],
    ['METRICS_TOKEN', ''],
    ['SMS_PROVIDER', 'simulator'],
    ['ROUTING_PROVIDER', 'simulator'],
    ['ROUTING_PROVIDER', ''],
    ['VERIFICATION_PROVIDER', 'simulator'],
    ['VERIFICATION_PROVIDER', ''],
    ['EXOTEL_BASE_URL', 'http://api.example.com'],
  ])('refuses in production %s=%s', (name, value) => {
    const problems = problemsOf({ ...production, [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name} `));
  });

  it('sends the credentials of the verification source to an https address alone, in production', () => {
    const cashfree = {
      ...production,
      ...{ VERIFICATION_PROVIDER: 'cashfree', VERIFICATION_CLIENT_ID: 'id', VERIFICATION_CLIENT_SECRET: 's' },
    };
    expect(problemsOf(cashfree)).toEqual([]);
    expect(readConfiguration(cashfree).verification).toMatchObject({ url: 'https://api.cashfree.com/verification' });
    expect(problemsOf({ ...cashfree, VERIFICATION_URL: 'http://api.example.com' })).toEqual([
      'VERIFICATION_URL must start with https://: production sends no credentials in the clear.',
    ]);
  });

  it('keeps files in S3 where it is told to, in production over https alone', () => {
    const s3 = {
      ...production,
      ...{
        OBJECT_STORE: 's3',
        OBJECT_STORE_BUCKET: 'cabs',
        OBJECT_STORE_ACCESS_KEY: 'a',
        OBJECT_STORE_SECRET_KEY: 's',
      },
    };
    expect(readConfiguration(s3).objectStore).toEqual({
      ...{ provider: 's3', endpoint: null, region: 'ap-south-1' },
      ...{ bucket: 'cabs', accessKeyId: 'a', secretAccessKey: 's' },
    });
    expect(problemsOf({ ...s3, OBJECT_STORE_ENDPOINT: 'http://minio.internal:9000' })).toEqual([
      'OBJECT_STORE_ENDPOINT must start with https://: production sends no documents in the clear.',
    ]);
  });

  it('refuses a stepped clock in production', () => {
    expect(problemsOf({ ...production, CLOCK: 'stepped', SIMULATION_TOKEN: 't' })).toEqual([
      'CLOCK must be wall: production refuses a stepped clock.',
    ]);
  });
});

describe('.env.example', () => {
  const example = parseEnv(readFileSync(join(__dirname, '../../../.env.example'), 'utf8'));

  it('has exactly the names that are read', () => {
    expect(Object.keys(example).sort()).toEqual(configurationNames());
  });

  it('states the defaults', () => {
    expect(readConfiguration(example)).toEqual(readConfiguration({}));
  });
});
