export interface SmsMessage {
  /** E.164. */
  readonly to: string;
  /** 1 to 2,000 characters. */
  readonly body: string;
  /** The sender's own stable key of this message: it comes back in status callbacks and finds the message at the provider. */
  readonly reference: string;
}

/** The way out for text messages. */
export abstract class SmsGateway {
  /**
   * Hands one message to the provider, once: it never repeats a call by itself.
   * @returns the provider's id, once the provider has accepted the message.
   * @throws SmsRefused when the message certainly does not go out.
   * @throws SmsOutcomeUnknown when it may or may not go out; sending it again could send it twice.
   */
  abstract send(message: SmsMessage): Promise<{ providerMessageId: string }>;
}

/** `unreachable` and `throttled` pass with time; the others need a person to mend the message or the account. */
export type SmsRefusal = 'unreachable' | 'throttled' | 'credentials' | 'rejected';

/** The message certainly did not go out. Holds neither the phone nor the text, so that it can be logged as it is. */
export class SmsRefused extends Error {
  constructor(
    readonly reason: SmsRefusal,
    readonly reference: string,
    why: string,
  ) {
    super(`The SMS ${reference} was not sent: ${why}`);
    this.name = 'SmsRefused';
  }

  /** Whether the same message can be sent again later. */
  get mayBeSentAgain(): boolean {
    return this.reason === 'unreachable' || this.reason === 'throttled';
  }
}

/** The message may have gone out. Never send it again automatically: Exotel has no idempotency key. Holds neither phone nor text. */
export class SmsOutcomeUnknown extends Error {
  constructor(
    readonly reference: string,
    why: string,
  ) {
    super(`The SMS ${reference} may or may not have been sent: ${why}`);
    this.name = 'SmsOutcomeUnknown';
  }
}
