import { Injectable, Logger } from '@nestjs/common';
import { PrincipalReader } from '../auth/principal-reader';
import { DomainError } from '../errors/domain-error';
import { callContext } from '../telemetry/call-context';
import { isDataError } from '../transaction/data-error';
import { sqlState, UnitOfWork } from '../transaction/unit-of-work';
import { type FileRow, PART_ROWS } from './import-file';
import { ImportProgress, type LineProblem, type Outcome } from './import-progress';
import { ImportRows, type RunningImport } from './import-rows';
import { Importers } from './importers';
import { Imports, type StoredImport } from './imports';

/** How much smaller the next try is when one of its rows was vetoed: three tries lead from a part to the row. */
const FEWER = 8;
const ATTEMPTS = 8;
const LONGEST_WAIT_MS = 60_000;
/** Of what waits for others: an atomic import beside it may hold its rows for a quarter of an hour. */
const OUT_OF_THE_WAY_MS = 3_000;
/** `lock_not_available`: the lock timeout has passed. */
const LOCKED = '55P03';
/** For a lock that somebody else holds. A row-wise part is tried again, so it need not wait long and hold what it has. */
const PART_TIMEOUTS = `SELECT set_config('lock_timeout', '5s', true), set_config('statement_timeout', '30s', true)`;

/** Thrown to undo what a dry run did. */
class Undone extends Error {
  constructor(readonly outcome: Outcome) {
    super('A dry run changes nothing.');
  }
}

/** The import cannot go on, whatever its rows: its caller may no longer do it. */
export class ImportStoppedError extends Error {}

