import * as fc from 'fast-check';
import { addLocalDays, endOfLocalDay } from '../../../kernel/local-day';
import { Document } from './document';
import { DOCUMENT_TRANSITIONS, type DocumentStatus } from './document-status';
import { compare, nextSourceCheck, unreachable } from './source-answer';
import type { Submission } from './submission';

const AT = new Date('2026-11-21T04:30:00.000Z');
const SUBMISSION: Submission = {
  ...{ subjectType: 'driver', subjectId: 'driver', documentType: 'driving_licence', number: 'DL0420110149646' },
  ...{ ifsc: null, holderName: null, dateOfBirth: null, fileId: null, issuedOn: null, expiresOn: '2027-01-31' },
};
const PLACE = { fleetId: 'fleet', hubId: 'hub' };
const day = (date: string, time = '04:30'): Date => new Date(`${date}T${time}:00.000Z`);

function submitted(expiresOn = '2027-01-31'): Document {
  const document = Document.submit('document', 'operator', { ...SUBMISSION, expiresOn }, null, 'submitter', AT);
  document.version = 1;
  document.releaseEvents();
  return document;
}
function verified(expiresOn?: string, at = AT): Document {
  const document = submitted(expiresOn);
  document.verify('person', at);
  document.releaseEvents();
  return document;
}
const told = (document: Document): string[] =>
  document.releaseEvents().map(({ type }) => type.replace('verification.document_', ''));
