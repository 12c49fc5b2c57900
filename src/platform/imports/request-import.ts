import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { organizationOf, type Principal } from '../auth/principal';
import { Clock } from '../clock';
import { DomainError, notFound } from '../errors/domain-error';
import { lock } from '../transaction/locks';
import { UnitOfWork } from '../transaction/unit-of-work';
import { openImportFile } from './import-file';
import { ImportRequested } from './import-events';
import { Importers } from './importers';
import { type ImportMode, Imports, type StoredImport } from './imports';
import { RunImports } from './run-imports.job';
import { seenBy } from './show-imports';

export interface WantedImport {
  readonly kind: string;
  readonly mode: ImportMode;
  /** Although the same file was brought in before. */
  readonly again: boolean;
}

/** Of one caller in one organization. Each may hold ten megabytes of rows. */
const MOST_UNFINISHED = 10;
/** Of his finished dry runs, those whose rows are kept for confirming. */
const DRY_RUNS_KEPT = 10;

/** Takes in a file, or the rows of a dry run, to be worked through in the background. */
@Injectable()
export class RequestImport {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly importers: Importers,
    private readonly imports: Imports,
    private readonly runs: RunImports,
  ) {}

  /**
   * @throws DomainError those of `openImportFile`, `csv_no_rows`, `csv_too_many_rows`, `import_kind_unknown`,
   * `import_not_allowed`, `too_many_imports`, `import_under_way` and `import_repeated` naming the other import
   */
  async execute(bytes: Buffer, { kind, mode, again }: WantedImport, caller: Principal): Promise<StoredImport> {
    const organizationId = organizationOf(caller);
    const file = await openImportFile(bytes, this.importers.for(kind, caller).columns);
    // Read to its end before anything is stored: what is wrong with the file as a whole is answered at once.
    let rowCount = 0;
    for await (const part of file.parts()) rowCount += part.length;
    const { userId: requestedBy, sessionId } = caller;
    const wanted = { id: uuidv7(), organizationId, kind, mode, confirms: null, requestedBy, sessionId };
    const bringIn = async (): Promise<StoredImport> => {
      await this.refuseTooMany(requestedBy);
      await this.imports.forgetDryRuns(organizationId, requestedBy, DRY_RUNS_KEPT);
      if (mode !== 'dry_run') await this.refuseRepeated(organizationId, kind, file.hash, again, 'Send ?again=true');
      const stored = await this.imports.add(
        { ...wanted, contentHash: file.hash, columns: [...file.columns] },
        rowCount,
      );
      let number = 0;
      for await (const rows of file.parts()) await this.imports.addPart(stored, number++, rows);
      return this.requested(stored);
    };
    return this.unitOfWork.run(bringIn, { locks: [lock('user', requestedBy)] });
  }

  /**
   * Brings in the rows of a dry run, which need not be sent again. What changed since is judged anew.
   * @throws DomainError `import_not_found`, `import_not_a_dry_run`, `import_not_finished`, `import_rows_gone`, and as `execute`
   */
  async confirm(
    id: string,
    mode: Exclude<ImportMode, 'dry_run'>,
    again: boolean,
    caller: Principal,
  ): Promise<StoredImport> {
    const organizationId = organizationOf(caller);
    const { userId: requestedBy, sessionId } = caller;
    const bringIn = async (): Promise<StoredImport> => {
      const dry = await this.imports.find(id, organizationId, seenBy(caller));
      if (!dry) throw notFound('import', id);
      const { kind, contentHash, columns, rowCount } = dry;
      this.importers.for(kind, caller);
      if (dry.mode !== 'dry_run')
        throw new DomainError('conflict', 'import_not_a_dry_run', 'Only a dry run is confirmed; this is none.');
      if (dry.state !== 'COMPLETED') {
        const message = `This dry run is ${dry.state}; one is confirmed once it is COMPLETED.`;
        throw new DomainError('conflict', 'import_not_finished', message, { state: dry.state });
      }
      await this.refuseRepeated(organizationId, kind, contentHash, again, 'Send {"mode": …, "again": true}');
      await this.refuseTooMany(requestedBy);
      const wanted = { id: uuidv7(), organizationId, kind, mode, confirms: id, requestedBy, sessionId };
      const stored = await this.imports.add({ ...wanted, contentHash, columns }, rowCount);
      if (!(await this.imports.copyParts(id, stored.id)))
        throw new DomainError(
          'conflict',
          'import_rows_gone',
          'The rows of this dry run are no longer kept: send the file.',
        );
      return this.requested(stored);
    };
    return this.unitOfWork.run(bringIn, { locks: [lock('user', requestedBy)] });
  }

  private async refuseTooMany(requestedBy: string): Promise<void> {
    const unfinished = await this.imports.countUnfinished(requestedBy);
    if (unfinished < MOST_UNFINISHED) return;
    const message = `${unfinished} of your imports have not ended yet. Wait for one of them, or cancel one.`;
    throw new DomainError('conflict', 'too_many_imports', message, { most: MOST_UNFINISHED });
  }

  /** @param how a caller asks for it again, in words: by the address or by the body */
  private async refuseRepeated(
    organizationId: string,
    kind: string,
    hash: Buffer,
    again: boolean,
    how: string,
  ): Promise<void> {
    const earlier = await this.imports.ofSameFile(organizationId, kind, hash);
    if (!earlier) return;
    const { id: importId, state } = earlier;
    if (state !== 'COMPLETED') {
      const message = 'The same file is being brought in already; follow that import.';
      throw new DomainError('conflict', 'import_under_way', message, { importId });
    }
    if (again) return;
    const message = `The same file was brought in before. ${how} to bring it in once more: what differs is changed, the rest stays.`;
    throw new DomainError('conflict', 'import_repeated', message, { importId });
  }

  private async requested(stored: StoredImport): Promise<StoredImport> {
    const { id, kind, mode, rowCount: rows, confirms } = stored;
    const payload = { importId: id, kind, mode, rows, contentHash: stored.contentHash.toString('hex'), confirms };
    await this.unitOfWork.publish(new ImportRequested(id, payload, this.clock.now()));
    this.runs.soon();
    return stored;
  }
}