/** Brings a dry run or a row-wise import one part forward: each part with its progress in one transaction. */
@Injectable()
export class AdvanceImport {
  private readonly log = new Logger(AdvanceImport.name);
  /** Of imports that had a row vetoed: how many rows to try next. Forgotten with the process, and found again. */
  private readonly fewer = new Map<string, number>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly principals: PrincipalReader,
    private readonly importers: Importers,
    private readonly imports: Imports,
    private readonly progress: ImportProgress,
    private readonly rows: ImportRows,
  ) {}

  async execute(stored: StoredImport): Promise<void> {
    await this.guarded(stored, async () => {
      const running = await this.running(stored);
      let rows: FileRow[] = [];
      try {
        await this.bring(running, async () => (rows = await this.next(stored)));
        // None, where it is over or another process has gone on with it: that tells nothing of how many to try.
        if (rows.length > 0) this.fewer.set(stored.id, Math.min(PART_ROWS, rows.length * FEWER));
      } catch (error) {
        if (!isRefusal(error)) throw error;
        if (rows.length > 1) return void this.fewer.set(stored.id, Math.ceil(rows.length / FEWER));
        if (rows.length === 0) throw error;
        await this.inOrganization(stored, () => this.refuse(stored, rows[0]!, error));
      }
    });
  }

  /** What of these rows is vetoed when each is tried alone, with everything undone: to say which row an atomic one broke at. */
  async probe(running: RunningImport, rows: readonly FileRow[]): Promise<LineProblem[]> {
    try {
      return [...(await this.tried(running, () => Promise.resolve(rows))).problems];
    } catch (error) {
      if (!isRefusal(error)) throw error;
      if (rows.length === 1) return [problemOf(rows[0]![0], error)];
      const size = Math.ceil(rows.length / FEWER);
      const problems: LineProblem[] = [];
      for (let from = 0; from < rows.length; from += size)
        problems.push(...(await this.probe(running, rows.slice(from, from + size))));
      return problems;
    }
  }

  /** @throws ImportStoppedError where he who asked for it has lost his access, or the permission */
  async running(stored: StoredImport): Promise<RunningImport> {
    const caller = await this.principals.find(stored.sessionId, stored.organizationId);
    if (!caller) throw new ImportStoppedError('Whoever asked for it has logged out or lost his access.');
    try {
      return { stored, caller, importer: this.importers.for(stored.kind, caller) };
    } catch (error) {
      throw new ImportStoppedError((error as Error).message);
    }
  }

  /** With whoever asked for it as the actor of every fact. */
  inOrganization<T>(stored: StoredImport, work: () => Promise<T>): Promise<T> {
    const { id, organizationId, requestedBy } = stored;
    const context = {
      ...{ requestId: id, correlationId: id, causationId: null, address: null, organizationId },
      actor: { type: 'user', id: requestedBy } as const,
    };
    return callContext.run(context, () => this.unitOfWork.run(work, { as: 'worker', organizationId }));
  }

  /**
   * What fails for another reason than its rows is tried again, ever later, and given up in the end. What only waits for the
   * locks of others is not: a part of few rows holds nothing meanwhile, and whoever is in its way comes to an end.
   */
  async guarded(stored: StoredImport, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (stored.mode !== 'atomic' && sqlState(error) === LOCKED)
        return this.progress.waitUntil(stored.id, new Date(Date.now() + OUT_OF_THE_WAY_MS));
      const attempts = stored.attempts + 1;
      const isHopeless = error instanceof ImportStoppedError;
      this.log.warn(`Import ${stored.id} failed, attempt ${attempts}: ${String(error)}`);
      if (isHopeless || attempts >= ATTEMPTS) {
        const reason = isHopeless ? error.message : 'It failed again and again, for a reason that is not in the file.';
        await this.inOrganization(stored, () => this.progress.finish(stored, 'FAILED', reason));
        return;
      }
      const wait = Math.min(500 * 2 ** attempts, LONGEST_WAIT_MS);
      await this.progress.retryAt(stored.id, new Date(Date.now() + wait));
    }
  }

  private async bring(running: RunningImport, next: () => Promise<readonly FileRow[]>): Promise<void> {
    const { stored } = running;
    if (stored.mode === 'dry_run') {
      const outcome = await this.tried(running, next);
      await this.inOrganization(stored, async () => {
        if (await this.progress.hold(stored)) await this.count(stored, outcome);
      });
      return;
    }
    await this.inOrganization(stored, async () => {
      await this.unitOfWork.query(PART_TIMEOUTS);
      if (!(await this.progress.hold(stored))) return;
      const { outcome } = await this.rows.apply(running, await next());
      await this.count(stored, outcome);
    });
  }

  /** Does it and undoes it, so that whoever would veto is heard. */
  private async tried(running: RunningImport, next: () => Promise<readonly FileRow[]>): Promise<Outcome> {
    try {
      return await this.inOrganization(running.stored, async () => {
        await this.unitOfWork.query(PART_TIMEOUTS);
        const { outcome } = await this.rows.apply(running, await next());
        throw new Undone(outcome);
      });
    } catch (error) {
      if (error instanceof Undone) return error.outcome;
      throw error;
    }
  }

  private async refuse(stored: StoredImport, [line]: FileRow, error: unknown): Promise<void> {
    if (!(await this.progress.hold(stored))) return;
    const problems = [problemOf(line, error)];
    await this.count(stored, { seen: 1, applied: 0, unchanged: 0, refused: 1, problems, claims: [] });
  }

  private async count(stored: StoredImport, outcome: Outcome): Promise<void> {
    const advanced = await this.progress.advance(stored, outcome);
    if (!advanced || advanced.rowsSeen < advanced.rowCount) return;
    this.fewer.delete(stored.id);
    await this.progress.finish(advanced, 'COMPLETED', null);
  }

  private async next(stored: StoredImport): Promise<FileRow[]> {
    const [number, from] = [Math.floor(stored.rowsSeen / PART_ROWS), stored.rowsSeen % PART_ROWS];
    const part = await this.imports.part(stored.id, number);
    return part.slice(from, from + (this.fewer.get(stored.id) ?? PART_ROWS));
  }
}

/** The row's fault: trying again what is no better cannot help. */
export function isRefusal(error: unknown): boolean {
  return (error instanceof DomainError && error.kind !== 'unavailable') || isDataError(error);
}

function problemOf(line: number, error: unknown): LineProblem {
  const isDomain = error instanceof DomainError;
  const code = isDomain ? error.code : 'cannot_be_stored';
  const message = isDomain ? error.message : 'The database refuses what the row says.';
  return { line, column: null, code, message, isWarning: false };
}
