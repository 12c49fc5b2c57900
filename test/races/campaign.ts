import fc from 'fast-check';
import type { Player } from './player';
import type { Reference } from './reference';
import { beginning, type Broken, type Moments, stories, Story, Unexplained } from './stories';

export interface CampaignTerms {
  readonly seed: number;
  readonly runs: number;
  readonly mostMoments: number;
  /** In which stories are begun. */
  readonly seconds: number;
  /** So many are played however long they take. */
  readonly least?: number;
  /** The stories it begins with, before any is drawn. */
  readonly openings?: readonly Moments[];
  /** More, for the search of a smaller story that fails too. */
  readonly secondsToShrink: number;
  /** Begins with one of an earlier campaign. */
  readonly from?: StoryPath;
}

/** As fast-check tells it: where a story that failed was among those of its seed, and what it was made smaller by. */
export interface StoryPath {
  readonly path: string;
  /** Null of one as it was drawn, such as `41`; of a smaller one, such as `41:0:2`, it is needed. */
  readonly replay: string | null;
}

/** What was done, so that a campaign in which nobody ever lost a race is known for what it is. */
export interface CampaignReport {
  readonly runs: number;
  /** How often each action had each answer. */
  readonly answers: Readonly<Record<string, number>>;
  /** The smallest story found that is not explained; null: every one was. */
  readonly found: Unexplained | null;
  readonly seed: number;
  /** Of the story that was found. */
  readonly at: StoryPath | null;
}

/** On a machine that is busy with other things. */
export const SLOWEST_STORY_SECONDS = 25;

/** Plays stories until one is not explained, and then smaller ones as long as they are not either. */
export async function campaign(
  terms: CampaignTerms,
  reference: Reference,
  cast: () => Player,
  broken: Broken,
): Promise<CampaignReport> {
  const answers: Record<string, number> = {};
  const { seed, runs: numRuns, seconds, secondsToShrink, mostMoments, least = 0, openings = [], from } = terms;
  const end = Date.now() + seconds * 1_000;
  let runs = 0;
  let shrinkUntil = Infinity;
  // Kept here too: fast-check tells of its smallest one only if it is let finish.
  let found: Unexplained | null = null;
  const play = async (story: Moments): Promise<void> => {
    if (Date.now() > shrinkUntil || (!found && runs >= least && Date.now() > end)) return;
    runs++;
    const real = await Story.begin(cast(), reference, broken);
    try {
      await fc.asyncModelRun(() => ({ model: beginning(), real }), story);
    } catch (error) {
      if (!found) shrinkUntil = Date.now() + secondsToShrink * 1_000;
      if (error instanceof Unexplained) found = error;
      throw error;
    } finally {
      count(real, answers);
    }
  };
  const interruptAfterTimeLimit = (seconds + secondsToShrink + least * SLOWEST_STORY_SECONDS) * 1_000;
  const replay = from?.replay ?? undefined;
  const details = await fc.check(fc.asyncProperty(stories(mostMoments, replay), play), {
    ...{ seed, numRuns, interruptAfterTimeLimit, markInterruptAsFailure: false },
    examples: openings.map((opening): [Moments] => [opening]),
    ...(from && { path: from.path }),
    // What was made smaller once is played as it is: whichever of its moments are reached this time.
    endOnFailure: replay !== undefined,
  });
  const { errorInstance, counterexamplePath: path, counterexample } = details;
  if (details.failed && !found) throw errorInstance;
  const at = path === null ? null : { path, replay: path.includes(':') ? replayPathOf(counterexample?.[0]) : null };
  return { runs, answers, found, seed: details.seed, at };
}

/** fast-check tells it only in the text of what it drew. */
function replayPathOf(story: Moments | undefined): string | null {
  return /replayPath="([^"]+)"/.exec(String(story))?.[1] ?? null;
}

function count({ told }: Story, answers: Record<string, number>): void {
  for (const { steps, answers: given } of told) {
    given.forEach((answered, n) => {
      if (!answered) return;
      const { method, path } = steps[n]!.call;
      const what = `${method} ${path.replace(/\{[^}]+\}/g, '{…}')} ${answered.code ?? answered.status}`;
      answers[what] = (answers[what] ?? 0) + 1;
    });
  }
}
