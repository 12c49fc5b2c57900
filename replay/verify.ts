import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchClient } from '../bench/bench-client';
import type { Schemas } from '../client/cabstand-client';
import { type AuditEntry, drivenViolations, engagementViolations, offerViolations } from '../demo/dispatch-checks';
import type { Service } from '../demo/service';
import type { Pool } from 'pg';
import type { ReplayOptions } from './options';
import type { Play } from './play';
import type { Request } from './stage';
import type { World } from './world';

type Ride = Schemas['RideResponse'];

/** What holds, with nothing left over: a sentence for each thing that does not. */
export interface Verdict {
  readonly violations: readonly string[];
  /** As the service counts them. */
  readonly offers: number;
  readonly driversLost: number;
  /** Windows that matched rides. */
  readonly windows: number;
  /** To drivers who had a rider aboard. */
  readonly offersAhead: number;
  readonly terms: MatchingTerms;
  /** Completed, and its fare waits for an operator's look at its figures. */
  readonly awaitingReview: number;
  readonly auditEntries: number;
}

/** How rides are matched, as the service says it. */
export interface MatchingTerms {
  readonly mode: string;
  readonly windowSeconds: number;
  readonly waitingPercentPerMinute: number;
  readonly lookAheadMinutes: number;
  readonly fairnessSeconds: number;
}

/** The chain's verification may be asked for six times a minute. */
const SEAL_PATIENCE = { tries: 12, pauseMs: 10_500 };
const PAGE = 200;

interface ToVerify {
  readonly client: BenchClient;
  readonly service: Service;
  readonly world: World;
  readonly play: Play;
  readonly options: ReplayOptions;
}

/** Looks at what was played, over the API, and at the outbox and the rounds, which no route tells of all at once. */
export async function verify({ client, service, world, play, options }: ToVerify): Promise<Verdict> {
  const list = <T>(path: string): Promise<T[]> => listAll<T>(client, world.operatorToken, path);
  const rides = await list<Ride>('/v1/rides?');
  const offers = await list<AuditEntry>('/v1/audit?entity=offer&');
  const engagements = await list<AuditEntry>('/v1/audit?entity=engagement&');
  const departures = await list<AuditEntry>('/v1/audit?type=ride.departed&');
  const sealed = await verifyAudit(client, service, world);
  const dead = await list<{ listener: string; eventType: string }>('/v1/dead-letters?status=dead&');
  const completed = rides.filter(({ status }) => status === 'COMPLETED').map(({ id }) => id);
  const terms = await termsOf(client, world);
  const used = await matchedHow(world.pool);
  const violations = [
    ...play.violations,
    ...rideViolations(rides, play.requests),
    ...servedViolations(play.requests),
    ...matchingViolations(options, terms, used),
    ...offerViolations(offers),
    ...engagementViolations(engagements, departures),
    ...drivenViolations(completed, engagements, offers),
    ...(sealed.violation ? [sealed.violation.why] : []),
    ...(sealed.unsealedCount > 0 ? [`${sealed.unsealedCount} audit entries were left unsealed.`] : []),
    ...dead.map(({ listener, eventType }) => `${listener} gave up on a ${eventType}.`),
    ...(await leftOver(world.pool, await service.now())),
  ];
  return {
    violations,
    offers: offers.filter(({ type }) => type === 'assignment.offer_made').length,
    driversLost: engagements.filter(({ type }) => type === 'assignment.driver_lost').length,
    ...used,
    terms,
    awaitingReview: rides.filter(({ awaitingReview }) => awaitingReview).length,
    auditEntries: sealed.verifiedCount,
  };
}

/** Every request has one ride, which ended as its rider and driver say it did, and who was driven has a fare. */
export function rideViolations(
  rides: readonly Pick<Ride, 'id' | 'status' | 'fare' | 'awaitingReview' | 'code'>[],
  requests: readonly Pick<Request, 'rideId' | 'end' | 'trip'>[],
): string[] {
  const byId = new Map(rides.map((ride) => [ride.id, ride]));
  const violations: string[] = [];
  if (byId.size !== requests.length) violations.push(`There are ${byId.size} rides of ${requests.length} requests.`);
  for (const { rideId, end, trip } of requests) {
    const ride = byId.get(rideId);
    const wanted = end === 'completed' ? 'COMPLETED' : 'CANCELLED';
    if (ride?.status !== wanted) {
      violations.push(`The ride of trip ${trip.trip} is ${ride?.status ?? 'nowhere'}, and was ${end ?? 'left open'}.`);
    } else if (ride.status === 'COMPLETED' && ride.fare === null && !ride.awaitingReview) {
      violations.push(`Ride ${ride.code} is completed and has no fare.`);
    }
  }
  return violations;
}

/** A day on which nobody was driven shows nothing of a service. */
export function servedViolations(requests: readonly Pick<Request, 'end'>[]): string[] {
  return requests.some(({ end }) => end === 'completed') ? [] : [`None of ${requests.length} requests was served.`];
}

