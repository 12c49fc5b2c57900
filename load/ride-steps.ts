import { v7 as uuidv7 } from 'uuid';
import { OTP_SECRET } from '../bench/on-demand-world';
import { PICKUP_FIX, type SeededDriver } from '../bench/seed';
import { StartCodes } from '../src/contexts/ride/application/start-codes';
import type { Configuration } from '../src/platform/config/configuration';
import { type AppClient, Unanswered } from './app-client';
import type { Journal, Step } from './journal';
import type { Measurements } from './measurements';

/** As the rider reads it in his message. */
const codes = new StartCodes({ otpSecret: OTP_SECRET } as Configuration);

interface Change {
  readonly step: Step;
  readonly path: string;
  readonly token: string;
  readonly body: object;
  /** Null of the step that makes the ride, whose answer names it. */
  readonly rideId: string | null;
}

/** The steps of a ride that change it, each with a key of its own, and what was heard of them in the journal. */
export class RideSteps {
  constructor(
    private readonly client: AppClient,
    private readonly measurements: Measurements,
    private readonly journal: Journal,
  ) {}

  /** @returns the new ride's id */
  async book(token: string, body: object, operation: 'request' | 'booking', meantMs: number): Promise<string> {
    const { id } = await this.change({ step: 'book', path: '/v1/rides', token, body, rideId: null });
    this.measurements.record(operation, meantMs);
    return id!;
  }

  async assign(rideId: string, token: string, { driverId }: SeededDriver): Promise<void> {
    await this.step({ step: 'assign', path: `/v1/rides/${rideId}/assign`, token, body: { driverId }, rideId });
  }

  async accept(rideId: string, offerId: string, { token }: SeededDriver): Promise<void> {
    await this.step({ step: 'accept', path: `/v1/driver/offers/${offerId}/accept`, token, body: {}, rideId });
  }

  /** @param onTheWay happens once he has departed */
  async drive(rideId: string, driver: SeededDriver, onTheWay: () => Promise<void>): Promise<void> {
    const { token, odometerMetres } = driver;
    const his = (step: Step, body: object): Promise<void> =>
      this.step({ step, path: `/v1/rides/${rideId}/${step}`, token, body, rideId });
    await his('depart', {});
    await onTheWay();
    await his('arrive', { fix: { ...PICKUP_FIX, fixedAt: new Date().toISOString() } });
    await his('start', { code: codes.of(rideId), odometerStartMetres: odometerMetres });
    await his('complete', { odometerEndMetres: odometerMetres });
  }

  async collect(rideId: string, { token }: SeededDriver): Promise<void> {
    const path = `/v1/driver/rides/${rideId}/cash`;
    const asked = performance.now();
    const { body } = await this.client.call<{ toCollectPaise: number }>('GET', path, token);
    this.measurements.record('step', asked);
    const collected = { collectedPaise: body.toCollectPaise };
    await this.step({ step: 'cash', path, token, body: collected, rideId });
  }

  private async step(change: Change): Promise<void> {
    const sent = performance.now();
    await this.change(change);
    this.measurements.record('step', sent);
  }

  private async change({ step, path, token, body, rideId }: Change): Promise<{ readonly id?: string }> {
    const key = uuidv7();
    try {
      const { body: answered, text } = await this.client.call<{ id?: string }>('POST', path, token, { body, key });
      this.journal.acknowledged.push({ step, rideId: rideId ?? answered.id!, key, path, token, body, text });
      return answered;
    } catch (error) {
      if (error instanceof Unanswered) this.journal.unanswered.push({ step, key, rideId });
      throw error;
    }
  }
}
