import { Injectable } from '@nestjs/common';
import { windowsOverlap } from '../../kernel/time-window';
import type { Principal } from '../auth/principal';
import type { Lock } from '../transaction/locks';
import { UnitOfWork } from '../transaction/unit-of-work';
import { Cells } from './cells';
import type { FileRow } from './import-file';
import { ImportProgress, type LineClaim, type LineProblem, type Outcome } from './import-progress';
import type { Importer, LegibleRow, Verdict } from './importer';
import type { StoredImport } from './imports';
import type { RowProblem } from './row-problem';

/** An import with what its rows need to be brought in. */
export interface RunningImport {
  readonly stored: StoredImport;
  readonly importer: Importer;
  /** As his rights stand now. */
  readonly caller: Principal;
}

interface ReadRow extends LegibleRow<unknown> {
  readonly line: number;
  readonly claims: readonly LineClaim[];
}

interface Judged {
  readonly read: readonly ReadRow[];
  /** Lines of which a cell cannot be read. Nothing comes of them; what else speaks against them is said all the same. */
  readonly unsound: ReadonlySet<number>;
  /** By whose line a row of an earlier part has it already. */
  readonly taken: ReadonlyMap<LineClaim, number>;
  readonly problems: readonly LineProblem[];
}

/** Rows beside the earlier ones of their file. */
interface Compared {
  /** What another row has already: the columns, by line. */
  readonly repeated: ReadonlyMap<number, readonly string[]>;
  readonly claims: readonly LineClaim[];
  readonly problems: readonly LineProblem[];
}

export interface PlannedRows {
  readonly verdicts: readonly { readonly line: number; readonly verdict: Verdict<unknown> }[];
  readonly locks: readonly Lock[];
  readonly outcome: Outcome;
}

