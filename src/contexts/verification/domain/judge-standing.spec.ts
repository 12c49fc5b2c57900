import * as fc from 'fast-check';
import { outlasts } from '../../../kernel/document-standing';
import { addLocalDays } from '../../../kernel/local-day';
import { DOCUMENT_STATUSES } from './document-status';
import type { DocumentType } from './document-types';
import { lapsesAt } from './expiry';
import { type DocumentAtHand, judgeStanding } from './judge-standing';

// 23:30 on 21 November in Delhi.
const AT = new Date('2026-11-21T18:00:00.000Z');
const TYPES: readonly DocumentType[] = ['driving_licence', 'pan', 'police_verification'];
const wanted = TYPES.map((documentType) => ({ documentType, gatesDuty: true }));

const verified = (documentType: DocumentType, expiresOn: string | null = null): DocumentAtHand => ({
  ...{ documentType, status: 'VERIFIED', replacedBy: null, expiresOn },
});
const anyDocument: fc.Arbitrary<DocumentAtHand> = fc.record({
  documentType: fc.constantFrom(...TYPES),
  status: fc.constantFrom(...DOCUMENT_STATUSES),
  replacedBy: fc.constantFrom(null, null, 'newer'),
  expiresOn: fc.option(fc.integer({ min: -3, max: 60 }).map((days) => addLocalDays('2026-11-21', days))),
});

describe('a standing', () => {
  it('is usable until the end of the day on which the first document lapses', () => {
    const documents = [
      verified('driving_licence', '2026-11-22'),
      verified('pan'),
      verified('police_verification', '2026-12-31'),
    ];
    expect(judgeStanding(wanted, documents, AT)).toEqual({
      isUsable: true,
      usableUntil: new Date('2026-11-22T18:30:00.000Z'),
      lapses: [{ documentType: 'driving_licence', expiresOn: '2026-11-22' }],
      problems: [],
    });
  });

  it('holds through the whole of the last day, and not a moment longer', () => {
    const documents = TYPES.map((type) => verified(type, '2026-11-21'));
    const midnight = new Date('2026-11-21T18:30:00.000Z');
    expect(judgeStanding(wanted, documents, new Date(midnight.getTime() - 1)).isUsable).toBe(true);
    expect(judgeStanding(wanted, documents, midnight).problems).toContainEqual({
      documentType: 'pan',
      problem: 'expired',
    });
  });

  it('does not suffer from a renewal that waits or was rejected', () => {
    const documents = TYPES.map((type) => verified(type));
    for (const status of ['PENDING', 'UNDER_REVIEW', 'REJECTED'] as const)
      expect(judgeStanding(wanted, [{ ...verified('pan'), status }, ...documents], AT).isUsable).toBe(true);
  });

  it('asks nothing where nothing gates duty', () => {
    const soft = wanted.map((one) => ({ ...one, gatesDuty: false }));
    expect(judgeStanding(soft, [], AT)).toEqual({ isUsable: true, usableUntil: null, lapses: [], problems: [] });
  });

  it('lets work that ends after the lapse of any wanted document be refused, and no other', () => {
    const windows = fc.record({
      start: fc.integer({ min: 0, max: 70 * 24 * 60 }),
      length: fc.integer({ min: 1, max: 16 * 60 }),
    });
    fc.assert(
      fc.property(fc.array(anyDocument, { maxLength: 8 }), windows, (documents, { start, length }) => {
        const until = new Date(AT.getTime() + (start + length) * 60_000);
        const standing = judgeStanding(wanted, documents, AT);
        // Said again from the rule: each type has one that counts now and through the end of the work.
        const holds = TYPES.every((type) => {
          const counting = documents.filter(
            ({ documentType, status, replacedBy, expiresOn }) =>
              documentType === type &&
              status === 'VERIFIED' &&
              replacedBy === null &&
              (expiresOn === null || lapsesAt(expiresOn) > AT),
          );
          const last = counting.at(-1);
          return last !== undefined && (last.expiresOn === null || until <= lapsesAt(last.expiresOn));
        });
        expect(outlasts(standing, until)).toBe(holds);
      }),
      { numRuns: 1000 },
    );
  });

  it('says what is wrong exactly where it is not usable', () => {
    fc.assert(
      fc.property(fc.array(anyDocument, { maxLength: 8 }), (documents) => {
        const { isUsable, usableUntil, problems, lapses } = judgeStanding(wanted, documents, AT);
        expect(isUsable).toBe(problems.length === 0);
        expect(usableUntil !== null).toBe(lapses.length > 0);
        if (usableUntil) expect(usableUntil > AT).toBe(true);
      }),
    );
  });
});
