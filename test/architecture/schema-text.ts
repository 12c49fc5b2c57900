import * as ts from 'typescript';
import { contextOf, type SourceTree } from './source-tree';
import { decoratorsOf, parse, propertyOf, stringsOf } from './syntax';

const CREATED =
  /\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:UNLOGGED\s+)?(?:TABLE|(?:MATERIALIZED\s+)?VIEW|FUNCTION|PROCEDURE|SEQUENCE|TYPE|DOMAIN)\s+(?:IF\s+NOT\s+EXISTS\s+)?"?(\w+)"?\."?(\w+)"?/g;

/** After these words stands a table, or several. In capitals, as our SQL has them, so that prose does not match. */
const TABLES =
  /\b(?:FROM|JOIN|INTO|UPDATE|TABLE|REFERENCES|USING|TRUNCATE|LATERAL|ONLY)\s+((?:"?\w+"?\."?\w+"?(?:\s+(?:AS\s+)?\w+)?\s*,?\s*)+)/g;

/** What the database holds, by schema, as the migrations say it. */
export class KnownSchemas {
  private readonly relations = new Map<string, Set<string>>();

  constructor(migrations: SourceTree, contexts: readonly string[]) {
    for (const schema of ['platform', ...contexts]) this.relations.set(schema, new Set());
    for (const [path, source] of Object.entries(migrations)) {
      for (const text of stringsOf(parse(path, source))) {
        for (const [, schema, name] of text.matchAll(CREATED)) this.add(schema!, name!);
      }
    }
  }

  get relationCount(): number {
    return [...this.relations.values()].reduce((sum, names) => sum + names.size, 0);
  }

  /** `schema.name` of each thing of one of our schemas that a text names. */
  namedIn(text: string): string[] {
    const named = new Set<string>();
    for (const [, schema, name] of text.matchAll(/\b(\w+)"?\."?(\w+)/g)) {
      if (this.relations.get(schema!)?.has(name!)) named.add(`${schema}.${name}`);
    }
    for (const [, list] of text.matchAll(TABLES)) {
      for (const [, schema, name] of list!.matchAll(/"?(\w+)"?\."?(\w+)/g)) {
        if (this.relations.has(schema!)) named.add(`${schema}.${name}`);
      }
    }
    return [...named].sort();
  }

  private add(schema: string, name: string): void {
    const names = this.relations.get(schema) ?? new Set();
    this.relations.set(schema, names.add(name));
  }
}

/** Sources that name what another schema holds: in SQL, as a table's name, or as an entity's schema. */
export function crossingsInSources(tree: SourceTree, known: KnownSchemas): string[] {
  return Object.entries(tree).flatMap(([path, source]) => {
    if (path.endsWith('.spec.ts')) return [];
    const own = contextOf(path) ?? (path.startsWith('src/platform/') ? 'platform' : undefined);
    const file = parse(path, source);
    const named = new Set(stringsOf(file).flatMap((text) => known.namedIn(text)));
    for (const options of decoratorsOf(file, 'Entity')) {
      const schema = options && propertyOf(options, 'schema');
      if (schema && ts.isStringLiteralLike(schema)) named.add(`${schema.text}.*`);
    }
    return [...named].filter((name) => schemaOf(name) !== own).map((name) => `${path} names ${name}`);
  });
}

/** Migrations that work on more than one schema. Functions of the platform's are everybody's. */
export function crossingsInMigrations(tree: SourceTree, known: KnownSchemas): string[] {
  return Object.entries(tree).flatMap(([path, source]) => {
    const named = stringsOf(parse(path, source)).flatMap((text) => known.namedIn(text));
    const schemas = [...new Set(named.map(schemaOf))].sort();
    const ofContexts = schemas.filter((schema) => schema !== 'platform');
    return ofContexts.length > 1 ? [`${path} works on ${ofContexts.join(' and ')}`] : [];
  });
}

function schemaOf(name: string): string {
  return name.split('.')[0]!;
}
