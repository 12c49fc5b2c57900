import fc from 'fast-check';
import { eventually } from '../../support/application';
import { FleetAtWork, HOUR, MINUTE, ODOMETER, refusal, type Worker } from './fleet-at-work';

const [LIMIT, WINDOW, REST] = [12 * HOUR, 24 * HOUR, 10 * HOUR];

interface Spell {
  readonly start: number;
  readonly end: number;
}

/** Of the window that ends there, counted spell by spell: nothing of the kernel's arithmetic is in it. */
function within(spells: readonly Spell[], at: number): number {
  return spells.reduce((sum, { start, end }) => {
    return sum + Math.max(0, Math.min(end, at) - Math.max(start, at - WINDOW));
  }, 0);
}

describe('hours over random days, through check-ins, approvals and check-outs', () => {
  let fleet: FleetAtWork;

  beforeAll(async () => {
    fleet = await FleetAtWork.open();
  });
  afterAll(() => fleet.close());

  async function worker(): Promise<Worker> {
    const driverId = await fleet.driver();
    const vehicleId = await fleet.vehicle();
    const rosterEntryId = await fleet.roster(driverId, vehicleId, fleet.now, 24 * 20);
    return {
      driverId,
      vehicleId,
      rosterEntryId,
      deviceId: `device-${driverId}`,
      caller: await fleet.loginOf(driverId),
    };
  }

  /** Wants to work for so long; ends at the latest when his hours do. Where he is refused: the time when he may. */
  async function work(driver: Worker, minutes: number, odometer: number): Promise<Spell | Date> {
    const start = fleet.now.getTime();
    const checkedIn = await fleet.checkIn(driver, odometer);
    if (checkedIn.status !== 201) {
      expect(refusal(checkedIn)).toEqual([400, 'hours_spent']);
      return new Date(checkedIn.body.mayStartAt as string);
    }
    const manager = await fleet.manager();
    const { body } = await manager.post(`/v1/attendance/${checkedIn.body.id}/approve`);
    const endsBy = Date.parse(body.dutyEndsBy as string);
    fleet.now = new Date(Math.min(endsBy, start + minutes * MINUTE));
    if (fleet.now.getTime() < endsBy) expect((await fleet.checkOut(driver, odometer)).status).toBe(200);
    else
      await eventually(async () => {
        const { current } = (await driver.caller.get('/v1/driver/attendance')).body;
        expect(current).toBeNull();
      });
    return { start, end: fleet.now.getTime() };
  }

  it('are never more than twelve in any twenty-four, and rest follows them, whatever the clock says of midnight', async () => {
    const plan = fc.array(
      fc.record({ pause: fc.integer({ min: 1, max: 800 }), minutes: fc.integer({ min: 5, max: 900 }) }),
      {
        minLength: 4,
        maxLength: 7,
      },
    );
    await fc.assert(
      fc.asyncProperty(plan, fc.integer({ min: 0, max: 1_439 }), async (stretches, minuteOfDay) => {
        fleet.now = new Date(Date.UTC(2026, 10, 21) + minuteOfDay * MINUTE);
        const driver = await worker();
        const spells: Spell[] = [];
        for (const { pause, minutes } of stretches) {
          fleet.pass(pause * MINUTE);
          const now = fleet.now.getTime();
          const outcome = await work(driver, minutes, ODOMETER + 1_000);
          const spent = spells.filter(({ end }) => within(spells, end) >= LIMIT);
          const rested = spent.every(({ end }) => end + REST <= now);
          // One more millisecond on duty must still be within the limit.
          const mayWork = rested && within([...spells, { start: now, end: now + 1 }], now + 1) <= LIMIT;
          if (outcome instanceof Date) {
            expect(mayWork).toBe(false);
            expect(outcome.getTime()).toBeGreaterThan(now);
            continue;
          }
          expect(rested).toBe(true);
          spells.push(outcome);
          // At each moment of the spell, and most at its end or where an old spell stops leaving the window.
          for (let at = outcome.start; at <= outcome.end; at += MINUTE)
            expect(within(spells, at)).toBeLessThanOrEqual(LIMIT);
        }
      }),
      { numRuns: 6 },
    );
  }, 300_000);
});
