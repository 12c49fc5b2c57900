import { Injectable } from '@nestjs/common';
import { organizationOf, type Principal } from '../auth/principal';
import { notFound } from '../errors/domain-error';
import type { Page, PageRequest } from '../http/page';
import { UnitOfWork } from '../transaction/unit-of-work';
import { type ImportError, type ImportFilter, Imports, type StoredImport } from './imports';

/** A file may name any hub, so whom fleets or hubs narrow sees his own imports only. Null: all of the organization. */
export function seenBy({ fleetIds, hubIds, userId }: Principal): string | null {
  return fleetIds === null && hubIds === null ? null : userId;
}

@Injectable()
export class ShowImports {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly imports: Imports,
  ) {}

  /** @throws DomainError `import_not_found` */
  one(id: string, caller: Principal): Promise<StoredImport> {
    return this.unitOfWork.run(() => this.visible(id, caller));
  }

  /** Newest first. */
  list(query: PageRequest & Omit<ImportFilter, 'requestedBy'>, caller: Principal): Promise<Page<StoredImport>> {
    const organizationId = organizationOf(caller);
    const filter = { kind: query.kind, state: query.state, requestedBy: seenBy(caller) };
    return this.unitOfWork.run(() => this.imports.list(organizationId, filter, query));
  }

  /** In the order of the file, as far as it has been read. @throws DomainError `import_not_found` */
  errors(id: string, page: PageRequest, caller: Principal): Promise<Page<ImportError>> {
    return this.unitOfWork.run(async () => {
      await this.visible(id, caller);
      return this.imports.errors(id, page);
    });
  }

  private async visible(id: string, caller: Principal): Promise<StoredImport> {
    const found = await this.imports.find(id, organizationOf(caller), seenBy(caller));
    if (!found) throw notFound('import', id);
    return found;
  }
}
