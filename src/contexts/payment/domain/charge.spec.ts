import {
  ChargeDisputed,
  ChargeDisputeSettled,
  ChargePaidInCash,
  ChargeRaised,
  ChargeWaived,
  FareDifferenceSettled,
  FareDiffers,
} from '../contracts/payment-events';
import { Charge } from './charge';
import { CHARGE_STATUSES, CHARGE_TRANSITIONS, type ChargeStatus } from './charge-status';
import { assertWholeSum, toCollectPaise } from './cash-to-collect';

const ID = '019a9d1b-0000-7000-8000-00000000000a';
const ORGANIZATION = '019a9d1b-0000-7000-8000-00000000000b';
const RIDE = '019a9d1b-0000-7000-8000-00000000000c';
const RIDER = '019a9d1b-0000-7000-8000-00000000000d';
const DRIVER = '019a9d1b-0000-7000-8000-00000000000e';
const OPERATOR = '019a9d1b-0000-7000-8000-00000000000f';
const AT = new Date('2026-11-21T04:00:00.000Z');
const FACTS = { chargeId: ID, rideId: RIDE, riderId: RIDER, kind: 'FARE', amountPaise: 45_000 };
const DECISION = { by: OPERATOR, reason: 'The driver lost his phone.' };

function raised(overrides: Partial<Charge> = {}): Charge {
  const details = { kind: 'FARE', rideId: RIDE, riderId: RIDER, driverId: DRIVER, amountPaise: 45_000 } as const;
  return Charge.raise(ID, ORGANIZATION, { ...details, ...overrides }, AT);
}

function at(status: ChargeStatus, overrides: Partial<Charge> = {}): Charge {
  const charge = raised(overrides);
  charge.releaseEvents();
  charge.status = status;
  return charge;
}

describe('a charge', () => {
  it('is due once raised, and says so', () => {
    const charge = raised();
    expect(charge).toMatchObject({ status: 'DUE', paidAt: null, decidedBy: null });
    const [event] = charge.releaseEvents();
    expect(event).toBeInstanceOf(ChargeRaised);
    expect(event!.payload).toEqual(FACTS);
  });

  it.each([0, -1, 0.5, Number.NaN])('is not of %p paise', (amountPaise) => {
    expect(() => raised({ amountPaise })).toThrow(RangeError);
  });

  const steps = [
    ['PAID', (charge: Charge) => charge.payInCash(DRIVER, RIDE, AT), ChargePaidInCash, { driverId: DRIVER }],
    ['WAIVED', (charge: Charge) => charge.waive(DECISION, AT), ChargeWaived, DECISION],
    ['DISPUTED', (charge: Charge) => charge.dispute(DECISION, AT), ChargeDisputed, DECISION],
    ['DUE', (charge: Charge) => charge.settle(DECISION, AT), ChargeDisputeSettled, DECISION],
  ] as const;

  it.each(
    CHARGE_STATUSES.flatMap((from) => steps.map(([to, step, Event, more]) => [from, to, step, Event, more] as const)),
  )('from %s to %s, goes by the table', (from, to, step, Event, more) => {
    const charge = at(from);
    if (!CHARGE_TRANSITIONS[from].includes(to)) {
      const code = { PAID: 'charge_paid', WAIVED: 'charge_waived' }[from as string] ?? 'illegal_charge_transition';
      expect(() => step(charge)).toThrow(expect.objectContaining({ kind: 'conflict', code }));
      expect(charge).toMatchObject({ status: from, hasRecorded: false });
      return;
    }
    step(charge);
    expect(charge.status).toBe(to);
    const [event] = charge.releaseEvents();
    expect(event).toBeInstanceOf(Event);
    expect(event!.payload).toEqual({ ...FACTS, ...more });
  });
});

