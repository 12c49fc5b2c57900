import type { ProblemDocument } from './problem-document';
import { IsLicence, IsLocalDate, IsPhone, IsPlate, IsReason, IsText, MayBeLeftOut } from './field.decorators';
import { RequestPipe } from './request.pipe';

class FieldsRequest {
  @MayBeLeftOut()
  @IsText({ min: 2, max: 5 })
  name?: string;

  @MayBeLeftOut()
  @IsReason()
  reason?: string;

  @MayBeLeftOut()
  @IsPhone()
  phone?: string;

  @MayBeLeftOut()
  @IsPlate()
  plate?: string;

  @MayBeLeftOut()
  @IsLicence()
  licence?: string;

  @MayBeLeftOut()
  @IsLocalDate()
  day?: string;

  @MayBeLeftOut()
  @IsText({ max: 60, mayHoldAadhaar: true })
  number?: string;
}

const read = (body: object): FieldsRequest =>
  new RequestPipe().transform(body, { type: 'body', metatype: FieldsRequest }) as FieldsRequest;

function refused(body: object): string[] {
  try {
    read(body);
  } catch (error) {
    const { errors } = (error as { details: Pick<ProblemDocument, 'errors'> }).details;
    return errors!.map(({ field, code }) => `${field} ${code}`);
  }
  return [];
}

describe('fields of a request', () => {
  it('are read trimmed, and may be left out', () => {
    expect(read({ name: '  Asha ' }).name).toBe('Asha');
    expect(refused({})).toEqual([]);
  });

  it.each<[keyof FieldsRequest, unknown, string]>([
    ['name', 'A', 'is_text'],
    ['name', 'Ashaaa', 'is_text'],
    ['name', '   ', 'is_text'],
    ['name', 'As\u0000ha', 'is_text'],
    ['name', 'As\ud800', 'is_text'],
    ['name', 7, 'is_text'],
    ['reason', '', 'is_text'],
    ['reason', 'x'.repeat(501), 'is_text'],
    ['phone', '12345', 'is_phone'],
    ['plate', 'DL', 'is_plate'],
    ['licence', 'LICENCE', 'is_licence'],
    ['licence', '2341 2341 2346', 'is_licence'],
    ['reason', 'Seen: 2341 2341 2346', 'holds_no_aadhaar'],
    ['day', '2026-02-30', 'is_local_date'],
    ['day', '2026-2-3', 'is_local_date'],
    ['day', '9999-12-31', 'is_local_date'],
  ])('refuse %s %j', (name, value, code) => {
    expect(refused({ [name]: value })).toEqual([`${name} ${code}`]);
  });

  it.each(['name', 'reason', 'phone', 'plate', 'licence', 'day'])('may be left out, but %s is not null', (name) => {
    expect(refused({ [name]: null })).toHaveLength(1);
  });

  it('take what people write', () => {
    const body = { phone: '098100 12345', plate: 'dl 1z a 1234', licence: 'DL-0420110149646', day: '2028-02-29' };
    expect(refused({ ...body, name: 'आशा', reason: 'Two\nlines' })).toEqual([]);
    expect(refused({ reason: 'Call +91 98765 43216', number: '2341 2341 2346' })).toEqual([]);
  });
});
