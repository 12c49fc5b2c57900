import { Injectable } from '@nestjs/common';
import type { Lock } from '../transaction/locks';
import type { Statement } from '../transaction/transaction-scope';
import { UnitOfWork } from '../transaction/unit-of-work';
import { AdvanceImport, isRefusal } from './advance-import';
import { type FileRow, PART_ROWS } from './import-file';
import { ImportProgress, type LineProblem } from './import-progress';
import { ImportRows, type RunningImport } from './import-rows';
import { Imports, type StoredImport } from './imports';

/** Each lock is a place in the database's shared table of locks, of which a default configuration has 6,400. */
export const MOST_LOCKS = 2_500;
/** For its one transaction: how long it waits for a lock, how long a statement may take, and it itself. */
const TIMEOUTS = `SELECT set_config('lock_timeout', '10s', true), set_config('statement_timeout', '60s', true),
                    set_config('transaction_timeout', '15min', true)`;
/** Two processes may believe that it is their turn, when a connection broke: one of them works. */
const ALONE: Statement = {
  name: 'platform.imports.alone',
  text: `SELECT pg_try_advisory_xact_lock(hashtextextended('import ' || $1, 17)) AS mine`,
};

/** Rows were refused: everything is undone, and they are named. */
class RowsRefused extends Error {
  constructor(readonly problems: readonly LineProblem[]) {
    super('Rows of an atomic import were refused.');
  }
}

/** Cancelled, or the process is about to end: everything is undone, and in the second case it starts over. */
class Interrupted extends Error {}

/**
 * All rows or none. First every row is judged, part by part, and nothing is changed: what is wrong is named, all of it. Then one
 * transaction brings them in, part by part too, writing through what each published, so that its memory does not grow. A process
 * that dies leaves nothing of it, and the next starts over.
 */
@Injectable()
export class ApplyAtomicImport {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly advance: AdvanceImport,
    private readonly imports: Imports,
    private readonly progress: ImportProgress,
    private readonly rows: ImportRows,
  ) {}

  async execute(stored: StoredImport, stop: AbortSignal): Promise<void> {
    await this.advance.guarded(stored, async () => {
      const running = await this.advance.running(stored);
      try {
        const locks = await this.check(running, stop);
        await this.apply(running, locks, stop);
      } catch (error) {
        if (error instanceof RowsRefused) return this.refuse(stored, error.problems);
        if (!(error instanceof Interrupted)) throw error;
      }
    });
  }

  /** Judges all rows. @returns the locks that bringing them in takes */
  private async check(running: RunningImport, stop: AbortSignal): Promise<Lock[]> {
    const { stored } = running;
    const begun = await this.advance.inOrganization(stored, () => this.progress.beginAgain(stored.id));
    if (!begun) throw new Interrupted();
    const locks = new Map<string, Lock>();
    let refused = 0;
    for (let number = 0; number < partsOf(stored); number++) {
      if (stop.aborted) throw new Interrupted();
      await this.advance.inOrganization(stored, async () => {
        const rows = await this.imports.part(stored.id, number);
        const { outcome, locks: wanted } = await this.rows.plan(running, rows);
        // Nothing counts as done before all is.
        if (!(await this.progress.advance(stored, { ...outcome, applied: 0, unchanged: 0 }))) throw new Interrupted();
        refused += outcome.refused;
        for (const lock of wanted) if (locks.size <= MOST_LOCKS) locks.set(lock.key, lock);
      });
    }
    if (refused > 0) throw new RowsRefused([]);
    if (locks.size > MOST_LOCKS) {
      const message = `An atomic import touches at most ${MOST_LOCKS} drivers and vehicles that are there already. Import it row-wise.`;
      throw new RowsRefused([{ line: 2, column: null, code: 'too_many_locks', message, isWarning: false }]);
    }
    return [...locks.values()];
  }

  private async apply(running: RunningImport, locks: readonly Lock[], stop: AbortSignal): Promise<void> {
    const { stored } = running;
    let at: readonly FileRow[] = [];
    try {
      await this.advance.inOrganization(stored, async () => {
        await this.unitOfWork.query(TIMEOUTS);
        const [lock] = await this.unitOfWork.rows<{ mine: boolean }>(ALONE, [stored.id]);
        if (!lock!.mine) throw new Interrupted();
        await this.unitOfWork.lock(locks);
        const done = { applied: 0, unchanged: 0 };
        for (let number = 0; number < partsOf(stored); number++) {
          at = await this.imports.part(stored.id, number);
          const { outcome } = await this.rows.apply(running, at);
          const against = outcome.problems.filter(({ isWarning }) => !isWarning);
          if (against.length > 0) throw new RowsRefused(against);
          done.applied += outcome.applied;
          done.unchanged += outcome.unchanged;
          await this.unitOfWork.writeThrough();
          if (stop.aborted || !(await this.progress.stands(stored.id))) throw new Interrupted();
        }
        if (!(await this.progress.finish(stored, 'COMPLETED', null, done))) throw new Interrupted();
      });
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // Everything is undone. Which row it was is found by trying those of the part again, in transactions of their own.
      const problems = await this.advance.probe(running, at);
      // Each goes by itself: another import brought the same in meanwhile, and has ended; or they do not go together.
      if (problems.length === 0 && stored.attempts === 0) throw error;
      throw new RowsRefused(problems.length > 0 ? problems : [togetherOnly(at, error)]);
    }
  }

  private async refuse(stored: StoredImport, problems: readonly LineProblem[]): Promise<void> {
    await this.advance.inOrganization(stored, async () => {
      await this.progress.addErrors(stored.id, stored.organizationId, problems);
      await this.progress.finish(
        stored,
        'REFUSED',
        'Not every row can be brought in, so none was. The errors name them.',
        {
          refused: new Set(problems.map(({ line }) => line)).size,
        },
      );
    });
  }
}

function partsOf({ rowCount }: StoredImport): number {
  return Math.ceil(rowCount / PART_ROWS);
}

function togetherOnly(rows: readonly FileRow[], error: unknown): LineProblem {
  const [line] = rows[0] ?? [2];
  const message = `From this line on: ${(error as Error).message}`;
  return { line, column: null, code: 'rows_do_not_go_together', message: message.slice(0, 500), isWarning: false };
}
