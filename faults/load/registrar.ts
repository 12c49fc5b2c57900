import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../demo/random';
import type { Caller } from '../caller';
import type { Session } from '../ledger';
import type { Crew } from '../world';
import { Actor } from './actor';

const PAUSE_MS = 1_500;
const HOUR = 3_600_000;
const DAYS_AHEAD = 4;
const SHIFT_HOURS = 5;
const SUBMISSIONS = 10;

/** Registers drivers with a bank account that a source is asked about, and plans more shifts than there are hours. */
export class RegistrarActor extends Actor {
  private registered = 0;
  private undocumented: string[] = [];

  constructor(
    private readonly caller: Caller,
    private readonly operator: Session,
    private readonly hubId: string,
    private readonly spare: readonly Crew[],
    random: Random,
    private readonly mayAsk: () => boolean,
  ) {
    super(random, PAUSE_MS);
  }

  protected override async act(): Promise<void> {
    if (!this.mayAsk()) return;
    const [undocumented] = this.undocumented;
    if (undocumented) {
      if (await this.submitAccount(undocumented)) this.undocumented.shift();
    } else if (this.random.chance(0.5)) {
      await this.planTwice();
    } else {
      this.undocumented.push(...(await this.register()));
    }
  }

  /** So many drivers with an account each, all submitted side by side: so many questions to the source are open at once. */
  async askSideBySide(count: number): Promise<void> {
    const registered = await Promise.all(Array.from({ length: count }, () => this.register()));
    await Promise.all(registered.flat().map((driverId) => this.submitInTheEnd(driverId)));
  }

  /** Empty where nobody answered, or it was refused. */
  private async register(): Promise<string[]> {
    const number = this.registered++;
    const driver = await this.caller.write<{ id: string }>(this.operator, 'register a driver', '/v1/drivers', {
      ...{
        hubId: this.hubId,
        name: `Registered ${number}`,
        phone: `+9195${10_000_000 + number}`,
        paymentModel: 'SALARY',
      },
      ...{ licenceNumber: `DL032010${1_000_001 + number}`, licenceExpiresOn: '2035-03-31' },
    });
    return driver && driver.status < 300 ? [driver.body.id] : [];
  }

  private async submitInTheEnd(driverId: string): Promise<void> {
    for (let tries = 0; tries < SUBMISSIONS && !(await this.submitAccount(driverId)); tries++)
      await sleep(PAUSE_MS / 5);
  }

  /** Its route has no key: one account of a driver waits at a time, and a second is refused. False where nobody answered. */
  private async submitAccount(subjectId: string): Promise<boolean> {
    const answer = await this.caller
      .call(this.operator, 'POST', '/v1/documents', {
        ...{ subjectType: 'driver', subjectId, documentType: 'bank_account', number: '001234567890' },
        ...{ ifsc: 'HDFC0001234', holderName: 'Ravi Kumar' },
      })
      .catch(() => null);
    return answer !== null && answer.status < 500;
  }

  /** The same hours for one driver on two cabs, at once: one of the two must be refused. */
  private async planTwice(): Promise<void> {
    const { driverId } = this.random.pick(this.spare);
    const start = Math.ceil(Date.now() / HOUR + this.random.whole(1, DAYS_AHEAD * 24)) * HOUR;
    const hours = {
      startsAt: new Date(start).toISOString(),
      endsAt: new Date(start + SHIFT_HOURS * HOUR).toISOString(),
    };
    const [first, second] = [this.random.pick(this.spare), this.random.pick(this.spare)];
    await Promise.all(
      [first, second].map(({ vehicleId }) =>
        this.caller.write(this.operator, 'plan a shift', '/v1/roster', { driverId, vehicleId, ...hours }),
      ),
    );
  }
}
