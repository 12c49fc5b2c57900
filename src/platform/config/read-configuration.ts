import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import {
  Configuration,
  ConfigurationError,
  LOG_LEVELS,
  type ObjectStoreConfiguration,
  type RoutingConfiguration,
  type SmsConfiguration,
  type VerificationConfiguration,
} from './configuration';
import { EnvironmentReader } from './environment-reader';

/** Good for a developer's machine and known to everyone who reads this; production refuses each. */
const DEVELOPMENT_SECRETS = {
  JWT_SECRET: 'development-only-jwt-secret-0000000000',
  OTP_SECRET: 'development-only-otp-secret-0000000000',
  AUDIT_KEY: Buffer.alloc(32, 'development-only-audit-key').toString('base64'),
} as const;

const POSTGRES = ['postgres:', 'postgresql:'];
const AUDIT_KEY_BYTES = 32;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The configuration that an environment describes.
 * @throws ConfigurationError naming every wrong or missing name at once.
 */
export function readConfiguration(environment: Environment): Configuration {
  const reader = new EnvironmentReader(environment);
  const configuration = read(reader);
  if (configuration.environment === 'production') refuseDevelopmentSettings(reader, configuration);
  if (reader.problems.length > 0) throw new ConfigurationError(reader.problems);
  return configuration;
}

/** Every name that `readConfiguration` looks at. */
export function configurationNames(): string[] {
  const reader = new EnvironmentReader({ SMS_PROVIDER: 'exotel' });
  read(reader);
  return [...reader.names].sort();
}

function read(reader: EnvironmentReader): Configuration {
  const dataDirectory = resolve(reader.text('DATA_DIRECTORY', '.data'));
  const clock = reader.choice('CLOCK', ['wall', 'stepped'], 'wall');
  const simulationToken = reader.optional('SIMULATION_TOKEN');
  if (clock === 'stepped' && !simulationToken) {
    reader.problems.push('SIMULATION_TOKEN is missing: CLOCK=stepped needs a token that guards the stepping of time.');
  }
  return new Configuration({
    environment: reader.choice('NODE_ENV', ['development', 'test', 'production'], 'development'),
    host: reader.text('HOST', '127.0.0.1'),
    port: reader.integer('PORT', 3000, 0, 65_535),
    ...databaseUrls(reader),
    dataDirectory,
    databasePoolSize: reader.integer('DATABASE_POOL_SIZE', 10, 1, 500),
    workerPoolSize: reader.integer('WORKER_POOL_SIZE', 10, 1, 500),
    logLevel: reader.choice('LOG_LEVEL', LOG_LEVELS, 'info'),
    jwtSecret: reader.secret('JWT_SECRET', DEVELOPMENT_SECRETS.JWT_SECRET, 32),
    otpSecret: reader.secret('OTP_SECRET', DEVELOPMENT_SECRETS.OTP_SECRET, 32),
    auditKey: auditKey(reader),
    accessTokenMinutes: reader.integer('ACCESS_TOKEN_MINUTES', 15, 1, 24 * 60),
    refreshTokenDays: reader.integer('REFRESH_TOKEN_DAYS', 30, 1, 365),
    otpCooldownSeconds: reader.integer('OTP_COOLDOWN_SECONDS', 30, 0, 3600),
    corsOrigins: corsOrigins(reader),
    rateLimitPerMinute: reader.integer('RATE_LIMIT_PER_MINUTE', 600, 1, 1_000_000),
    shiftGraceMinutes: reader.integer('SHIFT_GRACE_MINUTES', 15, 0, 240),
    bodyLimitBytes: reader.integer('BODY_LIMIT_BYTES', 262_144, 1024, 64 * 1024 * 1024),
    trustProxy: trustProxy(reader),
    sms: sms(reader),
    routing: routing(reader),
    verification: verification(reader),
    live: {
      heartbeatSeconds: reader.integer('LIVE_HEARTBEAT_SECONDS', 15, 1, 300),
      streams: reader.integer('LIVE_STREAMS', 5_000, 1, 1_000_000),
      streamsPerUser: reader.integer('LIVE_STREAMS_PER_USER', 5, 1, 1_000),
    },
    objectStore: objectStore(reader),
    objectStoreDirectory: resolve(reader.text('OBJECT_STORE_DIRECTORY', join(dataDirectory, 'objects'))),
    auditAnchorFile: resolve(reader.text('AUDIT_ANCHOR_FILE', join(dataDirectory, 'audit-anchors.jsonl'))),
    clock,
    simulationToken,
    metricsToken: reader.optional('METRICS_TOKEN'),
  });
}

