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
}

interface Judged {
  readonly read: readonly ReadRow[];
  /** Nothing comes of them; what else speaks against them is said all the same. */
  readonly flawed: readonly ReadRow[];
  readonly claims: readonly LineClaim[];
  readonly problems: LineProblem[];
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
    const claims: LineClaim[] = [];
    const unsound = new Set<number>();
    for (const [line, texts] of rows) {
      const cells = new Cells(stored.columns, texts);
      const row = importer.read(cells);
      problems.push(...cells.problems.map((problem) => ({ ...problem, line })));
      if (!cells.areSound) unsound.add(line);
      if (cells.areRagged) continue;
      const legible = { line, row, illegible: cells.illegible };
      read.push(legible);
      if (!besideOthers) continue;
      const wanted = importer.claims(legible).filter(({ column }) => !legible.illegible.has(column));
      claims.push(...wanted.map((claim) => ({ ...claim, line })));
    }
    const taken = await this.progress.taken(stored.id, claims);
    const repeated = new Map<number, string[]>();
    const made = new Map<string, LineClaim[]>();
    const kept: LineClaim[] = [];
    for (const [place, claim] of claims.entries()) {
      const earlier = taken.get(place) ?? earlierLine(made.get(claim.key), claim);
      if (earlier === undefined) {
        // Nothing comes of it, so it takes nothing from the rows after it.
        if (unsound.has(claim.line)) continue;
        made.set(claim.key, [...(made.get(claim.key) ?? []), claim]);
        kept.push(claim);
        continue;
      }
      repeated.set(claim.line, [...(repeated.get(claim.line) ?? []), claim.column]);
      const message = `Line ${earlier} of the file has ${claim.says} already.`;
      problems.push({ line: claim.line, column: claim.column, code: 'row_repeated', message, isWarning: false });
    }
    const isFlawed = ({ line }: ReadRow): boolean => unsound.has(line) || repeated.has(line);
    const flawed = read.filter(isFlawed).map((row) => {
      const illegible = new Set([...row.illegible, ...(repeated.get(row.line) ?? [])]);
      return { ...row, illegible };
    });
    return { read: read.filter((row) => !isFlawed(row)), flawed, claims: kept, problems };
  }

  private async planned(
    { importer, caller }: RunningImport,
    seen: number,
    { read, flawed, claims, problems }: Judged,
  ): Promise<PlannedRows> {
    const rows = read.map(({ row }) => row);
    const found = rows.length > 0 ? await importer.plan(rows, caller) : [];
    const verdicts = read.map(({ line }, index) => ({ line, verdict: found[index]! }));
    const isApplied = ({ verdict }: { verdict: Verdict<unknown> }): boolean => verdict.outcome === 'apply';
    const applied = verdicts.filter(isApplied).length;
    const unchanged = verdicts.filter(({ verdict }) => verdict.outcome === 'unchanged').length;
    const against = verdicts.flatMap(({ line, verdict }) => saidOf(verdict).map((problem) => ({ ...problem, line })));
    const faults = flawed.length > 0 ? await importer.faults(flawed, caller) : [];
    const besides = faults.flatMap((some, index) => some.map((problem) => ({ ...problem, line: flawed[index]!.line })));
    return {
      verdicts,
      locks: verdicts.flatMap(({ verdict }) => (verdict.outcome === 'apply' ? verdict.locks : [])),
      outcome: {
        ...{ seen, applied, unchanged, refused: seen - applied - unchanged, claims },
        problems: [...problems, ...against, ...besides].sort((a, b) => a.line - b.line),
      },
    };
  }
}

function saidOf(verdict: Verdict<unknown>): readonly RowProblem[] {
  if (verdict.outcome === 'refused') return verdict.problems;
  return (verdict.outcome === 'apply' && verdict.warnings) || [];
}

/** The line of an earlier row that takes the same, or some of the same time. */
function earlierLine(made: readonly LineClaim[] | undefined, { line, during }: LineClaim): number | undefined {
  return made?.find(
    (other) => other.line !== line && (!during || !other.during || windowsOverlap(other.during, during)),
  )?.line;
}
