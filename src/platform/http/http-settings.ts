import type { LevelWithSilent } from 'pino';

/** What of the configuration the HTTP layer goes by. `Configuration` has it all. */
export interface HttpSettings {
  readonly logLevel: LevelWithSilent;
  readonly jwtSecret: string;
  readonly accessTokenMinutes: number;
  readonly corsOrigins: readonly string[];
  /** Requests a minute of one caller. */
  readonly rateLimitPerMinute: number;
  readonly bodyLimitBytes: number;
  /** As Fastify's `trustProxy`: how many proxies stand in front, or which addresses they have. */
  readonly trustProxy: false | number | readonly string[];
  /** Null: /metrics needs no token. */
  readonly metricsToken: string | null;
}
