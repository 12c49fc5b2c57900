import fc from 'fast-check';
import { type Action, labelOf, stepOf } from './actions';
import { look, type Names, type Seen } from './eyes';
import { allowedAnswers, answerText, areAnswersExplained, type Done, explanations } from './linearization';
import type { Answered, Player, Step } from './player';
import type { Reference } from './reference';
import { CABS, type Cab, DRIVERS, type Driver, setting, type ShiftTime } from './setting';
import { firstState, isUnderWay, openDuty, ridesOf, type State } from './state';

/** Something that may be done, whatever the story has come to: numbers choose among what there is then. */
export type Wish =
  | {
      /** `go on`: whatever comes next for a ride. */
      readonly wish: Exclude<Action['do'], 'plan' | 'replace'> | 'go on';
      readonly driver: Driver;
      readonly choice: number;
      readonly afterMs: Step['afterMs'];
    }
  | {
      readonly wish: 'plan' | 'replace';
      readonly driver: Driver;
      readonly cab: Cab;
      readonly time: ShiftTime;
      readonly choice: number;
      readonly afterMs: Step['afterMs'];
    };

/** A few at a time: every order of them is tried for an explanation. */
const MOST_AT_ONCE = 4;
const MOST_RIDES = 6;
const MOST_SHIFTS = 8;
const MOST_DUTIES = 9;
/** More, and a driver who stands still is taken off the ride that he departed for. */
const MOST_PASSINGS = 4;

export interface Told {
  readonly steps: readonly Step[];
  readonly answers: readonly (Answered | null)[];
  readonly seen: Seen;
}

/** What is wrong: the last answers, what was seen behind them though these may be so, or what the database held. */
export type Why = 'answers' | 'seen' | 'held';

/** What came about that no order of the reference explains. */
export class Unexplained extends Error {
  constructor(
    readonly story: readonly Told[],
    readonly names: Names,
    /** Every list of answers that some order of the last ones done allows. */
    readonly allowed: readonly (readonly string[])[],
    readonly why: Why,
    what: string,
  ) {
    super(what);
    this.name = 'Unexplained';
  }
}

/** The reference's side of a story: every world that it may have come to. */
export interface Explained {
  states: readonly State[];
  passings: number;
}

export type Broken = (player: Player) => Promise<readonly string[]>;

/** The service's side of it. */
export class Story {
  readonly told: Told[] = [];

  constructor(
    readonly player: Player,
    private readonly reference: Reference,
    /** What must hold however the answers are explained: sentences about what does not. */
    private readonly broken: Broken,
  ) {}

  static async begin(player: Player, reference: Reference, broken: Broken): Promise<Story> {
    await player.play(setting());
    return new Story(player, reference, broken);
  }

  /** @throws Unexplained */
  async do(explained: Explained, all: readonly (readonly [Action, Step['afterMs']])[]): Promise<void> {
    const { states } = explained;
    const names = namesOf(
      states[0]!,
      all.map(([action]) => action),
    );
    const steps = all.map(([action, afterMs]) => stepOf(action, afterMs));
    const answers = await this.player.together(steps);
    const done: Done[] = all.flatMap(([action], n) => (answers[n] ? [{ action, answered: answers[n] }] : []));
    const seen = await look(this.player, names);
    this.told.push({ steps, answers, seen });
    explained.states = explanations(this.reference, states, done, seen);
    const broken = await this.broken(this.player);
    if (explained.states.length > 0 && broken.length === 0) return;
    const why: Why =
      broken.length > 0 ? 'held' : areAnswersExplained(this.reference, states, done) ? 'seen' : 'answers';
    const actions = done.map(({ action }) => action);
    const told = done.map(({ action, answered }) => `${labelOf(action)}: ${answerText(answered)}`);
    const what = {
      held: `It does not hold: ${broken.join(' ')}`,
      seen: `No order of these leads to what is seen afterwards, ${JSON.stringify(seen)}`,
      answers: 'No order of these explains the answers',
    };
    throw new Unexplained(
      this.told,
      names,
      allowedAnswers(this.reference, states, actions),
      why,
      `${what[why]}:\n  ${told.join('\n  ')}`,
    );
  }
}

