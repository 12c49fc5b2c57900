import { DatabaseError } from 'pg';
import { QueryFailedError } from 'typeorm';
import { CommitUnansweredError } from '../transaction/commit';
import { databaseTrouble } from './database-trouble';

function postgresError(code: string, severity = 'ERROR'): DatabaseError {
  return Object.assign(new DatabaseError('said by PostgreSQL', 20, 'error'), { code, severity });
}

describe('databaseTrouble', () => {
  it.each([
    ...['08000', '08006', '28000', '28P01', '3D000', '53100', '53200', '53300', '55000', '25006'],
    ...['57P01', '57P02', '57P03', '57P04', '57P05', 'ECONNREFUSED'],
  ])('takes %s for a database that is away, also through TypeORM', (code) => {
    const error = postgresError(code);
    for (const thrown of [error, new QueryFailedError('SELECT 1', [], error)]) {
      expect(databaseTrouble(thrown)).toMatchObject({ status: 503, code: 'database_unavailable' });
    }
  });

  it('promises nothing of a commit that nobody answered', () => {
    const trouble = databaseTrouble(new CommitUnansweredError(new Error('Connection terminated unexpectedly')));
    expect(trouble).toMatchObject({ status: 503, code: 'outcome_unknown' });
    expect(trouble!.detail).not.toContain('Nothing was changed');
  });

  it('takes whatever refuses a connection for a database that is away', () => {
    expect(databaseTrouble(postgresError('42501', 'FATAL'))).toMatchObject({ code: 'database_unavailable' });
    expect(databaseTrouble(postgresError('42501'))).toBeNull();
  });

  it.each(['40001', '40P01', '55P03', '57014', '25P03'])('takes %s for a database that is busy', (code) => {
    expect(databaseTrouble(postgresError(code))).toMatchObject({ status: 503, code: 'database_busy' });
    expect(databaseTrouble(postgresError(code, 'FATAL'))).toMatchObject({ code: 'database_busy' });
  });

  it.each(['22007', '22008'])('takes %s for a mistake of the caller', (code) => {
    expect(databaseTrouble(postgresError(code))).toMatchObject({ status: 400, code: 'time_invalid' });
  });

  it.each(['23505', '42P01', '22P02'])('leaves %s, a mistake of ours, alone', (code) => {
    expect(databaseTrouble(postgresError(code))).toBeNull();
  });
});
