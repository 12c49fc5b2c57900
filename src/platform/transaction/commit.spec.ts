import { DatabaseError, type PoolClient } from 'pg';
import { commit, CommitUnansweredError } from './commit';

const failing = (error: Error): PoolClient => ({ query: () => Promise.reject(error) }) as unknown as PoolClient;
const answered = (severity: string): Error =>
  Object.assign(new DatabaseError('said by PostgreSQL', 20, 'error'), { code: '23505', severity });

describe('commit', () => {
  it.each([
    new Error('Connection terminated unexpectedly'),
    new Error('Query read timeout'),
    Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
    answered('FATAL'),
    answered('PANIC'),
  ])('does not know what became of it after %s', async (error) => {
    const failure: unknown = await commit(failing(error)).catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(CommitUnansweredError);
    expect((failure as Error).cause).toBe(error);
  });

  it.each([
    answered('ERROR'),
    new Error('Client has encountered a connection error and is not queryable'),
    new Error('Client was closed and is not queryable'),
  ])('knows that nothing was saved after %s', async (error) => {
    await expect(commit(failing(error))).rejects.toBe(error);
  });
});
