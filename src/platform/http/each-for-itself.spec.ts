import { Logger } from '@nestjs/common';
import { DomainError } from '../errors/domain-error';
import { CommitUnansweredError } from '../transaction/commit';
import { eachForItself } from './each-for-itself';

const REFUSED = new DomainError('conflict', 'refused', 'No.');
const LOST = Object.assign(new Error('Connection terminated unexpectedly'), {});

describe('each for itself', () => {
  beforeAll(() => jest.spyOn(Logger.prototype, 'error').mockImplementation());

  async function outcomes(...steps: (string | Error)[]): Promise<unknown[]> {
    const tried: string[] = [];
    const answered = await eachForItself(
      steps.map((_, place) => String(place)),
      (id) => {
        tried.push(id);
        const step = steps[Number(id)]!;
        return step instanceof Error ? Promise.reject(step) : Promise.resolve(step);
      },
    );
    expect(answered.map(({ id }) => id)).toEqual(steps.map((_, place) => String(place)));
    const told = answered.map((outcome) => ('done' in outcome ? outcome.done : outcome.refusal.code));
    return [told, tried.length];
  }

  it('keeps no other back where one is refused', async () => {
    expect(await outcomes('a', REFUSED, 'c')).toEqual([['a', 'refused', 'c'], 3]);
  });

  it.each([
    ['database_unavailable', LOST],
    ['outcome_unknown', new CommitUnansweredError(LOST)],
    ['internal_error', new TypeError('x is not a function')],
  ])('tells what stands where something breaks: %s', async (code, broken) => {
    expect(await outcomes('a', REFUSED, broken, 'd', 'e')).toEqual([
      ['a', 'refused', code, 'not_tried', 'not_tried'],
      3,
    ]);
  });

  it('throws where nothing was changed yet', async () => {
    await expect(outcomes(REFUSED, LOST, 'c')).rejects.toBe(LOST);
  });
});
