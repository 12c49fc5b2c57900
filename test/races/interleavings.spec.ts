import fc from 'fast-check';
import { DomainError } from '../../src/platform/errors/domain-error';
import { type Action, labelOf, stepOf } from './actions';
import { look } from './eyes';
import { type Done, explanations } from './linearization';
import type { Player } from './player';
import { Reference } from './reference';
import { askNow, DRIVERS, readOffer, setting } from './setting';
import { StatementGate } from './statement-gate';
import { firstState, type State } from './state';
import { Theatre } from './theatre';
import { type UseCaseAction, UseCases } from './use-cases';

const RUNS = Number(process.env.RACE_RUNS ?? 4);
/** Also on a machine that has no time for more. */
const LEAST = Math.min(RUNS, 3);
const SEED = Number(process.env.RACE_SEED ?? 20261121);
const SECONDS = Number(process.env.RACE_SECONDS ?? 25);
const FEWEST_AT_ONCE = 2;
const MOST_AT_ONCE = 3;
/** The last is one that somebody is asked to take. */
const RIDES_OF_ONE_TIME = ['ride1', 'ride2', 'ride4'] as const;
/** Who that is turns out when the run begins. */
const ASKED = 'asked';

/** All that is begun in one run. */
interface Racing {
  readonly player: Player;
  /** The worlds it may have begun in. */
  readonly states: readonly State[];
  readonly asked: string;
  readonly done: Promise<Done>[];
  readonly begin: (action: UseCaseAction) => Promise<Done>;
}

/** Begins something and does not wait for it: what follows comes between its statements. */
class Begin implements fc.AsyncCommand<object, Racing> {
  constructor(private readonly action: UseCaseAction) {}

  check(): boolean {
    return true;
  }

  async run(_model: object, racing: Racing): Promise<void> {
    const { action } = this;
    const isAsked = 'driver' in action && action.driver === ASKED;
    racing.done.push(racing.begin(isAsked ? { ...action, driver: racing.asked } : action));
  }

  toString(): string {
    return labelOf(this.action);
  }
}