/** Some things that are done at once, as fast-check draws and shrinks them. */
export class AtOnce implements fc.AsyncCommand<Explained, Story> {
  constructor(private readonly wishes: readonly Wish[]) {}

  check(explained: Readonly<Explained>): boolean {
    return this.actions(explained).length > 0;
  }

  async run(explained: Explained, story: Story): Promise<void> {
    const actions = this.actions(explained);
    explained.passings += actions.filter(([action]) => action.do === 'let time pass').length;
    await story.do(explained, actions);
  }

  toString(): string {
    return `[${this.wishes.map(({ wish }) => wish).join(' | ')}]`;
  }

  private actions({ states, passings }: Readonly<Explained>): [Action, Step['afterMs']][] {
    const state = states[0]!;
    const actions: [Action, Step['afterMs']][] = [];
    for (const wish of this.wishes) {
      const action = granted(
        wish,
        state,
        actions.map(([other]) => other),
        passings,
      );
      if (action) actions.push([action, wish.afterMs]);
    }
    return actions;
  }
}

/** Null where the story has nothing that it could be done to. */
function granted(wish: Wish, state: State, others: readonly Action[], passings: number): Action | null {
  const { choice, driver } = wish;
  const pick = (of: Readonly<Record<string, unknown>>): string => Object.keys(of)[choice % Object.keys(of).length]!;
  /** A name that nothing has, nor is given at this moment. */
  const next = (of: object, prefix: string, most: number): string | null => {
    const taken = [...Object.keys(of), ...others.flatMap((other) => Object.values<string>(other))];
    const numbers = taken.map((name) => (name.startsWith(prefix) ? Number(name.slice(prefix.length)) : 0));
    const n = Math.max(...numbers.filter(Number.isInteger)) + 1;
    return n > most ? null : `${prefix}${n}`;
  };
  switch (wish.wish) {
    case 'plan': {
      const shift = next(state.shifts, 'shift', MOST_SHIFTS);
      return shift === null ? null : { do: 'plan', shift, driver, cab: wish.cab, time: wish.time };
    }
    case 'replace': {
      const shift = next(state.shifts, 'shift', MOST_SHIFTS);
      return shift === null ? null : { do: 'replace', old: pick(state.shifts), shift, driver, cab: wish.cab };
    }
    case 'cancel shift':
    case 'acknowledge': {
      const shift = pick(state.shifts);
      return { do: wish.wish, shift, driver: state.shifts[shift]!.driver };
    }
    case 'check in': {
      const duty = next(state.duties, 'duty', MOST_DUTIES);
      return duty === null ? null : { do: 'check in', driver, duty };
    }
    case 'approve':
    case 'reject':
    case 'check out for him': {
      const pending = openDuty(state, driver)?.[0];
      return { do: wish.wish, duty: pending ?? pick(state.duties) };
    }
    case 'request': {
      const ride = next(state.rides, 'ride', MOST_RIDES);
      return ride === null ? null : { do: 'request', ride };
    }
    case 'search':
    case 'unassign':
    case 'cancel':
      return { do: wish.wish, ride: pick(state.rides) };
    case 'assign':
    case 'reassign':
      return { do: wish.wish, ride: pick(state.rides), driver };
    case 'withdraw':
    case 'depart': {
      const his = ridesOf(state, driver)[0];
      return { do: wish.wish, ride: his?.[0] ?? pick(state.rides), driver };
    }
    case 'go on': {
      const stages = Object.keys(NEXT_STEPS);
      const farthest = Object.entries(state.rides)
        .filter(([, { status, time }]) => time === 'soon' && stages.includes(status))
        .sort(([, a], [, b]) => stages.indexOf(b.status) - stages.indexOf(a.status));
      const going = (choice % 3 === 0 && farthest[1]) || farthest[0];
      if (!going) return null;
      const [ride, { status, driver: has }] = going;
      return { do: NEXT_STEPS[status as keyof typeof NEXT_STEPS], ride, driver: has ?? driver };
    }
    case 'arrive':
    case 'start':
    case 'complete':
    case 'no-show': {
      const underWay = Object.entries(state.rides).filter(([, ride]) => isUnderWay(ride));
      const meant =
        underWay.find(([, ride]) => ride.driver === driver) ??
        underWay[choice % underWay.length] ??
        ridesOf(state, driver)[0];
      return { do: wish.wish, ride: meant?.[0] ?? pick(state.rides), driver: meant?.[1].driver ?? driver };
    }
    case 'accept':
    case 'decline': {
      const asked = Object.keys(state.offers);
      return asked.length === 0 ? null : { do: wish.wish, driver: asked[choice % asked.length]! };
    }
    case 'let time pass': {
      // Two at once would have the later one ask for a time that is over.
      const isPassing = others.some((other) => other.do === 'let time pass');
      return isPassing || passings >= MOST_PASSINGS ? null : { do: 'let time pass' };
    }
    default:
      return { do: wish.wish, driver };
  }
}

