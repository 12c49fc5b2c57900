import type { Score } from '../domain/candidate';
import type { Why } from '../domain/why-driver';

/** Seconds of cost, less being better; each part's share of it. */
export class ScoreResponse {
  /** @example 198.4 */
  cost: number;
  /** @example 240 */
  pickup: number;
  /** @example -12.5 */
  idle: number;
  /** @example -21.1 */
  acceptance: number;
  /** @example -8 */
  charge: number;
  /**
   * What having waited adds to the weight of the way, where rides are matched together; 0 where they are not.
   * @example 0
   */
  waiting: number;
  /**
   * For that he had another ride to finish first.
   * @example 0
   */
  finishing: number;

  static of({ cost, parts }: Score): ScoreResponse {
    const { pickup, idle, acceptance, charge, waiting = 0, finishing = 0 } = parts;
    return { cost, pickup, idle, acceptance, charge, waiting, finishing };
  }
}

export class VerdictResponse {
  /** @example seen_recently */
  rule: string;
  passed: boolean;
  /**
   * The figures that it was decided by.
   * @example { "secondsAgo": 140, "secondsAtMost": 90 }
   */
  detail: Record<string, unknown>;
}

export class WhyRoundResponse {
  searchId: string;
  /** @example 1 */
  round: number;
  /** @example 2026-03-14T03:30:00.000Z */
  at: string;
  /** @example 3000 */
  radiusMetres: number;
  /** @example 1 */
  policyVersion: number;
}

export class WhyFiguresResponse {
  /**
   * As the crow flies.
   * @example 920
   */
  straightMetres: number;
  /** @example 1200 */
  pickupMetres: number;
  /** @example 240 */
  pickupSeconds: number;
  /** True where no router was asked. */
  pickupEstimated: boolean;
  seenAt: string;
  /**
   * Since when he waited for a ride.
   * @example 2026-03-14T03:30:00.000Z
   */
  idleSince: string | null;
  /** @example 80 */
  chargePercent: number | null;
  /**
   * What was left of a ride that he would have finished first, and is part of `pickupSeconds`; null of an idle driver.
   * @example null
   */
  finishingSeconds: number | null;
}

export class WhyChosenResponse {
  driverId: string;
  /** @example "Ravi Singh" */
  name: string;
  score: ScoreResponse;
}

export class WhyResponse {
  /** @example outranked */
  outcome:
    | 'has_it'
    | 'had_it'
    | 'offered'
    | 'declined'
    | 'lapsed'
    | 'withdrawn'
    | 'outranked'
    | 'passed_over'
    | 'refused'
    | 'outside_radius'
    | 'not_considered'
    | 'never_searched';
  /** @example "Asha was 1.2 km away (4 min) and passed every rule, but Ravi was 40 s nearer and had waited 12 min longer." */
  sentence: string;
  /**
   * The moment that it tells of.
   * @example 2026-03-14T03:30:00.000Z
   */
  at: string;
  /** The round that it was taken from; null where he was in none. */
  round: WhyRoundResponse | null;
  /** Null where he was not judged. */
  figures: WhyFiguresResponse | null;
  /**
   * How far he was, as the crow flies, where that was beyond the radius.
   * @example 7300
   */
  outsideMetres: number | null;
  /** Of every rule; none where he was in no round. */
  verdicts: VerdictResponse[];
  /** Null where a rule refused him, or where only an estimate of his way was known. */
  score: ScoreResponse | null;
  /** Who came before him; null where nobody did, or where he is not the caller's to see. */
  chosen: WhyChosenResponse | null;

  static of({ outcome, sentence, at, round, facts, outside, verdicts, score, chosen }: Why): WhyResponse {
    return {
      ...{ outcome, sentence },
      at: at.toISOString(),
      round: round && {
        searchId: round.searchId,
        round: round.round,
        at: round.at.toISOString(),
        radiusMetres: round.radiusMetres,
        policyVersion: round.policyVersion,
      },
      figures: facts && figuresOf(facts),
      outsideMetres: outside?.straightMetres ?? null,
      verdicts: verdicts.map(({ rule, passed, detail }) => ({ rule, passed, detail })),
      score: score && ScoreResponse.of(score),
      chosen: chosen && { driverId: chosen.driverId, name: chosen.name, score: ScoreResponse.of(chosen.score) },
    };
  }
}

function figuresOf({
  straightMetres,
  pickup,
  seenAt,
  idleSince,
  chargePercent,
  finishing,
}: NonNullable<Why['facts']>): WhyFiguresResponse {
  return {
    straightMetres: Math.round(straightMetres),
    pickupMetres: pickup.metres,
    pickupSeconds: pickup.seconds,
    pickupEstimated: pickup.estimated,
    seenAt: seenAt.toISOString(),
    idleSince: idleSince?.toISOString() ?? null,
    chargePercent,
    finishingSeconds: finishing?.remainingSeconds ?? null,
  };
}