describe('use cases whose statements come in any order', () => {
  const gate = new StatementGate();
  const answers = new Map<string, number>();
  let theatre: Theatre;

  beforeAll(async () => {
    theatre = await Theatre.open();
    gate.open();
  });
  afterAll(async () => {
    gate.close();
    await theatre.stop();
  });

  it(
    'are answered, and end, as if they had come one after the other',
    async () => {
      await expectExplained(commandsOfARace());
      expect(told(() => true)).toBeGreaterThanOrEqual(LEAST * FEWEST_AT_ONCE);
    },
    (SECONDS + 180) * 1_000,
  );

  it(
    'take an offer before it is gone, or too late',
    async () => {
      await expectExplained(fc.constantFrom(...OVER_AN_OFFER));
      const accepted = told((answer) => answer === 'accept done');
      expect(accepted).toBeGreaterThan(0);
      expect(told((answer) => answer.startsWith('accept '))).toBeGreaterThan(accepted);
    },
    (SECONDS + 180) * 1_000,
  );

  it(
    'end a ride in one way',
    async () => {
      await expectExplained(fc.constantFrom(...OVER_AN_END), atPickup);
      const ended = told((answer) => /^(start|no-show|cancel) done$/.test(answer));
      expect(ended).toBeGreaterThan(0);
      const late = told((answer) => / (illegal_ride_transition|emergency_only)$/.test(answer));
      expect(late).toBeGreaterThan(0);
    },
    (SECONDS + 180) * 1_000,
  );

  it('are not explained by a reference that is wrong on purpose', async () => {
    const wrong = new Reference(['driver_engaged']);
    const refused = new Begin({ do: 'assign', ride: 'ride2', driver: 'driver1' });
    expect((await race(wrong, 1, fc.constant([refused]))).details.failed).toBe(true);
    const careless = new Reference(['illegal_ride_transition']);
    expect((await race(careless, 1, fc.constant(OVER_AN_END[0]!), atPickup)).details.failed).toBe(true);
  }, 240_000);

  async function expectExplained(commands: fc.Arbitrary<Iterable<Begin>>, beginning = asking): Promise<void> {
    answers.clear();
    const { details, runs } = await race(new Reference(), RUNS, commands, beginning);
    expect(details.failed ? fc.defaultReportMessage(details) : null).toBeNull();
    expect(runs).toBeGreaterThanOrEqual(LEAST);
  }

  function told(isMeant: (answer: string) => boolean): number {
    return [...answers].reduce((sum, [answer, times]) => sum + (isMeant(answer) ? times : 0), 0);
  }

  async function race(
    reference: Reference,
    numRuns: number,
    commands: fc.Arbitrary<Iterable<Begin>>,
    beginning = asking,
  ) {
    const end = Date.now() + SECONDS * 1_000;
    let runs = 0;
    const play = async (scheduler: fc.Scheduler, commands: Iterable<Begin>): Promise<void> => {
      if (runs >= LEAST && Date.now() > end) return;
      runs++;
      const racing = await beginning(scheduler);
      await fc.scheduledModelRun(scheduler, () => ({ model: {}, real: racing }), commands);
      const done = await scheduler.waitFor(Promise.all(racing.done));
      for (const { action, answered } of done) {
        const answer = `${action.do} ${answered.code ?? 'done'}`;
        answers.set(answer, (answers.get(answer) ?? 0) + 1);
      }
      await isExplained(reference, done, racing);
    };
    const details = await fc.check(fc.asyncProperty(fc.scheduler({ act: gate.act }), commands, play), {
      ...{ seed: SEED, numRuns, interruptAfterTimeLimit: (SECONDS + 60) * 1_000, markInterruptAsFailure: false },
    });
    return { details, runs };
  }

  /** Somebody has a ride now and another later, and somebody is asked: there is something to lose. */
  async function asking(scheduler: fc.Scheduler): Promise<Racing> {
    const player = theatre.player();
    await player.play(setting());
    const useCases = new UseCases(theatre.application, player);
    for (const action of GIVING) await useCases.execute(action);
    await player.must(askNow('ride4'));
    const seen = await look(player, NAMES);
    const requested = { action: { do: 'request', ride: 'ride4' }, answered: ANSWERED } as const;
    const states = explanations(new Reference(), [after(GIVING)], [requested], seen);
    const [asked] = Object.keys(seen.offers);
    if (states.length === 0 || !asked) throw new Error(`Nobody is asked: ${JSON.stringify(seen)}`);
    await player.must(readOffer(asked));
    return racingOf(scheduler, player, states, asked);
  }

  /** Somebody stands at the pickup, and his rider is late. */
  async function atPickup(scheduler: fc.Scheduler): Promise<Racing> {
    const player = theatre.player();
    await player.play(setting());
    const useCases = new UseCases(theatre.application, player);
    for (const action of COMING) await useCases.execute(action);
    const passing = { do: 'let time pass' } as const;
    await player.must(stepOf(passing, 0).call);
    return racingOf(scheduler, player, [after([...COMING, passing])], ASKED);
  }

  function racingOf(scheduler: fc.Scheduler, player: Player, states: readonly State[], asked: string): Racing {
    const useCases = new UseCases(theatre.application, player);
    const begin = async (action: UseCaseAction): Promise<Done> => {
      const from = performance.now();
      const code = await gate
        .run(labelOf(action), scheduler, () => useCases.execute(action))
        .then(
          () => null,
          (error: unknown) => {
            if (error instanceof DomainError) return error.code;
            throw error;
          },
        );
      return { action, answered: { status: null, code, from, until: performance.now() } };
    };
    return { player, states, asked, done: [], begin };
  }

  async function isExplained(reference: Reference, done: readonly Done[], { player, states }: Racing): Promise<void> {
    const seen = await look(player, NAMES);
    const told = done.map(({ action, answered }) => `${labelOf(action)}: ${answered.code ?? 'done'}`);
    const found = explanations(reference, states, done, seen);
    if (found.length === 0)
      throw new Error(`No order explains\n  ${told.join('\n  ')}\nand then ${JSON.stringify(seen)}`);
    const broken = await theatre.broken(player);
    if (broken.length > 0) throw new Error(`After\n  ${told.join('\n  ')}\n${broken.join('\n')}`);
  }
});

