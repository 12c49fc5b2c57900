import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Principal } from '../auth/principal';
import { Clock } from '../clock';
import { DomainError } from '../errors/domain-error';
import { csvRecord } from '../exports/write-csv';
import { Importer } from './importer';

/** Every importer that a context provides, by its kind. */
@Injectable()
export class Importers {
  private found: ReadonlyMap<string, Importer> | null = null;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `import_kind_unknown`, `import_not_allowed` */
  for(kind: string, caller: Pick<Principal, 'permissions'>): Importer {
    const importer = this.all().get(kind);
    if (!importer) {
      const kinds = [...this.all().keys()].sort();
      const message = `There is nothing called ${kind.slice(0, 40)} to import; there are ${kinds.join(', ')}.`;
      throw new DomainError('invalid', 'import_kind_unknown', message, { kinds });
    }
    if (importer.permissions.some((permission) => caller.permissions.has(permission))) return importer;
    const message = `To import ${kind} takes one of the permissions ${importer.permissions.join(', ')}.`;
    throw new DomainError('forbidden', 'import_not_allowed', message);
  }

  /** A file with the header and a row as an example. @throws DomainError as `for` */
  template(kind: string, caller: Pick<Principal, 'permissions'>): string {
    const columns = this.for(kind, caller).columns.filter(({ isIgnored }) => !isIgnored);
    const now = this.clock.now();
    const examples = columns.map(({ example }) => (typeof example === 'string' ? example : example(now)));
    return csvRecord(columns.map(({ name }) => name)) + csvRecord(examples);
  }

  private all(): ReadonlyMap<string, Importer> {
    this.found ??= new Map(
      this.discovery
        .getProviders()
        .map(({ instance }) => instance as unknown)
        .filter((instance) => instance instanceof Importer)
        .map((importer) => [importer.kind, importer]),
    );
    return this.found;
  }
}
