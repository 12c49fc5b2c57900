import { Random } from '../../demo/random';
import type { Caller } from '../caller';
import type { World } from '../world';
import type { Actor } from './actor';
import { AttendantActor } from './attendant';
import { DeskActor } from './desk';
import { DrivingActor } from './driver';
import { ImporterActor, type TakenFile } from './importer';
import type { AcknowledgedPosition, Phone } from './phone';
import { RegistrarActor } from './registrar';
import { RiderActor } from './rider';

const HURRY_MS = 150;

/** Everybody at once: riders who want a cab now, a desk that books ahead, drivers, people who come and go, and files. */
export class Load {
  private readonly actors: readonly Actor[];
  private readonly driving: readonly DrivingActor[];
  private readonly importer: ImporterActor;
  private readonly newcomers: readonly AttendantActor[];
  private readonly registrar: RegistrarActor;
  private takesNew = true;

  constructor(
    caller: Caller,
    { operator, hubId, hubName, onDemand, scheduled, attendance, spare, riders }: World,
    seed: number,
    startCode: (rideId: string) => string,
  ) {
    const random = new Random(seed);
    const own = (): Random => new Random(random.whole(0, 2 ** 31));
    const mayAsk = (): boolean => this.takesNew;
    const onOffers = onDemand.map((crew) => new DrivingActor(caller, crew, own(), startCode, true));
    const onOrders = scheduled.map((crew) => new DrivingActor(caller, crew, own(), startCode, false));
    this.driving = [...onOffers, ...onOrders];
    this.importer = new ImporterActor(caller, operator, hubName, own(), mayAsk);
    this.newcomers = [...onDemand, ...scheduled].map(
      (crew) => new AttendantActor(caller, operator, crew, own(), true, HURRY_MS),
    );
    this.registrar = new RegistrarActor(caller, operator, hubId, spare, own(), mayAsk);
    this.actors = [
      ...this.driving,
      ...riders.map((rider) => new RiderActor(caller, rider, own(), mayAsk)),
      ...[0, 1].map(() => new DeskActor(caller, operator, onOrders, own(), mayAsk)),
      ...attendance.map((crew) => new AttendantActor(caller, operator, crew, own(), false)),
      this.registrar,
      this.importer,
    ];
  }

  /** Those who drive come to work. */
  async arrive(): Promise<void> {
    await Promise.all(this.newcomers.map((newcomer) => newcomer.arrive()));
  }

  begin(): void {
    for (const actor of this.actors) actor.begin();
  }

  /** From now on nobody asks for a ride, nor brings anything in: what there is comes to its end. */
  takeNoMore(): void {
    this.takesNew = false;
  }

  /** So many questions to a source outside, all at once, beside what the load asks. */
  async askSources(count: number): Promise<void> {
    await this.registrar.askSideBySide(count);
  }

  async rest(): Promise<void> {
    await Promise.all(this.actors.map((actor) => actor.rest()));
  }

  get phones(): readonly Phone[] {
    return this.driving.map(({ phone }) => phone);
  }

  get files(): readonly TakenFile[] {
    return this.importer.taken;
  }

  /** Acknowledged positions from a moment on, in milliseconds since the epoch. */
  positionsSince(since: number): AcknowledgedPosition[] {
    return this.phones.flatMap(({ acknowledged }) => acknowledged.filter(({ at }) => at >= since));
  }
}
