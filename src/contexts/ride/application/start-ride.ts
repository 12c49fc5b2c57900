import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../platform/auth/principal';
import { Clock } from '../../../platform/clock';
import { RememberedRefusal } from '../../../platform/errors/domain-error';
import type { Ride } from '../domain/ride';
import { ruleNotMet } from '../domain/ride-errors';
import { type OverrideCommand, RideSteps } from './ride-steps';
import { StartCodes } from './start-codes';

export interface StartCommand {
  /** As the rider told it. */
  readonly code?: string | null;
  readonly odometerStartMetres: number;
  readonly override?: OverrideCommand | null;
}

@Injectable()
export class StartRide {
  constructor(
    private readonly steps: RideSteps,
    private readonly clock: Clock,
    private readonly codes: StartCodes,
  ) {}

  /** @throws DomainError `start_code_wrong` once the wrong try is counted, and those of `Ride.start`. */
  async execute(rideId: string, command: StartCommand, principal: Principal): Promise<Ride> {
    const now = this.clock.now();
    const { code: given = null, odometerStartMetres: odometerMetres, override } = command;
    const expected = this.codes.of(rideId);
    const { ride, result } = await this.steps.byDriver(
      rideId,
      principal,
      { override, changesEngagement: false, changesAccount: false },
      (found, authority) => found.start({ given, expected, odometerMetres }, authority, now),
    );
    if (result.started) return ride;
    const { triesLeft } = result;
    const why =
      triesLeft > 0
        ? `This is not the rider’s code; ${triesLeft} ${triesLeft === 1 ? 'try is' : 'tries are'} left.`
        : 'This is not the rider’s code, and no try is left: an operator must unlock the start.';
    throw new RememberedRefusal(ruleNotMet('start_code_wrong', why, { triesLeft }));
  }
}
