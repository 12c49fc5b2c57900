import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Level, type LevelWithSilent, type Logger as Pino, pino } from 'pino';
import { callContext } from './call-context';
import { masked, maskText } from './masking';

/** One request, as the access log tells it. The route is the template: what a caller put into the path is not logged. */
export interface AccessLine {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly milliseconds: number;
  readonly requestId: string;
  readonly userId: string | null;
}

/** Where Nest tells, a line a route, that it starts. */
const START_UP_CONTEXTS = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);
const LOUD: ReadonlySet<Level> = new Set(['warn', 'error', 'fatal']);
/** What JSON lets stand, and a terminal or a reader of lines obeys: DEL and C1, two separators, what turns the writing round. */
const OBEYED = /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;

/**
 * One JSON object a line, with nothing in it that a terminal obeys (so that nothing logged can forge a line), with the request
 * id of the call, and secrets masked.
 */
export class StructuredLogger implements LoggerService {
  private readonly pino: Pino;

  constructor(level: LevelWithSilent, destination?: DestinationStream) {
    this.pino = pino(
      {
        level,
        base: undefined,
        messageKey: 'message',
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
        hooks: { streamWrite: (line) => line.replace(OBEYED, escaped) },
      },
      destination,
    );
  }

  /** At level info, and without masking: its fields cannot hold secrets. */
  access(line: AccessLine): void {
    this.pino.info(line, 'request');
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest passes the name of the logger last, and for errors a stack before it. */
  private write(level: Level, message: unknown, rest: unknown[]): void {
    if (!this.pino.isLevelEnabled(level)) return;
    const context = typeof rest.at(-1) === 'string' ? (rest.at(-1) as string) : undefined;
    if (context !== undefined && START_UP_CONTEXTS.has(context) && !LOUD.has(level)) return;
    const detail = (context === undefined ? rest : rest.slice(0, -1)).filter((item) => item !== undefined);
    const fields = {
      context,
      requestId: callContext.get()?.requestId,
      ...(detail.length > 0 ? { detail: masked(detail) } : {}),
    };
    if (message instanceof Error) {
      this.pino[level]({ ...fields, error: masked(message) }, maskText(message.message));
    } else if (typeof message === 'object' && message !== null) {
      const { message: text, ...members } = masked(message) as Record<string, unknown>;
      this.pino[level]({ ...fields, ...members }, typeof text === 'string' ? text : undefined);
    } else {
      this.pino[level](fields, maskText(String(message)));
    }
  }
}

function escaped(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
