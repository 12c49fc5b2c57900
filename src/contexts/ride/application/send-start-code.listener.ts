import { Injectable, Logger } from '@nestjs/common';
import { localMinuteOfDay } from '../../../kernel/local-day';
import { AfterCommit } from '../../../platform/events/listener.decorators';
import { HopelessError } from '../../../platform/outbox/outbox-rows';
import { SmsGateway, SmsOutcomeUnknown, SmsRefused } from '../../../platform/sms/sms-gateway';
import { UnitOfWork } from '../../../platform/transaction/unit-of-work';
import { RideAssigned } from '../contracts/ride-events';
import { Rides } from '../persistence/rides';
import { StartCodes } from './start-codes';

/** Tells the rider who comes, in which cab, and the code to start with. The code is derived here and kept nowhere. */
@Injectable()
export class SendStartCode {
  private readonly log = new Logger(SendStartCode.name);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly rides: Rides,
    private readonly sms: SmsGateway,
    private readonly codes: StartCodes,
  ) {}

  @AfterCommit(RideAssigned, { effect: 'outside' })
  async send({ id, payload, organizationId }: RideAssigned): Promise<void> {
    const { rideId, driverId, plate, passenger, pickupAt, timeZone } = payload;
    // The name is the driver's own, and so in no fact that lies under the passenger's key.
    const ride = await this.unitOfWork.run(() => this.rides.get(rideId), { as: 'worker', organizationId });
    // Who has the ride by now is told by the message of his own assignment.
    if (ride.driver === null || ride.driverId !== driverId) return;
    const first = ride.driver.finishesAnotherFirst ? ', who is finishing another ride first' : '';
    const body =
      `Your cab ${plate} comes at ${clockTime(new Date(pickupAt), timeZone)} with ${ride.driver.name}${first}. ` +
      `Tell the driver the code ${this.codes.of(rideId)} to start the ride.`;
    try {
      await this.sms.send({ to: passenger.phone, body, reference: id });
    } catch (error) {
      // Sent twice would be worse than asked for: the operator can read the code to the rider.
      if (error instanceof SmsOutcomeUnknown) return this.log.warn(error.message);
      if (error instanceof SmsRefused && !error.mayBeSentAgain) throw new HopelessError(error.message);
      throw error;
    }
  }
}

function clockTime(at: Date, timeZone: string): string {
  const minute = localMinuteOfDay(at, timeZone);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