function databaseUrls(
  reader: EnvironmentReader,
): Pick<Configuration, 'databaseUrl' | 'databaseOwnerUrl' | 'databaseWorkerUrl'> {
  const databaseUrl = reader.url('DATABASE_URL', POSTGRES);
  const ownerUrl = reader.url('DATABASE_OWNER_URL', POSTGRES);
  const workerUrl = reader.url('DATABASE_WORKER_URL', POSTGRES);
  if (!databaseUrl && (ownerUrl || workerUrl)) {
    reader.problems.push(
      'DATABASE_URL is missing: DATABASE_OWNER_URL and DATABASE_WORKER_URL mean nothing on the embedded server.',
    );
  }
  return {
    databaseUrl,
    databaseOwnerUrl: ownerUrl ?? databaseUrl,
    databaseWorkerUrl: workerUrl ?? databaseUrl,
  };
}

function auditKey(reader: EnvironmentReader): Buffer {
  const key = Buffer.from(reader.text('AUDIT_KEY', DEVELOPMENT_SECRETS.AUDIT_KEY), 'base64');
  if (key.length !== AUDIT_KEY_BYTES) {
    reader.problems.push(
      `AUDIT_KEY must be ${AUDIT_KEY_BYTES} bytes in base64 (\`openssl rand -base64 32\`); it decodes to ${key.length}.`,
    );
  }
  return key;
}

function corsOrigins(reader: EnvironmentReader): string[] {
  const origins = reader.list('CORS_ORIGINS');
  for (const origin of origins) {
    if (!/^https?:$/.test(protocolOf(origin)) || new URL(origin).origin !== origin) {
      reader.problems.push(`CORS_ORIGINS must list origins such as https://ops.example.com; "${origin}" is not one.`);
    }
  }
  return origins;
}

function trustProxy(reader: EnvironmentReader): Configuration['trustProxy'] {
  const given = reader.text('TRUST_PROXY', 'off');
  if (given === 'off') return false;
  if (/^[1-9]\d?$/.test(given)) return Number(given);
  const addresses = reader.list('TRUST_PROXY');
  if (addresses.every((address) => isIP(address.replace(/\/\d{1,3}$/, '')) !== 0)) return addresses;
  reader.problems.push(
    `TRUST_PROXY must be off, the number of proxies in front, or their addresses (10.0.0.0/8,…), not "${given}".`,
  );
  return false;
}

function sms(reader: EnvironmentReader): SmsConfiguration {
  const provider = reader.choice('SMS_PROVIDER', ['simulator', 'exotel'], 'simulator');
  const baseUrl = reader.url('EXOTEL_BASE_URL', ['https:', 'http:']) ?? 'https://api.in.exotel.com';
  const needed = (name: string): string => {
    const value = reader.optional(name);
    if (provider === 'exotel' && !value) reader.problems.push(`${name} is missing: SMS_PROVIDER=exotel needs it.`);
    return value ?? '';
  };
  const exotel = {
    sid: needed('EXOTEL_SID'),
    apiKey: needed('EXOTEL_API_KEY'),
    apiToken: needed('EXOTEL_API_TOKEN'),
    sender: needed('EXOTEL_SENDER'),
    dltEntityId: needed('EXOTEL_DLT_ENTITY_ID'),
    dltTemplateId: needed('EXOTEL_DLT_TEMPLATE_ID'),
  };
  const simulator = {
    url: reader.url('SMS_SIMULATOR_URL', ['http:']),
    port: reader.integer('SMS_SIMULATOR_PORT', 4601, 0, 65_535),
  };
  return provider === 'exotel' ? { provider, baseUrl, ...exotel } : { provider, ...simulator };
}

function routing(reader: EnvironmentReader): RoutingConfiguration {
  const provider = reader.choice('ROUTING_PROVIDER', ['simulator', 'osrm', 'estimate'], 'simulator');
  const url = reader.url('ROUTING_URL', ['https:', 'http:']);
  if (provider === 'osrm' && !url) reader.problems.push('ROUTING_URL is missing: ROUTING_PROVIDER=osrm needs it.');
  return {
    provider,
    url,
    simulatorPort: reader.integer('ROUTING_SIMULATOR_PORT', 4602, 0, 65_535),
    cityKilometresPerHour: reader.integer('ROUTING_CITY_SPEED_KMH', 25, 5, 150),
  };
}

