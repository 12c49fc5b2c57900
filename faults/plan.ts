import { Random } from '../demo/random';

export const FAULTS = [
  'service killed',
  'database killed',
  'database restarted',
  'wire cut',
  'wire dropped',
  'wire stalled',
  'pool filled',
  'messages time out after the effect',
  'messages fail after the effect',
  'messages answered twice',
  'sources time out after the effect',
  'sources answer out of order',
  'sources answered twice',
  'roads gone',
  'phones skewed',
] as const;

export type FaultKind = (typeof FAULTS)[number];

export interface PlannedFault {
  readonly kind: FaultKind;
  /** Before it strikes, once the one before is over. */
  readonly afterMs: number;
  /** How long it lasts at least, where it lasts. */
  readonly forMs: number;
  /** Of what it does by chance. */
  readonly seed: number;
}

const A_ROUND = 4;
const AFTER_MS = { least: 300, most: 1_800 };
const FOR_MS = { least: 600, most: 3_000 };
/** The first of so many rounds begins with the kill, after so much undisturbed work that it can be judged by it. */
const WATCHED_ROUNDS = 4;
const WATCHED_MS = { least: 4_500, most: 6_000 };

/** Which faults strike, in which order: the seed fixes it, whatever else happens. */
export class FaultPlan {
  private readonly random: Random;
  private bag: FaultKind[] = [];
  private rounds = 0;

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  /** Each round kills the service once, since that is what most is at stake in; the rest is drawn until every kind has come, and then anew. */
  nextRound(): PlannedFault[] {
    const kinds: FaultKind[] = ['service killed'];
    while (kinds.length < A_ROUND) kinds.push(this.draw());
    const isWatched = this.rounds++ % WATCHED_ROUNDS === 0;
    const [killed, ...others] = kinds;
    const inOrder = isWatched ? [killed!, ...this.shuffled(others)] : this.shuffled(kinds);
    const undisturbed = (place: number): typeof AFTER_MS => (isWatched && place === 0 ? WATCHED_MS : AFTER_MS);
    return inOrder.map((kind, place) => ({
      kind,
      afterMs: this.random.whole(undisturbed(place).least, undisturbed(place).most),
      forMs: this.random.whole(FOR_MS.least, FOR_MS.most),
      seed: this.random.whole(0, 2 ** 31),
    }));
  }

  private draw(): FaultKind {
    if (this.bag.length === 0) this.bag = this.shuffled(FAULTS.filter((kind) => kind !== 'service killed'));
    return this.bag.pop()!;
  }

  private shuffled<T>(items: readonly T[]): T[] {
    const left = [...items];
    return items.map(() => left.splice(this.random.whole(0, left.length - 1), 1)[0]!);
  }
}
