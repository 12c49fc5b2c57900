import { Logger } from '@nestjs/common';
import type { GeoPoint } from '../../kernel/geo-point';
import type { UnitOfWork } from '../transaction/unit-of-work';
import { Circuit } from '../circuit';
import { estimateRoad } from './estimated-routing';
import { type RoadLeg, Routing } from './routing';

export interface OsrmOptions {
  /** `http://127.0.0.1:5000`; a path in front of `/route` is kept. */
  readonly baseUrl: string;
  /** For one call, in milliseconds. */
  readonly timeoutMs: number;
  /** The city's speed, for estimates. */
  readonly kilometresPerHour: number;
  /** Failures in a row after which OSRM is left alone, and for how many milliseconds. */
  readonly failuresInARow: number;
  readonly pauseMs: number;
}

/** OSRM takes 100 coordinates in a table by default (`--max-table-size`), and one of them is the destination. */
const ORIGINS_A_TABLE = 99;

/** OSRM knows no such way, or would not look: it is up, and the same question would be answered the same again. */
class OsrmRefused extends Error {}

/** Unreachable, too slow, overloaded, or not speaking OSRM's language. */
class OsrmFailed extends Error {}

/** OSRM's HTTP API, `route` and `table` (docs/rules-of-the-road.md). What it cannot say is estimated. */
export class OsrmRouting extends Routing {
  private readonly logger = new Logger('OsrmRouting');
  private readonly circuit: Circuit;
  private readonly base: string;

  constructor(
    unitOfWork: Pick<UnitOfWork, 'active'>,
    private readonly options: OsrmOptions,
    now?: () => number,
  ) {
    super(unitOfWork);
    this.base = options.baseUrl.replace(/\/+$/, '');
    this.circuit = new Circuit(options.failuresInARow, options.pauseMs, now);
  }

  protected override async findRoute(
    stops: readonly GeoPoint[],
    kilometresPerHour = this.options.kilometresPerHour,
  ): Promise<RoadLeg> {
    const answer = await this.ask(`route/v1/driving/${coordinates(stops)}?overview=false`, readRoute);
    return answer ?? estimateRoad(stops, kilometresPerHour);
  }

  protected override async findTable(
    origins: readonly GeoPoint[],
    destination: GeoPoint,
    kilometresPerHour = this.options.kilometresPerHour,
  ): Promise<readonly RoadLeg[]> {
    const parts: (readonly GeoPoint[])[] = [];
    for (let at = 0; at < origins.length; at += ORIGINS_A_TABLE) parts.push(origins.slice(at, at + ORIGINS_A_TABLE));
    const tables = await Promise.all(
      parts.map(async (part) => {
        const legs = await this.ask(tableQuery(part, destination), (body) => readTable(body, part.length));
        return part.map((origin, i) => legs?.[i] ?? estimateRoad([origin, destination], kilometresPerHour));
      }),
    );
    return tables.flat();
  }

  /** What OSRM says, or null where it has to be estimated. */
  private async ask<T>(query: string, read: (body: unknown) => T): Promise<T | null> {
    if (!this.circuit.letsThrough()) return null;
    try {
      const answer = read(await this.call(query));
      this.circuit.succeeded();
      return answer;
    } catch (error) {
      if (error instanceof OsrmRefused) {
        this.circuit.succeeded();
        this.logger.debug(`${error.message} The way is estimated.`);
        return null;
      }
      if (this.circuit.failed())
        this.logger.warn(`${(error as Error).message} Ways are estimated for the next ${this.options.pauseMs} ms.`);
      return null;
    }
  }

  /** @throws OsrmRefused, OsrmFailed; neither names the coordinates, which may be where somebody lives. */
  private async call(query: string): Promise<unknown> {
    let status: number;
    let text: string;
    try {
      const response = await fetch(`${this.base}/${query}`, {
        headers: { accept: 'application/json' },
        redirect: 'manual',
        signal: AbortSignal.timeout(this.options.timeoutMs),
      });
      status = response.status;
      text = await response.text();
    } catch (error) {
      const code = (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).name;
      throw new OsrmFailed(`OSRM did not answer (${code}).`);
    }
    const body = parse(text);
    if (status === 200) return body;
    const code = (body as { code?: unknown } | null)?.code;
    if (status === 400 && typeof code === 'string') throw new OsrmRefused(`OSRM answered 400 ${code.slice(0, 40)}.`);
    throw new OsrmFailed(`OSRM answered ${status}.`);
  }
}

/** OSRM has the longitude first. Six decimals are 11 cm. */
function coordinates(points: readonly GeoPoint[]): string {
  return points.map(({ latitude, longitude }) => `${longitude.toFixed(6)},${latitude.toFixed(6)}`).join(';');
}

function tableQuery(origins: readonly GeoPoint[], destination: GeoPoint): string {
  const sources = origins.map((_, i) => i).join(';');
  return (
    `table/v1/driving/${coordinates([...origins, destination])}?annotations=duration,distance` +
    `&sources=${sources}&destinations=${origins.length}`
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function readRoute(body: unknown): RoadLeg {
  const { code, routes } = (body ?? {}) as { code?: unknown; routes?: { distance?: unknown; duration?: unknown }[] };
  const leg = code === 'Ok' && Array.isArray(routes) ? legOf(routes[0]?.distance, routes[0]?.duration) : null;
  if (leg === null) throw new OsrmFailed('OSRM answered a route that cannot be read.');
  return leg;
}

/** Null in a table: OSRM knows no way from there. */
function readTable(body: unknown, size: number): readonly (RoadLeg | null)[] {
  const { code, durations, distances } = (body ?? {}) as { code?: unknown; durations?: unknown; distances?: unknown };
  if (code !== 'Ok' || !isColumn(durations, size) || !isColumn(distances, size))
    throw new OsrmFailed('OSRM answered a table that cannot be read.');
  return durations.map(([duration], i) => legOf(distances[i]![0], duration));
}

function isColumn(rows: unknown, size: number): rows is unknown[][] {
  return Array.isArray(rows) && rows.length === size && rows.every((row) => Array.isArray(row) && row.length === 1);
}

function legOf(metres: unknown, seconds: unknown): RoadLeg | null {
  if (!isLength(metres) || !isLength(seconds)) return null;
  return { metres: Math.round(metres), seconds: Math.round(seconds), estimated: false };
}

function isLength(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