function verification(reader: EnvironmentReader): VerificationConfiguration {
  const provider = reader.choice('VERIFICATION_PROVIDER', ['simulator', 'cashfree', 'none'], 'simulator');
  const url = reader.url('VERIFICATION_URL', ['https:', 'http:']);
  const needed = (name: string): string => {
    const value = reader.optional(name);
    if (provider === 'cashfree' && !value)
      reader.problems.push(`${name} is missing: VERIFICATION_PROVIDER=cashfree needs it.`);
    return value ?? '';
  };
  const client = {
    clientId: needed('VERIFICATION_CLIENT_ID'),
    clientSecret: needed('VERIFICATION_CLIENT_SECRET'),
  };
  const simulatorPort = reader.integer('VERIFICATION_SIMULATOR_PORT', 0, 0, 65_535);
  if (provider !== 'cashfree') return { provider, url, simulatorPort };
  return { provider, url: url ?? 'https://api.cashfree.com/verification', ...client };
}

function objectStore(reader: EnvironmentReader): ObjectStoreConfiguration {
  const provider = reader.choice('OBJECT_STORE', ['local', 's3'], 'local');
  const needed = (name: string): string => {
    const value = reader.optional(name);
    if (provider === 's3' && !value) reader.problems.push(`${name} is missing: OBJECT_STORE=s3 needs it.`);
    return value ?? '';
  };
  const endpoint = reader.url('OBJECT_STORE_ENDPOINT', ['https:', 'http:']);
  const region = reader.text('OBJECT_STORE_REGION', 'ap-south-1');
  const bucket = needed('OBJECT_STORE_BUCKET');
  const accessKeyId = needed('OBJECT_STORE_ACCESS_KEY');
  const secretAccessKey = needed('OBJECT_STORE_SECRET_KEY');
  if (bucket && !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket))
    reader.problems.push('OBJECT_STORE_BUCKET must be 3 to 63 small letters, digits, dots and hyphens.');
  return provider === 's3' ? { provider, endpoint, region, bucket, accessKeyId, secretAccessKey } : { provider };
}

/** What makes a laptop start with nothing set must not reach the street. */
function refuseDevelopmentSettings(reader: EnvironmentReader, configuration: Configuration): void {
  const refuse = (sentence: string): void => void reader.problems.push(sentence);
  for (const [name, value] of Object.entries(DEVELOPMENT_SECRETS)) {
    const given = reader.optional(name);
    if (!given) refuse(`${name} is missing: production needs a secret of its own.`);
    else if (given === value) refuse(`${name} is the development default: production needs a secret of its own.`);
  }
  if (!configuration.databaseUrl) refuse('DATABASE_URL is missing: production does not run on the embedded server.');
  if (configuration.sms.provider === 'simulator') refuse('SMS_PROVIDER must be exotel: production refuses simulators.');
  if (configuration.routing.provider === 'simulator') {
    refuse('ROUTING_PROVIDER must be osrm or estimate: production refuses simulators.');
  }
  const { verification } = configuration;
  if (verification.provider === 'simulator') {
    refuse('VERIFICATION_PROVIDER must be cashfree or none: production refuses simulators.');
  }
  if (verification.provider === 'cashfree' && protocolOf(verification.url) === 'http:') {
    refuse('VERIFICATION_URL must start with https://: production sends no credentials in the clear.');
  }
  if (configuration.sms.provider === 'exotel' && protocolOf(configuration.sms.baseUrl) === 'http:') {
    refuse('EXOTEL_BASE_URL must start with https://: production sends no credentials in the clear.');
  }
  if (configuration.objectStore.provider === 's3' && protocolOf(configuration.objectStore.endpoint ?? '') === 'http:') {
    refuse('OBJECT_STORE_ENDPOINT must start with https://: production sends no documents in the clear.');
  }
  if (configuration.clock === 'stepped') refuse('CLOCK must be wall: production refuses a stepped clock.');
  if (!configuration.metricsToken) refuse('METRICS_TOKEN is missing: production does not serve /metrics to everyone.');
}

function protocolOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : '';
}
