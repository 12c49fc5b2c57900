import { DROP, PICKUP } from '../../bench/seed';
import type { Random } from '../../demo/random';
import type { Caller } from '../caller';
import type { Session } from '../ledger';
import { Actor } from './actor';

const PAUSE_MS = 600;
const GIVES_UP = 0.03;
const MAY_BE_CANCELLED = new Set(['CREATED', 'ASSIGNING', 'DRIVER_ASSIGNED', 'NO_DRIVERS_FOUND']);
const OPEN = ['CREATED', 'ASSIGNING', 'NO_DRIVERS_FOUND', 'DRIVER_ASSIGNED', 'EN_ROUTE', 'ARRIVED', 'STARTED'];
const HIS = OPEN.map((status) => `status=${status}`).join('&');

/** Wants a cab now, and another when he is there. */
export class RiderActor extends Actor {
  constructor(
    private readonly caller: Caller,
    private readonly session: Session,
    random: Random,
    private readonly mayAsk: () => boolean,
  ) {
    super(random, PAUSE_MS);
  }

  protected override async act(): Promise<void> {
    const own = await this.caller.try<{ items: { id: string; status: string }[] }>(
      this.session,
      'GET',
      `/v1/rider/rides?limit=5&${HIS}`,
    );
    if (!own) return;
    const [ride] = own.items;
    if (ride) return this.waitFor(ride);
    if (!this.mayAsk()) return;
    await this.caller.write(this.session, 'book a ride', '/v1/rides', {
      ...{ when: 'now', vehicleClass: 'SEDAN', tripType: 'LOCAL', paymentMode: 'CASH' },
      ...{ pickup: PICKUP, drop: DROP },
    });
  }

  private async waitFor({ id, status }: { id: string; status: string }): Promise<void> {
    if (!MAY_BE_CANCELLED.has(status)) return;
    // Once nobody asks for more, only what nobody was found for is called off: of the others it is seen whether they end.
    if (status !== 'NO_DRIVERS_FOUND' && !(this.mayAsk() && this.random.chance(GIVES_UP))) return;
    await this.caller.write(this.session, 'cancel a ride', `/v1/rides/${id}/cancel`, { reasonCode: 'CHANGE_OF_PLANS' });
  }
}