/** The service was told to match as the options say, and did. */
export function matchingViolations(
  asked: Pick<ReplayOptions, 'mode' | 'windowSeconds' | 'waitingPercent' | 'lookAheadMinutes' | 'fairnessSeconds'>,
  terms: MatchingTerms,
  { windows, offersAhead }: Pick<Verdict, 'windows' | 'offersAhead'>,
): string[] {
  const { waitingPercent: waitingPercentPerMinute, mode, windowSeconds, lookAheadMinutes, fairnessSeconds } = asked;
  const wanted: MatchingTerms = { mode, windowSeconds, waitingPercentPerMinute, lookAheadMinutes, fairnessSeconds };
  const names = Object.keys(wanted) as (keyof MatchingTerms)[];
  const violations = names
    .filter((name) => terms[name] !== wanted[name])
    .map((name) => `The service matched by ${name} ${terms[name]}, not ${wanted[name]}.`);
  if (mode === 'batched' && windows === 0) violations.push('No window matched any ride.');
  if (mode === 'greedy' && windows > 0) violations.push(`${windows} windows matched rides, and there were to be none.`);
  if (lookAheadMinutes === 0 && offersAhead > 0)
    violations.push(`${offersAhead} offers came to drivers who had a rider aboard, and none was to.`);
  return violations;
}

async function termsOf(client: BenchClient, { operatorToken }: World): Promise<MatchingTerms> {
  const cities = await client.call<{ items: Schemas['CityResponse'][] }>('GET', '/v1/cities', operatorToken);
  const { mode, windowSeconds, waitingPercentPerMinute, lookAheadMinutes } = cities.items[0]!.matching;
  const policy = await client.call<Schemas['MatchingPolicyResponse']>('GET', '/v1/dispatch/policy', operatorToken);
  const fairnessSeconds = policy.weights.idleMinute;
  return { mode, windowSeconds, waitingPercentPerMinute, lookAheadMinutes, fairnessSeconds };
}

/** From the rounds and the offers themselves. */
export async function matchedHow(pool: Pick<Pool, 'query'>): Promise<Pick<Verdict, 'windows' | 'offersAhead'>> {
  const { rows } = await pool.query<Pick<Verdict, 'windows' | 'offersAhead'>>(
    `SELECT (SELECT count(DISTINCT window_id)::int FROM assignment.search_rounds) AS windows,
       (SELECT count(*)::int FROM assignment.offers WHERE after_ride_id IS NOT NULL) AS "offersAhead"`,
  );
  return rows[0]!;
}

/** Nothing that was due waits for anybody, no window is open that should have closed, and nobody asked has not been heard of. */
export async function leftOver(pool: Pick<Pool, 'query'>, now: Date): Promise<string[]> {
  const { rows } = await pool.query<{ what: string; waiting: number }>(
    `SELECT 'events wait for ' || listener AS what, count(*)::int AS waiting FROM platform.outbox
     WHERE due_at <= $1 GROUP BY listener
     UNION ALL
     SELECT 'windows are left ' || status, count(*)::int FROM assignment.matching_windows
     WHERE closes_at <= $1 AND status <> 'MATCHED' GROUP BY status
     UNION ALL
     SELECT 'offers are open, and were to end', count(*)::int FROM assignment.offers
     WHERE status = 'OPEN' AND expires_at <= $1 HAVING count(*) > 0
     UNION ALL
     SELECT 'rides of windows were offered and are in no round of theirs', count(*)::int
     FROM assignment.offers o JOIN assignment.search_rounds r ON r.search_id = o.search_id AND r.round = o.round
     WHERE r.window_id IS NOT NULL AND NOT EXISTS (
       SELECT FROM assignment.matching_windows w, jsonb_array_elements(w.rides) AS told
       WHERE w.id = r.window_id AND told->>'rideId' = o.ride_id::text)
     HAVING count(*) > 0`,
    [now],
  );
  return rows.map(({ what, waiting }) => `${waiting} ${what}.`);
}

/** The sealer works on wall time, behind what was committed last. */
async function verifyAudit(
  client: BenchClient,
  service: Service,
  { operatorToken }: World,
): Promise<Schemas['VerificationResponse']> {
  for (let left = SEAL_PATIENCE.tries; ; left--) {
    await service.moveTo(await service.now());
    const path = '/v1/audit/verification';
    const found = await client.call<Schemas['VerificationResponse']>('GET', path, operatorToken);
    if (!found.intact || found.unsealedCount === 0 || left === 0) return found;
    await sleep(SEAL_PATIENCE.pauseMs);
  }
}

async function listAll<T>(client: BenchClient, token: string, path: string): Promise<T[]> {
  const found: T[] = [];
  for (let after = ''; ;) {
    const page = await client.call<{ items: T[]; next: string | null }>('GET', `${path}limit=${PAGE}${after}`, token);
    found.push(...page.items);
    if (page.next === null) return found;
    after = `&after=${page.next}`;
  }
}
