import { SELFIE } from '../../bench/seed';
import type { Random } from '../../demo/random';
import type { Caller } from '../caller';
import type { Session } from '../ledger';
import type { Crew } from '../world';
import { Actor } from './actor';

const PAUSE_MS = 1_500;
/** By turns and not by chance, so that a long run has each kind of write. */
const REJECTED = { every: 5, from: 0 };
const LEAVES = 0.3;
const SHIFT_METRES = { least: 100, most: 5_000 };

interface Attendance {
  readonly id: string;
  readonly status: 'PENDING' | 'APPROVED' | 'ON_BREAK' | 'REJECTED' | 'CHECKED_OUT';
}

/** Comes, has his check-in decided on, takes breaks, goes, and comes again. */
export class AttendantActor extends Actor {
  private decided = 0;

  constructor(
    private readonly caller: Caller,
    private readonly operator: Session,
    private readonly crew: Crew,
    random: Random,
    /** Stays at work once he is there. */
    private readonly stays: boolean,
    pauseMs = PAUSE_MS,
  ) {
    super(random, pauseMs);
  }

  /** Until he is at work. */
  async arrive(): Promise<void> {
    while ((await this.own())?.status !== 'APPROVED') await this.act();
  }

  protected override async act(): Promise<void> {
    const own = await this.own();
    if (own === undefined) return;
    switch (own?.status) {
      case 'PENDING':
        return this.decide(own.id);
      case 'APPROVED':
        return this.stays ? undefined : this.random.chance(LEAVES) ? this.leave() : this.takeBreak();
      case 'ON_BREAK':
        return void (await this.say('end a break', 'breaks/end'));
      default:
        return this.come();
    }
  }

  /** The newest; null: none; undefined: nobody answers. */
  private async own(): Promise<Attendance | null | undefined> {
    const { session } = this.crew;
    const page = await this.caller.try<{ items: Attendance[] }>(session, 'GET', '/v1/driver/attendance?limit=1');
    return page ? (page.items[0] ?? null) : undefined;
  }

  private async come(): Promise<void> {
    const { session, deviceId } = this.crew;
    const selfie = await this.caller.try<{ selfieId: string }>(session, 'POST', '/v1/driver/selfies', SELFIE);
    if (!selfie) return;
    await this.say('check in', 'check-in', { ...selfie, odometerStartMetres: this.crew.odometerMetres, deviceId });
  }

  private async decide(id: string): Promise<void> {
    const path = `/v1/attendance/${id}`;
    if (!this.stays && this.decided++ % REJECTED.every === REJECTED.from)
      await this.caller.write(this.operator, 'reject a check-in', `${path}/reject`, { reason: 'A grey dot' });
    else await this.caller.write(this.operator, 'approve a check-in', `${path}/approve`, {});
  }

  private async takeBreak(): Promise<void> {
    await this.say('begin a break', 'breaks');
  }

  private async leave(): Promise<void> {
    this.crew.odometerMetres += this.random.whole(SHIFT_METRES.least, SHIFT_METRES.most);
    const odometerEndMetres = this.crew.odometerMetres;
    await this.say('check out', 'check-out', { odometerEndMetres, cashPaise: 0, personalUpiPaise: 0 });
  }

  private async say(
    kind: 'check in' | 'check out' | 'begin a break' | 'end a break',
    path: string,
    body: object = {},
  ): Promise<void> {
    await this.caller.write(this.crew.session, kind, `/v1/driver/attendance/${path}`, body);
  }
}
