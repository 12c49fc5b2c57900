import { Logger } from '@nestjs/common';
import { Circuit } from '../circuit';
import type { UnitOfWork } from '../transaction/unit-of-work';
import { readAnswer } from './cashfree-answers';
import {
  type VerificationAnswer,
  type VerificationRequest,
  VerificationSource,
  VerificationSourceDown,
} from './verification-source';

export interface CashfreeOptions {
  /** `https://api.cashfree.com/verification`; plain http is accepted on loopback only. */
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** For one call, in milliseconds. */
  readonly timeoutMs: number;
  /** Failures in a row after which it is left alone, and for how many milliseconds. */
  readonly failuresInARow: number;
  readonly pauseMs: number;
}

const API_VERSION = '2024-12-01';

/** Cashfree's Secure ID (docs/rules-of-the-road.md). It asks once: whoever holds the document asks again. */
export class CashfreeVerificationSource extends VerificationSource {
  private readonly logger = new Logger('CashfreeVerificationSource');
  private readonly circuit: Circuit;
  // Private to the instance, so that neither inspection nor a log of the source shows the credentials.
  readonly #base: string;
  readonly #options: CashfreeOptions;

  /** @throws Error when the base URL would carry the credentials over plain http to another machine. */
  constructor(unitOfWork: Pick<UnitOfWork, 'active'>, options: CashfreeOptions, now?: () => number) {
    super(unitOfWork);
    const base = new URL(options.baseUrl);
    const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(base.hostname);
    if (base.protocol !== 'https:' && !(base.protocol === 'http:' && isLoopback))
      throw new Error('The base URL of the verification source must be https, or http on loopback for the simulator.');
    this.#base = base.href.replace(/\/+$/, '');
    this.#options = options;
    this.circuit = new Circuit(options.failuresInARow, options.pauseMs, now);
  }

  protected override async ask(request: VerificationRequest): Promise<VerificationAnswer> {
    if (!this.circuit.letsThrough())
      throw new VerificationSourceDown('The verification source is down, and left alone for a while.', true);
    try {
      const answer = await this.call(request);
      this.circuit.succeeded();
      return answer;
    } catch (error) {
      if (error instanceof SourceFailed) {
        if (this.circuit.failed())
          this.logger.warn(`${error.message} It is left alone for ${this.#options.pauseMs} ms.`);
      } else {
        this.circuit.succeeded();
        if (error instanceof VerificationSourceDown && !error.passes) this.logger.error(error.message);
      }
      throw error;
    }
  }

  private async call(request: VerificationRequest): Promise<VerificationAnswer> {
    const { path, body } = questionOf(request);
    let status: number;
    let text: string;
    try {
      const response = await fetch(`${this.#base}/${path}`, {
        method: 'POST',
        headers: {
          accept: 'application/json',
          'content-type': 'application/json',
          'x-api-version': API_VERSION,
          'x-client-id': this.#options.clientId,
          'x-client-secret': this.#options.clientSecret,
          'x-request-id': request.requestId,
          'x-idempotency-key': request.requestId,
        },
        body: JSON.stringify(body),
        redirect: 'manual',
        signal: AbortSignal.timeout(this.#options.timeoutMs),
      });
      status = response.status;
      text = await response.text();
    } catch (error) {
      const code = (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).name;
      throw new SourceFailed(`The verification source did not answer (${code}).`);
    }
    if (status === 429 || status === 408 || status >= 500)
      throw new SourceFailed(`The verification source answered ${status}.`);
    if (status < 200 || status > 299)
      throw new VerificationSourceDown(`The verification source refused the question with ${status}.`, false);
    try {
      return readAnswer(request.kind, JSON.parse(text));
    } catch (error) {
      if (error instanceof VerificationSourceDown) throw error;
      throw new SourceFailed('The verification source answered what is not JSON.');
    }
  }
}

/** Unreachable, too slow or overloaded: what the circuit counts. */
class SourceFailed extends VerificationSourceDown {
  constructor(why: string) {
    super(why, true);
  }
}

function questionOf(request: VerificationRequest): { path: string; body: object } {
  switch (request.kind) {
    case 'bank_account':
      return {
        path: 'bank-account/sync',
        body: { bank_account: request.accountNumber, ifsc: request.ifsc, name: request.holderName },
      };
    case 'registration_certificate':
      return { path: 'vehicle-rc', body: { verification_id: request.requestId, vehicle_number: request.plate } };
    case 'driving_licence':
      return {
        path: 'driving-license',
        body: { verification_id: request.requestId, dl_number: request.licenceNumber, dob: request.dateOfBirth },
      };
  }
}
