import { BEHAVIOUR } from './behaviour';
import type { Bound } from './bounds';
import { ridesPerCab, type RidesPerCab, rounded, shareOf, type Spread, spreadOf } from './figures';
import type { ReplayOptions } from './options';
import type { Play } from './play';
import type { RoadGraph } from './road-graph';
import type { Verdict } from './verify';

/** How well requests were matched. */
export interface Matched {
  readonly requests: number;
  readonly served: number;
  readonly servedShare: number;
  /** From the request until the cab was there. */
  readonly pickupMinutes: Spread;
  /** The drive to the pickup alone. */
  readonly wayMinutes: Spread;
  /** Of all minutes driven. */
  readonly emptyShare: number;
  readonly ridesPerCab: RidesPerCab;
}

export interface WallSeconds {
  readonly setUp: number;
  readonly playing: number;
  readonly checking: number;
}

export interface ReplayReport {
  readonly mode: ReplayOptions['mode'];
  /** As the service says them, and what the replay itself goes by. */
  readonly options: object;
  readonly cabs: number;
  readonly minutes: { readonly from: number; readonly to: number };
  readonly streetsMended: RoadGraph['mended'];
  readonly rowsLeftOut: number;
  readonly service: Matched & {
    readonly offersPerRide: number;
    /** Windows that matched rides. */
    readonly windows: number;
    /** To drivers who had a rider aboard. */
    readonly offersAhead: number;
    readonly declined: number;
    readonly lapsed: number;
    /** Answers that came too late. */
    readonly overtaken: number;
    /** The longest that a cab waited for a ride at a time, until the last request. */
    readonly longestIdleMinutes: number;
    readonly driversLost: number;
    readonly awaitingReview: number;
  };
  readonly nearestCab: Matched;
  readonly optimumPerWindow: Matched;
  /** Of the service's mean to the optimum's. */
  readonly ratioToOptimum: { readonly pickupMinutes: number; readonly wayMinutes: number };
  readonly wallSeconds: WallSeconds;
  readonly auditEntries: number;
  readonly violations: readonly string[];
}

export interface Played {
  readonly options: ReplayOptions;
  readonly graph: RoadGraph;
  readonly span: { readonly from: number; readonly to: number };
  readonly rowsLeftOut: number;
  readonly play: Play;
  readonly verdict: Verdict;
  readonly nearest: Bound;
  readonly optimum: Bound;
  readonly wallSeconds: WallSeconds;
}

export function reportOf(played: Played): ReplayReport {
  const { options, graph, span, play, verdict } = played;
  const { cabs, mode, seed } = options;
  const { drivers, requests } = play;
  const lastAskedAt = requests.at(-1)!.askedAt;
  const served = requests.filter(({ end }) => end === 'completed');
  const sum = (of: (driver: (typeof drivers)[number]) => number): number =>
    drivers.reduce((total, driver) => total + of(driver), 0);
  const service = {
    ...matched({
      requests: requests.length,
      pickupMinutes: served.map(({ pickedUpAt, askedAt }) => (pickedUpAt! - askedAt) / 60_000),
      wayMinutes: served.map(({ wayMinutes }) => wayMinutes),
      emptyMinutes: sum(({ emptyMinutes }) => emptyMinutes),
      tripMinutes: sum(({ tripMinutes }) => tripMinutes),
      rides: drivers.map(({ rides }) => rides),
    }),
    windows: verdict.windows,
    offersAhead: verdict.offersAhead,
    offersPerRide: rounded(verdict.offers / Math.max(1, requests.length)),
    declined: sum(({ answers }) => answers.declines),
    lapsed: sum(({ answers }) => answers['lets lapse']),
    overtaken: sum(({ answers }) => answers.overtaken),
    longestIdleMinutes: rounded(Math.max(...drivers.map((driver) => driver.longestIdleMinutes(lastAskedAt)))),
    driversLost: verdict.driversLost,
    awaitingReview: verdict.awaitingReview,
  };
  const [nearestCab, optimumPerWindow] = [matchedBy(played.nearest), matchedBy(played.optimum)];
  return {
    mode,
    options: { seed, ...verdict.terms, behaviour: BEHAVIOUR },
    cabs,
    minutes: span,
    streetsMended: graph.mended,
    rowsLeftOut: played.rowsLeftOut,
    service,
    nearestCab,
    optimumPerWindow,
    ratioToOptimum: {
      pickupMinutes: shareOf(service.pickupMinutes.mean, optimumPerWindow.pickupMinutes.mean),
      wayMinutes: shareOf(service.wayMinutes.mean, optimumPerWindow.wayMinutes.mean),
    },
    wallSeconds: played.wallSeconds,
    auditEntries: verdict.auditEntries,
    violations: verdict.violations,
  };
}