/** Judges rows and brings them in, in the unit of work that is open. */
@Injectable()
export class ImportRows {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly progress: ImportProgress,
  ) {}

  /** What would become of the rows, each by itself and beside the earlier ones of its file. Changes nothing. */
  async plan(running: RunningImport, rows: readonly FileRow[]): Promise<PlannedRows> {
    return this.planned(running, rows.length, await this.judge(running, rows, true));
  }

  /** Brings them in: what is not refused, under the locks it needs. @throws DomainError where a listener vetoes */
  async apply(running: RunningImport, rows: readonly FileRow[]): Promise<PlannedRows> {
    // All of an atomic one were planned before: their claims are made, and each would meet its own.
    const judged = await this.judge(running, rows, running.stored.mode !== 'atomic');
    let planned = await this.planned(running, rows.length, judged);
    if (planned.locks.length > 0 && (await this.unitOfWork.lock(planned.locks))) {
      // What the first look read without the locks may have changed by now.
      planned = await this.planned(running, rows.length, judged);
    }
    const plans = planned.verdicts.flatMap(({ verdict }) => (verdict.outcome === 'apply' ? [verdict.plan] : []));
    if (plans.length > 0) await running.importer.apply(plans, running.caller);
    return planned;
  }

  private async judge(
    { stored, importer }: RunningImport,
    rows: readonly FileRow[],
    besideOthers: boolean,
  ): Promise<Judged> {
    const problems: LineProblem[] = [];
    const read: ReadRow[] = [];
    const unsound = new Set<number>();
    for (const [line, texts] of rows) {
      const cells = new Cells(stored.columns, texts);
      const row = importer.read(cells);
      problems.push(...cells.problems.map((problem) => ({ ...problem, line })));
      if (!cells.areSound) unsound.add(line);
      if (cells.areRagged) continue;
      const legible = { row, illegible: cells.illegible };
      const wanted = besideOthers ? importer.claims(legible) : [];
      const claims = wanted.filter(({ column }) => !legible.illegible.has(column)).map((claim) => ({ ...claim, line }));
      read.push({ ...legible, line, claims });
    }
    const claims = read.flatMap((row) => row.claims);
    const places = await this.progress.taken(stored.id, claims);
    const taken = new Map([...places].map(([place, line]) => [claims[place]!, line]));
    return { read, unsound, taken, problems };
  }

  private async planned(running: RunningImport, seen: number, judged: Judged): Promise<PlannedRows> {
    const { importer, caller } = running;
    const { repeated, claims, problems } = await this.compared(running, judged);
    const isFlawed = ({ line }: ReadRow): boolean => judged.unsound.has(line) || repeated.has(line);
    const sound = judged.read.filter((row) => !isFlawed(row));
    const flawed = judged.read.filter(isFlawed).map((row) => {
      const illegible = new Set([...row.illegible, ...(repeated.get(row.line) ?? [])]);
      return { ...row, illegible };
    });
    const rows = sound.map(({ row }) => row);
    const found = rows.length > 0 ? await importer.plan(rows, caller) : [];
    const verdicts = sound.map(({ line }, index) => ({ line, verdict: found[index]! }));
    const withOutcome = (outcome: Verdict<unknown>['outcome']): number[] =>
      verdicts.flatMap(({ line, verdict }) => (verdict.outcome === outcome ? line : []));
    const [applied, unchanged] = [withOutcome('apply').length, withOutcome('unchanged').length];
    const refused = new Set(withOutcome('refused'));
    const against = verdicts.flatMap(({ line, verdict }) => saidOf(verdict).map((problem) => ({ ...problem, line })));
    const faults = flawed.length > 0 ? await importer.faults(flawed, caller) : [];
    const besides = faults.flatMap((some, index) => some.map((problem) => ({ ...problem, line: flawed[index]!.line })));
    return {
      verdicts,
      locks: verdicts.flatMap(({ verdict }) => (verdict.outcome === 'apply' ? verdict.locks : [])),
      outcome: {
        ...{ seen, applied, unchanged, refused: seen - applied - unchanged },
        claims: claims.filter(({ line }) => !refused.has(line)),
        problems: [...judged.problems, ...problems, ...against, ...besides].sort((a, b) => a.line - b.line),
      },
    };
  }

  /** A row that is refused takes nothing from those after it: which are, only matters where one would have what another has. */
  private async compared({ importer, caller }: RunningImport, judged: Judged): Promise<Compared> {
    const { read, unsound } = judged;
    const compared = beside(judged, unsound);
    if (compared.repeated.size === 0) return compared;
    const legible = read.filter(({ line }) => !unsound.has(line));
    const faults = legible.length > 0 ? await importer.faults(legible, caller) : [];
    const refused = legible.filter((_, index) => faults[index]!.some(({ isWarning }) => !isWarning));
    return beside(judged, new Set([...unsound, ...refused.map(({ line }) => line)]));
  }
}

/** What each row would take, but for those of which nothing comes, and for what an earlier one has. */
function beside({ read, taken }: Judged, refused: ReadonlySet<number>): Compared {
  const made = new Map<string, LineClaim[]>();
  const repeated = new Map<number, string[]>();
  const problems: LineProblem[] = [];
  for (const { line, claims } of read) {
    for (const claim of claims) {
      const earlier = taken.get(claim) ?? earlierLine(made.get(claim.key), claim);
      if (earlier === undefined) continue;
      repeated.set(line, [...(repeated.get(line) ?? []), claim.column]);
      const message = `Line ${earlier} of the file has ${claim.says} already.`;
      problems.push({ line, column: claim.column, code: 'row_repeated', message, isWarning: false });
    }
    if (repeated.has(line) || refused.has(line)) continue;
    for (const claim of claims) made.set(claim.key, [...(made.get(claim.key) ?? []), claim]);
  }
  return { repeated, claims: [...made.values()].flat(), problems };
}

function saidOf(verdict: Verdict<unknown>): readonly RowProblem[] {
  if (verdict.outcome === 'refused') return verdict.problems;
  return (verdict.outcome === 'apply' && verdict.warnings) || [];
}

/** The line of an earlier row that takes the same, or some of the same time. */
function earlierLine(made: readonly LineClaim[] | undefined, { during }: LineClaim): number | undefined {
  return made?.find((other) => !during || !other.during || windowsOverlap(other.during, during))?.line;
}
