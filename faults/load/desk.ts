import { DROP, PICKUP } from '../../bench/seed';
import type { Random } from '../../demo/random';
import type { Caller } from '../caller';
import type { Session } from '../ledger';
import { Actor } from './actor';
import type { DrivingActor } from './driver';

const PAUSE_MS = 400;
const MINUTE = 60_000;
const LEAD_MINUTES = 5;
const RACES = 0.3;
/** By turns and not by chance, so that a long run has each kind of write. */
const CANCELS = { every: 12, from: 3 };
const WAITS = ['CREATED', 'DRIVER_ASSIGNED'].map((status) => `status=${status}`).join('&');

/** The operator's desk: books rides ahead and gives each to somebody, at times to two at once, of whom one must lose. */
export class DeskActor extends Actor {
  private booked = 0;
  private placed = 0;

  constructor(
    private readonly caller: Caller,
    private readonly operator: Session,
    private readonly drivers: readonly DrivingActor[],
    random: Random,
    private readonly mayAsk: () => boolean,
  ) {
    super(random, PAUSE_MS);
  }

  protected override async act(): Promise<void> {
    const left = await this.caller.try<{ items: { id: string; when: string; status: string }[] }>(
      this.operator,
      'GET',
      `/v1/rides?limit=50&${WAITS}`,
    );
    if (!left) return;
    const [waiting] = left.items.filter(({ when, status }) => when === 'scheduled' && status === 'CREATED');
    if (waiting) return this.place(waiting.id);
    if (!this.mayAsk()) return;
    const free = await this.somebodyFree();
    if (free.length === 0) return;
    const booked = await this.caller.write<{ id: string }>(this.operator, 'book a ride', '/v1/rides', {
      ...{ vehicleClass: 'SEDAN', tripType: 'LOCAL', paymentMode: 'CASH', pickup: PICKUP, drop: DROP },
      pickupAt: new Date(Date.now() + LEAD_MINUTES * MINUTE).toISOString(),
      passenger: { name: 'Meera Iyer', phone: `+9197${10_000_000 + this.booked++}` },
      ...{ expectedMetres: 5_000, expectedMinutes: 5 },
    });
    if (booked && booked.status < 300) await this.place(booked.body.id);
  }

  private async place(id: string): Promise<void> {
    const callsOff = this.mayAsk() && this.placed++ % CANCELS.every === CANCELS.from;
    if (callsOff || (await this.isTooLate(id))) {
      const body = { reasonCode: 'NO_CAB_AVAILABLE' };
      return void (await this.caller.write(this.operator, 'cancel a ride', `/v1/rides/${id}/cancel`, body));
    }
    const free = await this.somebodyFree();
    const first = free[0];
    if (!first) return;
    const second = this.random.chance(RACES) ? free[1] : undefined;
    await Promise.all(
      [first, ...(second ? [second] : [])].map(({ crew: { driverId } }) =>
        this.caller.write(this.operator, 'assign a driver', `/v1/rides/${id}/assign`, { driverId }),
      ),
    );
  }

  /** What nobody could be found for in time is called off. */
  private async isTooLate(id: string): Promise<boolean> {
    const ride = await this.caller.try<{ pickupAt: string }>(this.operator, 'GET', `/v1/rides/${id}`);
    return ride !== null && Date.parse(ride.pickupAt) < Date.now() + MINUTE;
  }

  private async somebodyFree(): Promise<DrivingActor[]> {
    const free: DrivingActor[] = [];
    for (const driver of this.drivers) if ((await driver.ownRides())?.items.length === 0) free.push(driver);
    return free;
  }
}
