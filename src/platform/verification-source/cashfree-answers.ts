import {
  type VerificationAnswer,
  type VerificationFacts,
  type VerificationKind,
  VerificationSourceDown,
} from './verification-source';

type Members = Readonly<Record<string, unknown>>;

/** What counts as the same holder. Anything less is for a person to judge. */
const SAME_NAME = ['DIRECT_MATCH', 'GOOD_PARTIAL_MATCH'];

/**
 * Reads what Cashfree's Secure ID answers (docs/rules-of-the-road.md): VALID, INVALID, RECEIVED, and for accounts how well the
 * name matches. Never rejects by itself: what is not clearly one of these is no answer.
 * @throws VerificationSourceDown
 */
export function readAnswer(kind: VerificationKind, body: unknown): VerificationAnswer {
  const answer = membersOf(body);
  const status = kind === 'bank_account' ? answer.account_status : answer.status;
  const sourceReference = referenceOf(answer.reference_id ?? answer.verification_id);
  if (status === 'RECEIVED' || status === 'PENDING')
    throw new VerificationSourceDown('The verification source has taken the question and not decided yet.', true);
  if ((status !== 'VALID' && status !== 'INVALID') || sourceReference === null)
    throw new VerificationSourceDown('The verification source answered what cannot be read.', true);
  if (status === 'INVALID') return { outcome: 'not_found', facts: {}, sourceReference };
  const { agrees, facts } = READERS[kind](answer);
  return { outcome: agrees ? 'agrees' : 'differs', facts: withoutGaps(facts), sourceReference };
}

type Read = { readonly agrees: boolean; readonly facts: { [fact in keyof VerificationFacts]: unknown } };

const READERS: Readonly<Record<VerificationKind, (answer: Members) => Read>> = {
  bank_account: (answer) => ({
    agrees: SAME_NAME.includes(String(answer.name_match_result)),
    facts: { nameAsHeld: text(answer.name_at_bank) },
  }),
  registration_certificate: (answer) => ({
    agrees: answer.rc_status === 'ACTIVE',
    facts: {
      nameAsHeld: text(answer.owner),
      issuedOn: day(answer.reg_date),
      expiresOn: day(answer.rc_expiry_date),
      insuranceExpiresOn: day(answer.vehicle_insurance_upto),
      permitExpiresOn: day(answer.permit_valid_upto),
      pollutionCertificateExpiresOn: day(answer.pucc_upto),
    },
  }),
  driving_licence: (answer) => {
    const details = membersOf(answer.details_of_driving_licence);
    const validity = membersOf(answer.dl_validity);
    const [transport, others] = [membersOf(validity.transport), membersOf(validity.non_transport)];
    const isForTransport = day(transport.to) !== undefined;
    const isInForce = String(details.status).toUpperCase() === 'ACTIVE';
    return {
      agrees: isInForce && isForTransport,
      facts: {
        nameAsHeld: text(details.name),
        issuedOn: day(details.date_of_issue),
        expiresOn: day(transport.to) ?? day(others.to),
        isForTransport,
      },
    };
  },
};

function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null ? (value as Members) : {};
}

function referenceOf(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  return /^[\w.:-]{1,100}$/.test(String(value)) ? String(value) : null;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 200) : undefined;
}

/** A day that exists; what else may stand in its place (empty, `NA`, `lifetime`) is none. */
function day(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return undefined;
  const time = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(value) ? value : undefined;
}

function withoutGaps(facts: Read['facts']): VerificationFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