const code = (work: () => void): string => {
  try {
    work();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'done';
};

describe('a document', () => {
  it('is taken up by who decides about it', () => {
    const document = submitted();
    document.verify('person', AT);
    expect(told(document)).toEqual(['review_started', 'verified']);
    expect(document).toMatchObject({
      status: 'VERIFIED',
      verifiedHow: 'person',
      verifiedBy: 'person',
      isCurrent: true,
    });
  });

  it('takes the steps of the table and no other, whatever is tried', () => {
    const steps: Record<string, [DocumentStatus, (document: Document) => void]> = {
      review: ['UNDER_REVIEW', (document) => document.startReview('person', AT)],
      verify: ['VERIFIED', (document) => document.verify('person', AT)],
      reject: ['REJECTED', (document) => document.reject('person', 'unclear', AT)],
      revoke: ['REVOKED', (document) => document.revoke('person', 'forged', AT)],
    };
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...Object.keys(steps)), { maxLength: 6 }), (names) => {
        const document = submitted();
        for (const name of names) {
          const [to, step] = steps[name]!;
          const from = document.status;
          const allowed = DOCUMENT_TRANSITIONS[from].includes(to);
          expect(code(() => step(document))).toBe(allowed ? 'done' : 'illegal_document_transition');
          expect(document.status).toBe(allowed ? to : from);
        }
      }),
    );
  });

  it('is not verified once it has lapsed', () => {
    const document = submitted('2026-11-21');
    expect(code(() => document.verify('person', day('2026-11-21', '18:30')))).toBe('document_lapsed');
    document.verify('person', day('2026-11-21', '18:29'));
    expect(document.status).toBe('VERIFIED');
  });

  it('holds no number in what it tells', () => {
    const document = Document.submit('document', 'operator', SUBMISSION, null, 'submitter', AT);
    document.verify('person', AT);
    document.watch(PLACE, day('2027-01-30'));
    document.revoke('person', 'forged', AT);
    expect(JSON.stringify(document.releaseEvents().map(({ payload }) => payload))).not.toContain('0149646');
  });

  it('is verified by a source that agrees, and left to a person by one that does not', () => {
    const says = (outcome: 'agrees' | 'differs' | 'not_found', facts = {}) =>
      compare(SUBMISSION, { outcome, facts, sourceReference: 'ref' }, AT);
    const agreed = submitted();
    agreed.answer(says('agrees', { expiresOn: '2027-01-31', isForTransport: true }), AT);
    expect(agreed).toMatchObject({ status: 'VERIFIED', verifiedHow: 'source', verifiedBy: null });
    for (const answer of [
      says('differs'),
      says('not_found'),
      says('agrees', { expiresOn: '2027-01-30' }),
      says('agrees', { isForTransport: false }),
    ]) {
      const document = submitted();
      document.answer(answer, AT);
      expect([document.status, told(document)]).toEqual(['UNDER_REVIEW', ['review_started', 'source_answered']]);
      expect(document.sourceAnswer!.differences).not.toEqual([]);
    }
  });

  it('stays as it was where the source is down, and where a person was quicker', () => {
    const document = submitted();
    document.answer(unreachable(AT), AT);
    expect([document.status, document.sourceAnswer!.outcome]).toEqual(['PENDING', 'unreachable']);
    const rejected = submitted();
    rejected.reject('person', 'unclear', AT);
    rejected.releaseEvents();
    rejected.answer(compare(SUBMISSION, { outcome: 'agrees', facts: {}, sourceReference: 'ref' }, AT), AT);
    expect([rejected.status, told(rejected)]).toEqual(['REJECTED', []]);
  });

  it('asks a source that is down seven times more, over two days', () => {
    const asked = [];
    for (let [attempt, at] = [1, AT as Date | null]; at; at = nextSourceCheck(attempt++, at)) asked.push(at);
    expect(asked).toHaveLength(8);
    expect(asked.at(-1)!.getTime() - AT.getTime()).toBe((1 + 5 + 30 + 120 + 360 + 720 + 1_440) * 60_000);
  });

  it('reminds at 30, 15 and 1 days, once each, and then expires', () => {
    const document = verified();
    const story: [string, string[]][] = [];
    for (let next = document.nextWatch(AT); next; next = document.nextWatch(next.dueAt)) {
      document.watch(PLACE, next.dueAt);
      document.watch(PLACE, next.dueAt);
      const said = document.releaseEvents().map((event) => {
        const { daysLeft } = event.payload as { daysLeft?: number };
        return daysLeft === undefined ? event.type : `${daysLeft} left`;
      });
      story.push([next.dueAt.toISOString(), said]);
    }
    expect(story).toEqual([
      ['2027-01-01T03:30:00.000Z', ['30 left']],
      ['2027-01-16T03:30:00.000Z', ['15 left']],
      ['2027-01-30T03:30:00.000Z', ['1 left']],
      ['2027-01-31T18:30:00.000Z', ['verification.document_expired']],
    ]);
  });

  it('tells only the last of the reminders that an outage swallowed, with the days that are left', () => {
    const document = verified();
    document.watch(PLACE, day('2027-01-20'));
    expect(document.releaseEvents().map(({ payload }) => payload)).toEqual([expect.objectContaining({ daysLeft: 11 })]);
    document.watch(PLACE, day('2027-01-21'));
    expect(told(document)).toEqual([]);
  });

  it('is not reminded of at what was past when it was verified', () => {
    const document = verified('2026-12-01');
    document.watch(PLACE, AT);
    expect(told(document)).toEqual([]);
    expect(document.nextWatch(AT)!.dueAt).toEqual(day('2026-11-30', '03:30'));
  });

  it('is watched no more once a newer one counts', () => {
    const [document, newer] = [verified(), verified('2030-01-31')];
    newer.id = 'newer';
    document.replace(newer, AT);
    expect(document.nextWatch(AT)).toBeNull();
    document.releaseEvents();
    document.watch(PLACE, day('2027-02-01'));
    expect([document.status, told(document)]).toEqual(['VERIFIED', []]);
    expect(code(() => document.revoke('person', 'forged', AT))).toBe('document_replaced');
  });

  it('counts again when the newer one was wrong, and reminds of what came due meanwhile', () => {
    const [document, newer] = [verified(), verified('2030-01-31')];
    newer.id = 'newer';
    document.replace(newer, AT);
    document.releaseEvents();
    document.restore('person', PLACE, day('2027-01-20'));
    expect(document).toMatchObject({ isCurrent: true, replacedBy: null, changedBy: 'person' });
    const [restored, reminded, ...more] = document.releaseEvents();
    expect(restored!.payload).toMatchObject({ documentId: 'document', expiresOn: '2027-01-31' });
    expect(reminded!.payload).toMatchObject({ daysLeft: 11, ...PLACE });
    expect(more).toEqual([]);
    expect(() => document.restore('person', PLACE, day('2027-01-20'))).toThrow('was not replaced');
  });

  it('waits for a person again when its subject has changed, and nobody else takes it back', () => {
    const document = verified();
    expect(code(() => document.startReview('person', AT))).toBe('illegal_document_transition');
    document.reopen('The plate was changed.', AT);
    expect(told(document)).toEqual(['reopened']);
    expect(document).toMatchObject({ status: 'UNDER_REVIEW', verifiedAt: null, verifiedHow: null, isCurrent: false });
    document.verify('person', AT);
    expect(told(document)).toEqual(['verified']);
    expect(document).toMatchObject({ isCurrent: true, reason: null });
  });

  it('is left to that person by a source whose answer was on its way', () => {
    const document = verified();
    document.reopen('What the vehicle runs on was changed.', AT);
    document.releaseEvents();
    document.answer(compare(SUBMISSION, { outcome: 'agrees', facts: {}, sourceReference: 'ref' }, AT), AT);
    expect(document).toMatchObject({ status: 'UNDER_REVIEW', sourceAnswer: null, isReopened: true });
    expect(told(document)).toEqual([]);
    document.verify('person', AT);
    expect(document.isReopened).toBe(false);
  });

  it('frees its number once, and stays what it is', () => {
    const document = verified();
    document.release(AT);
    document.release(day('2026-12-01'));
    expect(told(document)).toEqual(['released']);
    expect(document).toMatchObject({ status: 'VERIFIED', releasedAt: AT });
    const waiting = submitted();
    waiting.release(AT);
    expect(told(waiting)).toEqual([]);
  });

  it('expires at the end of its last day whenever it is looked at', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 90 * 24 * 60 }), (days, minutes) => {
        const expiresOn = addLocalDays('2026-11-21', days);
        const document = verified(expiresOn);
        const at = new Date(AT.getTime() + minutes * 60_000);
        document.watch(PLACE, at);
        const lapse = endOfLocalDay(expiresOn, 'Asia/Kolkata');
        expect(document.status).toBe(at >= lapse ? 'EXPIRED' : 'VERIFIED');
        const next = document.nextWatch(at);
        expect(next === null).toBe(at >= lapse);
        if (next) expect(next.dueAt > at && next.dueAt <= lapse).toBe(true);
      }),
    );
  });
});
