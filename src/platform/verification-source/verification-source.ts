import type { UnitOfWork } from '../transaction/unit-of-work';

export type VerificationKind = 'bank_account' | 'registration_certificate' | 'driving_licence';

interface Asked {
  /** The caller's own stable id of this check: asked twice with the same, the source answers the same and counts it once. */
  readonly requestId: string;
}

export interface BankAccountRequest extends Asked {
  readonly kind: 'bank_account';
  readonly accountNumber: string;
  readonly ifsc: string;
  readonly holderName: string;
}

export interface RegistrationCertificateRequest extends Asked {
  readonly kind: 'registration_certificate';
  /** Normalised: no spaces or hyphens. */
  readonly plate: string;
}

export interface DrivingLicenceRequest extends Asked {
  readonly kind: 'driving_licence';
  readonly licenceNumber: string;
  /** A local date, YYYY-MM-DD. */
  readonly dateOfBirth?: string;
}

export type VerificationRequest = BankAccountRequest | RegistrationCertificateRequest | DrivingLicenceRequest;

/** What the source holds, as far as it says. Personal: it goes into no event and no log. */
export interface VerificationFacts {
  /** As the source writes it; of vehicles and licences it may be masked (`A*** K***`), so never compare it exactly. */
  readonly nameAsHeld?: string;
  /** Local dates, YYYY-MM-DD. Of a licence, for vehicles that carry passengers for hire where it says so, else for others. */
  readonly issuedOn?: string;
  readonly expiresOn?: string;
  /** Of a licence: whether it is for vehicles that carry passengers for hire (transport class). */
  readonly isForTransport?: boolean;
  /** Of a registration certificate. */
  readonly insuranceExpiresOn?: string;
  readonly permitExpiresOn?: string;
  readonly pollutionCertificateExpiresOn?: string;
}

export interface VerificationAnswer {
  /**
   * - `agrees`: it exists, is in force, and is what was asked about.
   * - `differs`: it exists, and something about it needs a person's eye: another name, not in force.
   * - `not_found`: the source knows no such thing.
   */
  readonly outcome: 'agrees' | 'differs' | 'not_found';
  readonly facts: VerificationFacts;
  /** The source's own id of this check, to ask them about it. */
  readonly sourceReference: string;
}

/**
 * The source says nothing of the document just now: down, too slow, overloaded, refusing the question, still deciding, or not
 * making sense. The document stays pending, and the same request may be asked again. Names no number and no person.
 */
export class VerificationSourceDown extends Error {
  constructor(
    why: string,
    /** Whether asking again later can help; not so where the source refuses the question or our credentials, or there is none. */
    readonly passes: boolean,
  ) {
    super(why);
    this.name = 'VerificationSourceDown';
  }
}

/** Who can say whether a bank account, a registration certificate or a licence is what it seems. */
export abstract class VerificationSource {
  constructor(private readonly unitOfWork: Pick<UnitOfWork, 'active'>) {}

  /**
   * @throws VerificationSourceDown when there is no answer: never a reason to reject anything
   * @throws Error inside a unit of work, where only the database may be awaited: ask before it
   */
  async check(request: VerificationRequest): Promise<VerificationAnswer> {
    if (this.unitOfWork.active)
      throw new Error('The verification source is asked inside a unit of work, where only the database is awaited.');
    return this.ask(request);
  }

  protected abstract ask(request: VerificationRequest): Promise<VerificationAnswer>;
}

/** There is none: people decide about every document. */
export class NoVerificationSource extends VerificationSource {
  protected override ask(): Promise<VerificationAnswer> {
    return Promise.reject(new VerificationSourceDown('No verification source is configured.', false));
  }
}
