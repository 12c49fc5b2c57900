import { ExclusiveJobs } from '../../src/platform/jobs/exclusive-jobs';
import { type CallContext, callContext } from '../../src/platform/telemetry/call-context';
import { eventually, TestApplication } from '../support/application';

describe('exclusive jobs', () => {
  let here: TestApplication;
  let there: TestApplication;
  let jobs: [ExclusiveJobs, ExclusiveJobs];

  beforeAll(async () => {
    here = await TestApplication.start();
    there = await TestApplication.start({ database: here.database });
    jobs = [here.app.get(ExclusiveJobs), there.app.get(ExclusiveJobs)];
  });
  afterAll(async () => {
    await there.stop();
    await here.stop();
  });

  /** Work that goes on until it is told to end. */
  function held(): { work: () => Promise<void>; begun: Promise<void>; end: () => void } {
    let end: () => void = () => undefined;
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const ended = new Promise<void>((resolve) => (end = resolve));
    return { begun, end, work: () => (begin(), ended) };
  }

  it('run in one process at a time', async () => {
    const long = held();
    const first = jobs[0].run('count', long.work);
    await long.begun;
    const second = jest.fn(() => Promise.resolve());
    expect(await jobs[0].run('count', second)).toBe(false);
    expect(await jobs[1].run('count', second)).toBe(false);
    expect(second).not.toHaveBeenCalled();
    long.end();
    expect(await first).toBe(true);
    expect(await jobs[1].run('count', second)).toBe(true);
    expect(second).toHaveBeenCalledTimes(1);
  });

  it('do not wait for each other', async () => {
    const long = Array.from({ length: 12 }, () => held());
    const runs = long.map(({ work }, index) => jobs[0].run(`job ${index}`, work));
    await Promise.all(long.map(({ begun }) => begun));
    for (const { end } of long) end();
    expect(await Promise.all(runs)).toEqual(long.map(() => true));
  });

  it('act as the system, by their name', async () => {
    let actor: unknown;
    await jobs[0].run('named', () => {
      actor = callContext.get()?.actor;
      return Promise.resolve();
    });
    expect(actor).toEqual({ type: 'system', id: 'named' });
  });

  it('that fail are tried again at the next turn', async () => {
    expect(await jobs[0].run('failing', () => Promise.reject(new Error('no')))).toBe(false);
    expect(await jobs[1].run('failing', () => Promise.resolve())).toBe(true);
    expect(await jobs[0].run('failing', () => Promise.resolve())).toBe(true);
  });

  it('of somebody act as he does, one at a time, and throw what they throw', async () => {
    const context: CallContext = {
      ...{ requestId: 'request', correlationId: 'correlation', causationId: 'cause', address: null },
      ...{ actor: { type: 'user', id: 'asha' }, organizationId: null },
    };
    let seen: unknown;
    const long = held();
    const first = callContext.run(context, () =>
      jobs[0].alone('turn', () => {
        seen = callContext.get();
        return long.work();
      }),
    );
    await long.begun;
    expect(seen).toBe(context);
    const second = jest.fn(() => Promise.resolve());
    expect([await jobs[0].alone('turn', second), await jobs[1].run('turn', second)]).toEqual([false, false]);
    long.end();
    expect(await first).toBe(true);
    await expect(jobs[1].alone('turn', () => Promise.reject(new Error('Mine.')))).rejects.toThrow('Mine.');
    expect(await jobs[0].alone('turn', second)).toBe(true);
    expect(second).toHaveBeenCalledTimes(1);
  });

  it('survive the loss of their connection', async () => {
    await jobs[0].run('cut', () => Promise.resolve());
    await here.sql(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'cabstand jobs' AND datname = current_database()`,
    );
    await eventually(async () => expect(await jobs[0].run('cut', () => Promise.resolve())).toBe(true));
  });

  it('lose their lock to another process where theirs is silent, as one that is frozen', async () => {
    const quiet = await TestApplication.start({ database: here.database, contexts: [] });
    const frozen = quiet.app.get(ExclusiveJobs);
    const long = held();
    const first = frozen.run('frozen', long.work);
    await long.begun;
    expect(await jobs[1].run('frozen', () => Promise.resolve())).toBe(false);
    // No other job of that process speaks either.
    const run = jest.spyOn(frozen, 'run').mockResolvedValue(false);
    clearInterval((frozen as unknown as { speaking: NodeJS.Timeout }).speaking);
    await eventually(async () => expect(await jobs[1].run('frozen', () => Promise.resolve())).toBe(true), 30_000);
    run.mockRestore();
    long.end();
    expect(await first).toBe(true);
    expect(await frozen.run('frozen', () => Promise.resolve())).toBe(true);
    await quiet.stop();
  }, 60_000);

  it('keep their lock for as long as they speak', async () => {
    const long = held();
    const first = jobs[0].run('long', long.work);
    await long.begun;
    await new Promise((resolve) => setTimeout(resolve, 12_000));
    expect(await jobs[1].run('long', () => Promise.resolve())).toBe(false);
    long.end();
    expect(await first).toBe(true);
  }, 40_000);

  it('are told to stop, and waited for, when the process ends', async () => {
    const ending = await TestApplication.start({ database: here.database });
    let stopped = false;
    const began = new Promise<void>((resolve) => {
      void ending.app.get(ExclusiveJobs).run('ending', async (stop) => {
        resolve();
        await new Promise((end) => stop.addEventListener('abort', end));
        await new Promise((rest) => setTimeout(rest, 50));
        stopped = true;
      });
    });
    await began;
    await ending.stop();
    expect(stopped).toBe(true);
    expect(await ending.app.get(ExclusiveJobs).run('late', () => Promise.resolve())).toBe(false);
    expect(await jobs[0].run('ending', () => Promise.resolve())).toBe(true);
  });
});