function matchedBy(bound: Bound): Matched {
  return matched({ ...bound, emptyMinutes: bound.wayMinutes.reduce((sum, minutes) => sum + minutes, 0) });
}

function matched(of: Bound & { readonly emptyMinutes: number }): Matched {
  return {
    requests: of.requests,
    served: of.pickupMinutes.length,
    servedShare: shareOf(of.pickupMinutes.length, of.requests),
    pickupMinutes: spreadOf(of.pickupMinutes),
    wayMinutes: spreadOf(of.wayMinutes),
    emptyShare: shareOf(of.emptyMinutes, of.emptyMinutes + of.tripMinutes),
    ridesPerCab: ridesPerCab(of.rides),
  };
}

const COLUMN = 24;

export function reportLines(report: ReplayReport): string[] {
  const { service, nearestCab, optimumPerWindow, wallSeconds, minutes, streetsMended } = report;
  const row = (name: string, tell: (of: Matched) => string, only = false): string => {
    const cells = only ? [tell(service)] : [service, nearestCab, optimumPerWindow].map(tell);
    return `${name.padEnd(COLUMN)}${cells.map((cell) => cell.padEnd(COLUMN)).join('')}`.trimEnd();
  };
  const spread = ({ mean, p50, p95, worst }: Spread): string =>
    `${mean.toFixed(2)} / ${p50.toFixed(1)} / ${p95.toFixed(1)} / ${worst.toFixed(1)}`;
  const ratio = report.ratioToOptimum;
  return [
    `Minutes ${minutes.from} to ${minutes.to} with ${report.cabs} cabs, ${report.mode}; ${JSON.stringify(report.options)}`,
    `Streets opened both ways: ${streetsMended.opened}; parts joined: ${streetsMended.joined}; rows left out: ${report.rowsLeftOut}`,
    '',
    `${''.padEnd(COLUMN)}${['the service', 'nearest cab', 'optimum per window'].map((name) => name.padEnd(COLUMN)).join('')}`.trimEnd(),
    row('Requests', ({ requests }) => String(requests)),
    row('Served', ({ servedShare }) => servedShare.toFixed(3)),
    row('Request to pickup, min', ({ pickupMinutes }) => spread(pickupMinutes)),
    row('Way to the pickup, min', ({ wayMinutes }) => spread(wayMinutes)),
    row('Empty driving', ({ emptyShare }) => emptyShare.toFixed(3)),
    row(
      'Rides a cab',
      ({ ridesPerCab: of }) => `${[of.least, of.p10, of.median, of.p90, of.most].join(' ')}, none ${of.none}`,
    ),
    `Longest a cab waited for a ride: ${service.longestIdleMinutes} min`,
    '',
    'Minutes are mean / p50 / p95 / mean of the slowest twentieth; rides a cab least, p10, median, p90, most, and how many cabs had none.',
    `Mean to the optimum's: ${ratio.pickupMinutes} from the request, ${ratio.wayMinutes} of the way alone`,
    `Offers a ride: ${service.offersPerRide} (${service.declined} declined, ${service.lapsed} lapsed, ${service.overtaken} answered too late; ${service.offersAhead} before the drop of another ride); windows: ${service.windows}; drivers lost on the way: ${service.driversLost}; fares waiting for a review: ${service.awaitingReview}`,
    `Wall time: ${wallSeconds.setUp} s to set up, ${wallSeconds.playing} s to play, ${wallSeconds.checking} s to check`,
    report.violations.length === 0
      ? `Invariants: all hold; ${report.auditEntries} audit entries sealed and verified`
      : `Invariants: ${report.violations.length} BROKEN`,
    ...report.violations.slice(0, 20).map((violation) => `  - ${violation}`),
  ];
}
