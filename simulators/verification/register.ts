export type Finding = 'agrees' | 'differs' | 'not_found';

type Body = Readonly<Record<string, unknown>>;

/** What was found out about one request. */
export interface Found {
  readonly reference: number;
  readonly body: Body;
}

/** Every document that the registers know lasts until the same day, so that two runs are told the same. */
const UNTIL = '2036-12-31';
const OWNER = 'A*** K***';

/** The answer about a bank account, in the words of the Secure ID API. */
export function bankAccount(asked: Body, finding: Finding, reference: number): Body {
  if (finding === 'not_found')
    return { reference_id: reference, account_status: 'INVALID', account_status_code: 'INVALID_ACCOUNT' };
  const isSame = finding === 'agrees';
  return {
    reference_id: reference,
    name_at_bank: isSame ? String(asked.name).toUpperCase() : 'SOMEBODY ELSE',
    name_match_score: isSame ? '100.00' : '12.00',
    name_match_result: isSame ? 'DIRECT_MATCH' : 'NO_MATCH',
    account_status: 'VALID',
    account_status_code: 'ACCOUNT_IS_VALID',
  };
}

export function registrationCertificate(asked: Body, finding: Finding, reference: number): Body {
  const about = { verification_id: asked.verification_id, reference_id: reference, reg_no: asked.vehicle_number };
  if (finding === 'not_found') return { ...about, status: 'INVALID' };
  return {
    ...about,
    status: 'VALID',
    owner: OWNER,
    reg_date: '2022-01-10',
    rc_status: finding === 'agrees' ? 'ACTIVE' : 'SUSPENDED',
    rc_expiry_date: UNTIL,
    vehicle_insurance_upto: UNTIL,
    permit_valid_upto: UNTIL,
    pucc_upto: 'NA',
  };
}

/** @param name masked as such registers have it; none where it is not to say */
export function drivingLicence(asked: Body, finding: Finding, reference: number, name = ''): Body {
  const about = { verification_id: asked.verification_id, reference_id: reference, dl_number: asked.dl_number };
  if (finding === 'not_found') return { ...about, status: 'INVALID' };
  return {
    ...about,
    status: 'VALID',
    dob: asked.dob ?? null,
    details_of_driving_licence: { name, date_of_issue: '2016-01-01', status: 'Active' },
    dl_validity: {
      non_transport: { from: '2016-01-01', to: UNTIL },
      transport: finding === 'agrees' ? { from: '2016-01-01', to: UNTIL } : { from: '', to: '' },
    },
  };
}
