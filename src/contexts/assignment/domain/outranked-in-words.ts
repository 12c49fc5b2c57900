import type { CandidateFacts, Score } from './candidate';
import { duration, listed } from './figures-in-words';
import type { RecordedCandidate } from './round-record';

export interface Ranked {
  readonly name: string;
  readonly facts: CandidateFacts;
  readonly score: Score;
}

interface Difference {
  /** In seconds of cost that the first is ahead by; below 0 he is behind. */
  readonly ahead: number;
  readonly words: string;
}

/** Less than this is no difference that anybody would name. */
const LEVEL_SECONDS = 0.5;

/** Why the one came before the other: `Ravi was 40 s nearer and had waited 12 min longer, though Asha had 9 % more charge`. */
export function outrankedInWords(winner: Ranked, loser: Ranked, at: Date): string {
  const won = differences(winner, loser, at);
  const lost = differences(loser, winner, at);
  const cheaper = Math.round((loser.score.cost - winner.score.cost) * 1_000) / 1_000;
  if (cheaper < 0) return `${winner.name} was asked, ranked after him: at that moment ${loser.name} could not be`;
  if (won.length === 0 && cheaper === 0) {
    return `${winner.name} was level with him and came first by the order of their numbers`;
  }
  if (won.length === 0) return `${winner.name} was ahead by ${cheaper} s in all, in parts too small to name`;
  const though = lost.length === 0 ? '' : `, though ${loser.name} ${listed(lost.map(({ words }) => words))}`;
  return `${winner.name} ${listed(won.map(({ words }) => words))}${though}`;
}

/** What the first has over the second, the weightiest first. */
function differences(first: Ranked, second: Ranked, at: Date): Difference[] {
  const ahead = (part: keyof Score['parts']): number =>
    (second.score.parts[part] ?? 0) - (first.score.parts[part] ?? 0);
  const nearer = second.facts.pickup.seconds - first.facts.pickup.seconds;
  const waited = waitedSeconds(first.facts, at) - waitedSeconds(second.facts, at);
  const charge = Math.round((first.facts.chargePercent ?? 0) - (second.facts.chargePercent ?? 0));
  return [
    {
      ahead: ahead('pickup'),
      words: first.facts.finishing
        ? `would be there ${duration(nearer)} sooner, with the ride that he was finishing`
        : `was ${duration(nearer)} nearer`,
    },
    { ahead: ahead('idle'), words: `had waited ${duration(waited)} longer` },
    {
      ahead: ahead('acceptance'),
      words: `accepts more of what he is offered (${share(first)} against ${share(second)})`,
    },
    { ahead: ahead('charge'), words: `had ${charge} % more charge` },
    { ahead: ahead('finishing'), words: 'had no other ride to finish first' },
  ]
    .filter((difference) => difference.ahead >= LEVEL_SECONDS)
    .sort((a, b) => b.ahead - a.ahead);
}

function waitedSeconds({ idleSince, finishing }: CandidateFacts, at: Date): number {
  return idleSince === null || finishing ? 0 : Math.max(0, (at.getTime() - idleSince.getTime()) / 1_000);
}

function share({ facts: { offersAccepted, offersMade } }: Ranked): string {
  return `${offersAccepted} of ${offersMade}`;
}

export function ranked(name: string, { facts, score }: RecordedCandidate): Ranked | null {
  return score && { name, facts, score };
}