const GIVING: readonly UseCaseAction[] = ['ride1', 'ride3'].map((ride) => ({ do: 'assign', ride, driver: 'driver1' }));
const COMING: readonly UseCaseAction[] = (['assign', 'depart', 'arrive'] as const).map((what) => ({
  ...{ do: what, ride: 'ride1', driver: 'driver1' },
}));
const NAMES = {
  drivers: DRIVERS,
  rides: ['ride1', 'ride2', 'ride3', 'ride4'],
  duties: ['duty1', 'duty2', 'duty3'],
  shifts: ['shift1', 'shift2', 'shift3'],
};
const ANSWERED = { status: null, code: null, from: 0, until: 0 } as const;

function after(actions: readonly Action[]): State {
  const reference = new Reference();
  return actions.reduce((state, action) => reference.outcomes(state, action)[0]!.next, firstState());
}

function commandsOfARace(): fc.Arbitrary<Iterable<Begin>> {
  const ride = fc.constantFrom(...RIDES_OF_ONE_TIME);
  const driver = fc.constantFrom(...DRIVERS.slice(0, 2));
  const action: fc.Arbitrary<UseCaseAction> = fc.oneof(
    fc.record({ do: fc.constantFrom('assign' as const, 'reassign' as const), ride, driver }),
    fc.record({ do: fc.constantFrom('unassign' as const, 'cancel' as const), ride }),
    fc.record({ do: fc.constantFrom('withdraw' as const, 'depart' as const, 'arrive' as const), ride, driver }),
    fc.record({ do: fc.constantFrom('start break' as const, 'check out' as const, 'go offline' as const), driver }),
    fc.record({ do: fc.constantFrom('accept' as const, 'decline' as const), driver: fc.constant(ASKED) }),
    fc.record({ do: fc.constant('cancel shift' as const), shift: fc.constantFrom('shift1', 'shift2'), driver }),
  );
  const begun = action.map((one) => new Begin(one));
  return fc.array(begun, { minLength: FEWEST_AT_ONCE, maxLength: MOST_AT_ONCE, size: 'max' });
}

/** Of the one who is asked, with whatever else would have the ride. */
const OVER_AN_OFFER = (
  [
    { do: 'cancel', ride: 'ride4' },
    { do: 'assign', ride: 'ride4', driver: 'driver3' },
  ] as const
).map((other) => [new Begin({ do: 'accept', driver: ASKED }), new Begin(other)]);

const HIS = { ride: 'ride1', driver: 'driver1' } as const;
/** Of the ride at whose pickup somebody stands: it ends, or begins, while something else is done with it or with him. */
const OVER_AN_END: readonly (readonly Begin[])[] = (
  [
    [
      { do: 'no-show', ...HIS },
      { do: 'start', ...HIS },
    ],
    [
      { do: 'cancel', ride: 'ride1' },
      { do: 'start', ...HIS },
    ],
    [
      { do: 'start', ...HIS },
      { do: 'complete', ...HIS },
      { do: 'check out', driver: 'driver1' },
    ],
    [
      { do: 'no-show', ...HIS },
      { do: 'start break', driver: 'driver1' },
      { do: 'cancel', ride: 'ride1' },
    ],
    [
      { do: 'start', ...HIS },
      { do: 'reassign', ride: 'ride1', driver: 'driver2' },
      { do: 'no-show', ...HIS },
    ],
  ] as const
).map((actions) => actions.map((action) => new Begin(action)));
