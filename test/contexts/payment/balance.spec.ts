import fc from 'fast-check';
import type { TestCaller } from '../../support/application';
import { type EndedRide, PaymentFixture } from './payment-fixture';

type Command =
  | { readonly do: 'fare' | 'cancellation' | 'no_show'; readonly paise: number }
  | { readonly do: 'confirm' | 'waive' | 'dispute' | 'settle'; readonly which: number };

interface Expected {
  readonly id: string;
  readonly rideId: string;
  readonly kind: 'FARE' | 'FEE';
  readonly paise: number;
  status: 'DUE' | 'DISPUTED' | 'PAID' | 'WAIVED';
  readonly ride: EndedRide | null;
}

const amount = fc.integer({ min: 1, max: 500_000 });
const which = fc.nat({ max: 30 });
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ do: fc.constantFrom('fare', 'cancellation', 'no_show'), paise: amount }),
  fc.record({ do: fc.constantFrom('confirm', 'waive', 'dispute', 'settle'), which }),
);

/** What the operator's decision makes of a charge; null where it is refused. */
const DECIDED = {
  waive: { DUE: 'WAIVED', DISPUTED: 'WAIVED', PAID: null, WAIVED: null },
  dispute: { DUE: 'DISPUTED', DISPUTED: null, PAID: null, WAIVED: null },
  settle: { DUE: null, DISPUTED: 'DUE', PAID: null, WAIVED: null },
} as const;

describe('whatever happens to a rider’s charges', () => {
  let fixture: PaymentFixture;
  beforeAll(async () => {
    fixture = await PaymentFixture.start();
  });
  afterAll(() => fixture.stop());

  /** Takes a step in the service and in the model, which keeps a list and adds it up. */
  async function take(step: Command, rider: TestCaller, model: Expected[]): Promise<void> {
    if ('paise' in step) return raise(step.do, step.paise, rider, model);
    const charge = model[step.which % Math.max(1, model.length)];
    if (!charge) return;
    if (step.do === 'confirm') return confirm(charge, model);
    const next = DECIDED[step.do][charge.status];
    expect((await fixture.decide(charge.id, step.do)).status).toBe(next === null ? 409 : 200);
    charge.status = next ?? charge.status;
  }

  async function raise(kind: string, paise: number, rider: TestCaller, model: Expected[]): Promise<void> {
    const ride = kind === 'fare' ? await fixture.completed(rider, paise) : null;
    const rideId =
      ride?.rideId ??
      (kind === 'no_show' ? (await fixture.noShow(rider, paise)).rideId : await fixture.cancelled(rider, paise));
    const id = await fixture.chargeOf(rideId);
    model.push({ id, rideId, kind: ride ? 'FARE' : 'FEE', paise, status: 'DUE', ride });
  }

  async function confirm(charge: Expected, model: Expected[]): Promise<void> {
    if (!charge.ride) return;
    const isOpen = charge.status === 'DUE' || charge.status === 'DISPUTED';
    const earlier = model
      .slice(0, model.indexOf(charge))
      .filter(({ kind, status }) => kind === 'FEE' && status === 'DUE');
    const collected = [charge, ...earlier];
    const sum = collected.reduce((paise, one) => paise + one.paise, 0);
    expect((await fixture.confirm(charge.ride, sum + 1)).status).toBe(409);
    expect((await fixture.confirm(charge.ride, sum)).status).toBe(isOpen ? 200 : 409);
    if (isOpen) for (const one of collected) one.status = 'PAID';
  }

  it('his balance is the sum of his charges that are due, and what was told of it last is it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 15 }), async (commands) => {
        const rider = await fixture.rider();
        const model: Expected[] = [];
        const sum = (kinds: readonly string[]) =>
          model
            .filter(({ kind, status }) => status === 'DUE' && kinds.includes(kind))
            .reduce((paise, charge) => paise + charge.paise, 0);
        for (const step of commands) {
          await take(step, rider, model);
          const owed = { outstandingPaise: sum(['FARE', 'FEE']), blockingPaise: sum(['FARE']) };
          expect(await fixture.balanceOf(rider)).toEqual(owed);
          if (model.length > 0) expect((await fixture.told(rider)).balance).toEqual(owed);
        }
        const listed = (await rider.get('/v1/rider/charges')).body.items as { id: string; status: string }[];
        expect(listed.map(({ id, status }) => [id, status])).toEqual(
          model.map(({ id, status }) => [id, status]).reverse(),
        );
      }),
      { numRuns: 15 },
    );
  });
});
