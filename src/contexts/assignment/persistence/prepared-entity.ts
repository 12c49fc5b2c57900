import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';
import type { Statement } from '../../../platform/transaction/transaction-scope';

/**
 * An aggregate's statements, written once from the entity's own columns, so that a hot path names none of them by hand:
 * the entity API would cost these paths most of their throughput (STACK.md).
 */
export class PreparedEntity {
  /** Every column, by its name in the domain. */
  readonly select: string;
  readonly insert: Statement;
  /** By id and the version that was read. */
  readonly update: Statement;
  private readonly columns: readonly ColumnMetadata[];

  constructor(manager: EntityManager, entity: EntityTarget<ObjectLiteral>, name: string) {
    const { columns, schema, tableName } = manager.connection.getMetadata(entity);
    const table = `${schema!}.${tableName}`;
    this.columns = columns;
    this.select = columns.map((c) => `t."${c.databaseName}" AS "${c.propertyName}"`).join(', ');
    const names = columns.map((c) => `"${c.databaseName}"`);
    const places = columns.map((_, index) => `$${index + 1}`);
    const set = names.map((column, index) => `${column} = ${places[index]!}`).join(', ');
    this.insert = {
      name: `${name}.insert`,
      text: `INSERT INTO ${table} (${names.join(', ')}) VALUES (${places.join(', ')})`,
    };
    this.update = {
      name: `${name}.update`,
      text: `UPDATE ${table} SET ${set} WHERE id = $${columns.findIndex((c) => c.propertyName === 'id') + 1}
             AND version = $${columns.length + 1}`,
    };
  }

  /** The parameters of `insert`; with the version that was read after them, of `update`. */
  values(aggregate: object): unknown[] {
    return this.columns.map((column) => (aggregate as Record<string, unknown>)[column.propertyName] ?? null);
  }
}