describe('a fare that differs from the reviewed one', () => {
  const differing = (): Charge => {
    const charge = at('PAID');
    charge.differFrom(52_000, AT);
    return charge;
  };
  const later = new Date(AT.getTime() + 1_000);

  it('says by how much, once', () => {
    const charge = differing();
    expect(charge.differsByPaise).toBe(7_000);
    const [event] = charge.releaseEvents();
    expect(event).toBeInstanceOf(FareDiffers);
    expect(event!.payload).toMatchObject({ quotedPaise: 45_000, reviewedPaise: 52_000, differsByPaise: 7_000 });
    charge.differFrom(53_000, later);
    expect(charge).toMatchObject({ differsByPaise: 7_000, hasRecorded: false });
  });

  it.each(['DUE', 'DISPUTED', 'WAIVED'] as const)('is none that is %s: nobody has that money', (status) => {
    const charge = at(status);
    expect(() => charge.differFrom(52_000, AT)).toThrow(`is ${status}, and not paid`);
    expect(charge.differsByPaise).toBeNull();
  });

  it('is settled by hand once, and says by whom and why', () => {
    const charge = differing();
    charge.releaseEvents();
    charge.settleDifference(DECISION, later);
    expect(charge).toMatchObject({
      ...{ status: 'PAID', differsByPaise: 7_000, differenceSettledAt: later },
      ...{ differenceSettledBy: OPERATOR, differenceReason: DECISION.reason },
    });
    const [event] = charge.releaseEvents();
    expect(event).toBeInstanceOf(FareDifferenceSettled);
    expect(event!.payload).toEqual({
      ...{ chargeId: ID, rideId: RIDE, riderId: RIDER, differsByPaise: 7_000 },
      ...DECISION,
    });
    expect(() => charge.settleDifference({ ...DECISION, reason: 'Again' }, later)).toThrow(
      expect.objectContaining({ kind: 'conflict', code: 'difference_settled' }),
    );
    expect(charge).toMatchObject({ differenceReason: DECISION.reason, hasRecorded: false });
  });

  it.each(CHARGE_STATUSES)('has nothing to settle where a %s charge has none', (status) => {
    expect(() => at(status).settleDifference(DECISION, AT)).toThrow(
      expect.objectContaining({ kind: 'conflict', code: 'no_difference' }),
    );
  });
});

describe('the cash to collect', () => {
  const fees = [at('DUE', { kind: 'CANCELLATION_FEE', amountPaise: 5_000 })];

  it('is the fare and the earlier fees, as long as the fare is open', () => {
    expect(toCollectPaise({ fare: at('DUE'), fees })).toBe(50_000);
    expect(toCollectPaise({ fare: at('DISPUTED'), fees: [] })).toBe(45_000);
    expect(toCollectPaise({ fare: at('PAID'), fees })).toBe(0);
    expect(toCollectPaise({ fare: at('WAIVED'), fees })).toBe(0);
  });

  it.each([49_999, 50_001, 45_000, 0])('is not %p paise, and the refusal says how much it is', (collectedPaise) => {
    expect(() => assertWholeSum({ fare: at('DUE'), fees }, collectedPaise)).toThrow(
      expect.objectContaining({
        code: 'cash_differs',
        message: 'Collect ₹500.00: ₹450.00 fare and ₹50.00 earlier fees.',
        details: { toCollectPaise: 50_000, farePaise: 45_000, feesPaise: 5_000, collectedPaise },
      }),
    );
  });

  it.each([
    ['PAID', 'charge_paid'],
    ['WAIVED', 'charge_waived'],
  ] as const)('is nothing any more once the fare is %s, whatever the sum', (status, code) => {
    for (const collectedPaise of [0, 50_000]) {
      expect(() => assertWholeSum({ fare: at(status), fees }, collectedPaise)).toThrow(
        expect.objectContaining({ code }),
      );
    }
  });

  it('is right to the paisa', () => {
    expect(() => assertWholeSum({ fare: at('DUE'), fees }, 50_000)).not.toThrow();
  });
});
