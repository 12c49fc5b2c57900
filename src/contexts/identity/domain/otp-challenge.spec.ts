import { OtpAccepted, OtpRefused, OtpRequested } from '../contracts/identity-events';
import type { Moment } from './moment';
import { oneTimePassword } from './one-time-password';
import { OtpChallenge } from './otp-challenge';

const SECRET = 'a secret of the tests that is long enough';
const ID = '019a9d1b-0000-7000-8000-00000000000a';
const USER = '019a9d1b-0000-7000-8000-00000000000b';
const ASKED = new Date('2026-11-21T04:00:00.000Z');
const RIGHT = oneTimePassword(SECRET, ID);
const WRONG = RIGHT === '000000' ? '000001' : '000000';

const after = (seconds: number): Moment => ({ domain: ASKED, wall: new Date(ASKED.getTime() + seconds * 1000) });

function asked(userId: string | null = USER): OtpChallenge {
  const subject = { purpose: 'LOG_IN', userId } as const;
  const challenge = OtpChallenge.open(ID, { phone: '+919810012345', subject, address: '203.0.113.7' }, after(0));
  challenge.version = 1;
  return challenge;
}

describe('a challenge', () => {
  it('says that it was asked for, without phone or code', () => {
    const [event] = asked().releaseEvents();
    expect(event).toBeInstanceOf(OtpRequested);
    expect(event!.payload).toEqual({ challengeId: ID, userId: USER, signUpOrganizationId: null });
  });

  it('takes the right code until five minutes have passed', () => {
    expect(asked().answer(RIGHT, SECRET, after(299))).toBe('right');
    expect(asked().answer(RIGHT, SECRET, after(300))).toBe('expired');
  });

  it('takes it once', () => {
    const challenge = asked();
    challenge.consume(USER, after(1));
    expect(challenge.releaseEvents().at(-1)).toBeInstanceOf(OtpAccepted);
    expect(challenge.answer(RIGHT, SECRET, after(2))).toBe('used');
    expect(challenge.isOpenAt(after(2).wall)).toBe(false);
  });

  it('is dead after five wrong codes, even for the right one', () => {
    const challenge = asked();
    for (let tries = 1; tries <= 5; tries++) {
      expect(challenge.answer(WRONG, SECRET, after(tries))).toBe('wrong');
      expect(challenge.triesLeft).toBe(5 - tries);
    }
    const refused = challenge.releaseEvents().filter((event) => event instanceof OtpRefused);
    expect(refused.map((event) => event.payload.tries)).toEqual([1, 2, 3, 4, 5]);
    expect(challenge.answer(RIGHT, SECRET, after(6))).toBe('exhausted');
    expect(challenge.tries).toBe(5);
  });

  it('counts no try, and says nothing, where it did not look at the code', () => {
    const challenge = asked();
    challenge.releaseEvents();
    challenge.answer(WRONG, SECRET, after(300));
    expect(challenge.tries).toBe(0);
    expect(challenge.hasRecorded).toBe(false);
  });

  it('for a phone that nobody may log in with answers as any other, and no code is right', () => {
    const decoy = asked(null);
    expect(decoy.answer(RIGHT, SECRET, after(1))).toBe('wrong');
    expect(decoy.triesLeft).toBe(4);
    expect(decoy.answer(RIGHT, SECRET, after(300))).toBe('expired');
  });
});
