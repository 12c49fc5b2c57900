import type { AddressInfo } from 'node:net';
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { addControlRoutes } from '../control-routes';
import { alongTheGrid, type Point, readCoordinates, type Roads } from './grid-roads';
import { OUTCOME_KINDS, type OsrmOutcome, OsrmOutcomes, REFUSAL_CODES } from './osrm-outcomes';

/** `--max-table-size` and `--max-viaroute-size` of a real one, by default. */
const MOST_IN_A_TABLE = 100;
const MOST_IN_A_ROUTE = 500;
/** The journal keeps the newest and forgets the oldest, so that a simulator can run for weeks. */
const KEPT = 10_000;

export interface OsrmJournalEntry {
  readonly number: number;
  readonly at: string;
  /** As it came, with the query. */
  readonly path: string;
  readonly outcome: string;
  /** Null: no answer was sent. */
  readonly httpStatus: number | null;
}

export interface OsrmSimulator {
  readonly url: string;
  /** The first chosen decides the next request, and so on; after them, `always`. */
  chooseNext(...outcomes: OsrmOutcome[]): void;
  /** Decides every request for which nothing was chosen. */
  always(outcome: OsrmOutcome): void;
  /** Oldest first. */
  journal(): OsrmJournalEntry[];
  /** Forgets the journal and the chosen outcomes. */
  reset(): void;
  stop(): Promise<void>;
}

type Ask = FastifyRequest<{ Params: { coordinates: string }; Querystring: Record<string, string | undefined> }>;
type Answer = { readonly httpStatus: number; readonly body: object };

export interface OsrmSimulatorOptions {
  /** Left out or 0: any free port. */
  readonly port?: number;
  /** Left out: a city whose roads are a grid. */
  readonly roads?: Roads;
}

/** Starts a fake OSRM on 127.0.0.1 that speaks `route` and `table` (docs/rules-of-the-road.md). @throws when the port is taken. */
export async function startOsrmSimulator({
  port = 0,
  roads = alongTheGrid,
}: OsrmSimulatorOptions = {}): Promise<OsrmSimulator> {
  const outcomes = new OsrmOutcomes();
  let entries: OsrmJournalEntry[] = [];
  let count = 0;
  const record = (request: Ask, outcome: string, httpStatus: number | null): void => {
    entries.push({ number: ++count, at: new Date().toISOString(), path: request.url, outcome, httpStatus });
    if (entries.length > KEPT) entries.splice(0, KEPT / 10);
  };
  const server = fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: 16_384 } });

  const serve =
    (answer: (request: Ask, chosen: string | null) => Answer) =>
    async (request: Ask, reply: FastifyReply): Promise<unknown> => {
      const outcome = outcomes.take();
      switch (outcome.kind) {
        case 'error': {
          const httpStatus = outcome.httpStatus ?? 503;
          record(request, outcome.kind, httpStatus);
          return reply.code(httpStatus).type('text/html').send('<html>upstream is down</html>');
        }
        case 'drop':
          record(request, outcome.kind, null);
          reply.hijack();
          reply.raw.destroy();
          return reply;
        case 'rubbish':
          record(request, outcome.kind, 200);
          return { code: 'Ok', routes: [{ distance: 'far' }], durations: [[null, 1]] };
        case 'delay':
          await new Promise((resolve) => setTimeout(resolve, outcome.delayMs).unref());
      }
      const { httpStatus, body } = answer(request, outcome.kind === 'refuse' ? (outcome.code ?? 'NoRoute') : null);
      record(request, outcome.kind, httpStatus);
      return reply.code(httpStatus).send(body);
    };
  server.get(
    '/route/v1/driving/:coordinates',
    serve((request, chosen) => route(request, chosen, roads)),
  );
  server.get(
    '/table/v1/driving/:coordinates',
    serve((request, chosen) => table(request, chosen, roads)),
  );
  addControlRoutes(server, {
    ...{ outcomes, kinds: OUTCOME_KINDS, fields: { code: { type: 'string', enum: REFUSAL_CODES } } },
    journal: () => ({ entries }),
    reset: () => {
      outcomes.reset();
      entries = [];
      count = 0;
    },
  });
  await server.listen({ host: '127.0.0.1', port });

  return {
    url: `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    chooseNext: (...chosen) => outcomes.choose(chosen),
    always: (outcome) => outcomes.choose([], outcome),
    journal: () => [...entries],
    reset: () => {
      outcomes.reset();
      entries = [];
      count = 0;
    },
    stop: () => server.close(),
  };
}

function route(request: Ask, chosen: string | null, roads: Roads): Answer {
  if (chosen !== null) return refusal(chosen);
  const points = readCoordinates(request.params.coordinates);
  if (!points || points.length < 2) return refusal('InvalidQuery');
  if (points.length > MOST_IN_A_ROUTE) return refusal('TooBig');
  const legs = points.slice(1).map((point, i) => ({ ...roads(points[i]!, point), steps: [], summary: '' }));
  const sum = (of: 'distance' | 'duration'): number => legs.reduce((total, leg) => total + leg[of], 0);
  return {
    httpStatus: 200,
    body: {
      code: 'Ok',
      routes: [{ distance: sum('distance'), duration: sum('duration'), weight_name: 'routability', legs }],
      waypoints: points.map(waypoint),
    },
  };
}

function table(request: Ask, chosen: string | null, roads: Roads): Answer {
  if (chosen !== null && chosen !== 'NoRoute') return refusal(chosen);
  const points = readCoordinates(request.params.coordinates);
  if (!points) return refusal('InvalidQuery');
  if (points.length > MOST_IN_A_TABLE) return refusal('TooBig');
  const sources = chosenOf(points, request.query.sources);
  const destinations = chosenOf(points, request.query.destinations);
  if (!sources || !destinations) return refusal('InvalidQuery');
  const annotations = (request.query.annotations ?? 'duration').split(',');
  const cells = (of: 'distance' | 'duration'): (number | null)[][] =>
    sources.map((from) => destinations.map((to) => (chosen === null ? roads(from, to)[of] : null)));
  return {
    httpStatus: 200,
    body: {
      code: 'Ok',
      ...(annotations.includes('duration') && { durations: cells('duration') }),
      ...(annotations.includes('distance') && { distances: cells('distance') }),
      sources: sources.map(waypoint),
      destinations: destinations.map(waypoint),
    },
  };
}

/** The points that `sources` or `destinations` names by number; all when it is not given; null where one does not exist. */
function chosenOf(points: readonly Point[], given: string | undefined): Point[] | null {
  if (given === undefined || given === 'all') return [...points];
  const chosen = given.split(';').map((index) => (/^\d+$/.test(index) ? points[Number(index)] : undefined));
  return chosen.some((point) => point === undefined) ? null : (chosen as Point[]);
}

function refusal(code: string): Answer {
  return { httpStatus: 400, body: { code, message: `Refused with ${code}` } };
}

function waypoint({ longitude, latitude }: Point): object {
  return { hint: '', name: '', distance: 0, location: [longitude, latitude] };
}
