import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../auth/principal';
import { DomainError, notFound } from '../errors/domain-error';
import { UnitOfWork } from '../transaction/unit-of-work';
import { ImportProgress } from './import-progress';
import { Imports, type StoredImport } from './imports';
import { seenBy } from './show-imports';

/** Of an atomic import nothing has happened then; of a row-wise one, what was brought in stays. */
@Injectable()
export class CancelImport {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly imports: Imports,
    private readonly progress: ImportProgress,
  ) {}

  /** @throws DomainError `import_not_found`, `import_over` */
  execute(id: string, caller: Principal): Promise<StoredImport> {
    return this.unitOfWork.run(async () => {
      const found = await this.imports.find(id, organizationOf(caller), seenBy(caller));
      if (!found) throw notFound('import', id);
      const cancelled = await this.imports.cancel(id);
      if (!cancelled) {
        const message = 'This import is over already; there is nothing left to cancel.';
        throw new DomainError('conflict', 'import_over', message);
      }
      await this.progress.close(cancelled);
      return cancelled;
    });
  }
}
