export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface ExotelConfiguration {
  readonly provider: 'exotel';
  readonly baseUrl: string;
  readonly sid: string;
  readonly apiKey: string;
  readonly apiToken: string;
  readonly sender: string;
  readonly dltEntityId: string;
  readonly dltTemplateId: string;
}

export interface SmsSimulatorConfiguration {
  readonly provider: 'simulator';
  /** A simulator that runs already. Null: the service starts one of its own. */
  readonly url: string | null;
  /** Of the simulator that the service starts. 0: any free port. */
  readonly port: number;
}

/** Where text messages go. */
export type SmsConfiguration = SmsSimulatorConfiguration | ExotelConfiguration;

/** Who knows the roads. */
export interface RoutingConfiguration {
  /** `estimate`: nobody. */
  readonly provider: 'simulator' | 'osrm' | 'estimate';
  /** Of OSRM, or of a simulator that runs already. Null: none is needed, or the service starts a simulator of its own. */
  readonly url: string | null;
  /** Of the simulator that the service starts. 0: any free port. */
  readonly simulatorPort: number;
  /** What a way is estimated at where nobody knows the roads. */
  readonly cityKilometresPerHour: number;
}

/** Who checks documents with the registers that they come from. */
export type VerificationConfiguration =
  | {
      readonly provider: 'simulator' | 'none';
      /** Of a simulator that runs already. Null: none is needed, or the service starts one of its own. */
      readonly url: string | null;
      /** Of the simulator that the service starts. 0: any free port. */
      readonly simulatorPort: number;
    }
  | {
      readonly provider: 'cashfree';
      readonly url: string;
      readonly clientId: string;
      readonly clientSecret: string;
    };

/** Where files are kept. */
export type ObjectStoreConfiguration =
  | { readonly provider: 'local' }
  | {
      readonly provider: 's3';
      /** Null: Amazon's own, of the region. */
      readonly endpoint: string | null;
      readonly region: string;
      readonly bucket: string;
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
    };

/** Of the live streams. */
export interface LiveConfiguration {
  readonly heartbeatSeconds: number;
  /** Of one process. */
  readonly streams: number;
  /** Of one user in one process. */
  readonly streamsPerUser: number;
}

/**
 * Everything the service is told from outside, read once at start by `readConfiguration` and frozen. Inject it by this
 * class. `.env.example` says what each name means and what it defaults to.
 */
export class Configuration {
  readonly environment: 'development' | 'test' | 'production';
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Null: the embedded server. */
  readonly databaseUrl: string | null;
  /** Null when `databaseUrl` is, else never null. */
  readonly databaseOwnerUrl: string | null;
  /** Null when `databaseUrl` is, else never null. */
  readonly databaseWorkerUrl: string | null;
  /** Absolute. */
  readonly dataDirectory: string;
  readonly databasePoolSize: number;
  readonly workerPoolSize: number;
  readonly logLevel: LogLevel;
  readonly jwtSecret: string;
  readonly otpSecret: string;
  /** 32 bytes that wrap the key each person's audited fields are encrypted with. */
  readonly auditKey: Buffer;
  readonly accessTokenMinutes: number;
  readonly refreshTokenDays: number;
  readonly otpCooldownSeconds: number;
  readonly corsOrigins: readonly string[];
  /** Requests a minute of one caller. */
  readonly rateLimitPerMinute: number;
  /** How long after the start of a shift its driver is looked for. */
  readonly shiftGraceMinutes: number;
  readonly bodyLimitBytes: number;
  /** As Fastify's `trustProxy`: how many proxies stand in front, or which addresses they have. */
  readonly trustProxy: false | number | readonly string[];
  readonly sms: SmsConfiguration;
  readonly routing: RoutingConfiguration;
  readonly verification: VerificationConfiguration;
  readonly live: LiveConfiguration;
  readonly objectStore: ObjectStoreConfiguration;
  /** Absolute. Of the local store. */
  readonly objectStoreDirectory: string;
  /** Absolute. */
  readonly auditAnchorFile: string;
  readonly clock: 'wall' | 'stepped';
  /** Never null when `clock` is `stepped`. */
  readonly simulationToken: string | null;
  /** Null: /metrics needs no token. */
  readonly metricsToken: string | null;

  constructor(values: Readonly<Configuration>) {
    Object.assign(this, values);
    Object.freeze(this);
  }
}

/** The service cannot start as it is configured. The message lists every wrong or missing name, one sentence a line. */
export class ConfigurationError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is refused:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigurationError';
  }
}
