import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { v7 as uuidv7 } from 'uuid';
import { organizationOf, type Principal } from '../auth/principal';
import { Clock } from '../clock';
import { DomainError } from '../errors/domain-error';
import { type CallContext, callContext } from '../telemetry/call-context';
import { UnitOfWork } from '../transaction/unit-of-work';
import { ExportBegun, ExportEnded } from './export-events';
import { Exporter, type ExportRange } from './exporter';
import { csvRecord } from './write-csv';

const PAGE_ROWS = 500;
/** By which a spreadsheet knows that the file is UTF-8; an import reads past it. */
const BYTE_ORDER_MARK = '\uFEFF';

/** Writes rows to a file as it is read, page by page, each in a transaction of its own. */
@Injectable()
export class ExportRows {
  private exporters: ReadonlyMap<string, Exporter> | null = null;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `export_kind_unknown`, `export_not_allowed`, `date_range_invalid`, `organization_required` */
  async execute(kind: string, range: ExportRange, caller: Principal): Promise<Readable> {
    organizationOf(caller);
    const exporter = this.exporterOf(kind, caller);
    const { from, to } = range;
    if (from !== undefined && to !== undefined && from > to)
      throw new DomainError('invalid', 'date_range_invalid', 'The day from must not be later than the day to.');
    const exportId = uuidv7();
    const columns = exporter.columnsFor(caller).map(({ name }) => name);
    const begun = { exportId, kind, from: from ?? null, to: to ?? null, columns };
    await this.unitOfWork.run(() => this.unitOfWork.publish(new ExportBegun(exportId, begun, this.clock.now())));
    // The stream is read when its reader is ready, in no request’s context.
    return Readable.from(this.lines(exporter, exportId, range, caller, { ...callContext.get()! }));
  }

  private async *lines(
    exporter: Exporter,
    exportId: string,
    range: ExportRange,
    caller: Principal,
    context: CallContext,
  ): AsyncGenerator<string> {
    let [rows, isWhole] = [0, false];
    const columns = exporter.columnsFor(caller);
    try {
      yield BYTE_ORDER_MARK + csvRecord(columns.map(({ name }) => name));
      for (let after: string | undefined; ;) {
        const page = { limit: PAGE_ROWS, after };
        const { items, next } = await callContext.run(context, () => exporter.page(range, page, caller));
        rows += items.length;
        if (items.length > 0) yield items.map((row) => csvRecord(columns.map(({ of }) => of(row)))).join('');
        if (next === null) break;
        after = next;
      }
      isWhole = true;
    } finally {
      const ended = { exportId, kind: exporter.kind, rows, isWhole };
      await callContext.run(context, () =>
        this.unitOfWork.run(() => this.unitOfWork.publish(new ExportEnded(exportId, ended, this.clock.now()))),
      );
    }
  }

  private exporterOf(kind: string, { permissions }: Principal): Exporter {
    this.exporters ??= new Map(
      this.discovery
        .getProviders()
        .map(({ instance }) => instance as unknown)
        .filter((instance) => instance instanceof Exporter)
        .map((exporter) => [exporter.kind, exporter]),
    );
    const exporter = this.exporters.get(kind);
    if (!exporter) {
      const kinds = [...this.exporters.keys()].sort();
      const message = `There is nothing called ${kind.slice(0, 40)} to export; there are ${kinds.join(', ')}.`;
      throw new DomainError('invalid', 'export_kind_unknown', message, { kinds });
    }
    if (permissions.has(exporter.permission)) return exporter;
    const message = `To export ${kind} takes the permission ${exporter.permission}.`;
    throw new DomainError('forbidden', 'export_not_allowed', message);
  }
}