/** What is refused leaves no name behind; it is no harm to know one. */
function namesOf(state: State, actions: readonly Action[]): Names {
  const made = <K extends string>(key: K): string[] =>
    actions.flatMap((action) => (key in action ? [(action as unknown as Record<K, string>)[key]] : []));
  const all = (known: object, key: string): string[] => [...new Set([...Object.keys(known), ...made(key)])];
  return {
    drivers: DRIVERS,
    rides: all(state.rides, 'ride'),
    duties: all(state.duties, 'duty'),
    shifts: all(state.shifts, 'shift'),
  };
}

/** The farthest ride is taken on, or hardly any story would come to the end of one. */
const NEXT_STEPS = {
  CREATED: 'assign',
  ASSIGNING: 'assign',
  DRIVER_ASSIGNED: 'depart',
  EN_ROUTE: 'arrive',
  ARRIVED: 'start',
  STARTED: 'complete',
} as const;

const WEIGHTS: Readonly<Record<Wish['wish'], number>> = {
  'go on': 30,
  ...{ assign: 6, reassign: 4, unassign: 3, cancel: 2, withdraw: 3, depart: 4, request: 5, search: 2 },
  ...{ arrive: 3, start: 4, complete: 3, 'no-show': 4 },
  ...{ accept: 8, decline: 3, 'go online': 2, 'go offline': 2, 'let time pass': 2 },
  ...{ 'start break': 3, 'end break': 2, 'check out': 4, 'check in': 4, approve: 4, reject: 1, 'check out for him': 2 },
  ...{ plan: 4, replace: 3, 'cancel shift': 3, acknowledge: 1 },
};

function wishes(): fc.Arbitrary<Wish> {
  const kinds = Object.entries(WEIGHTS) as [Wish['wish'], number][];
  const drawn = fc.record({
    wish: fc.oneof(...kinds.map(([wish, weight]) => ({ weight, arbitrary: fc.constant(wish) }))),
    driver: fc.constantFrom(...DRIVERS),
    cab: fc.constantFrom(...CABS),
    time: fc.constantFrom<ShiftTime>('today', 'today', 'tomorrow'),
    choice: fc.nat(20),
    afterMs: fc.constantFrom(0, 0, 0, 1, 3, 8),
  });
  // What a wish does not ask for it does not look at.
  return drawn as fc.Arbitrary<Wish>;
}

export type Moments = Iterable<fc.AsyncCommand<Explained, Story>>;

/**
 * Stories of so many moments at most; at each, a few things are done at once.
 * @param replayPath as fast-check tells it of one that it made smaller
 */
export function stories(mostMoments: number, replayPath?: string): fc.Arbitrary<Moments> {
  const moment = fc
    .array(wishes(), { minLength: 1, maxLength: MOST_AT_ONCE, size: 'max' })
    .map((all) => new AtOnce(all));
  return fc.commands([moment], { maxCommands: mostMoments, size: 'max', replayPath });
}

export function beginning(): Explained {
  return { states: [firstState()], passings: 0 };
}
