import { posix } from 'node:path';
import * as ts from 'typescript';
import { contextOf, type SourceTree } from './source-tree';
import { decoratorsOf, importsOf, parse, propertyOf } from './syntax';

/** What of TypeORM describes a row. The rest of it asks and changes the database. */
const ENTITY_VOCABULARY =
  /^(Entity|Column|Index|Unique|Check|Exclusion|Relation|ValueTransformer|ColumnOptions|\w+Column|(One|Many)To(One|Many)|JoinColumn|Embedded\w*|AfterLoad)$/;

/** A domain that uses more of TypeORM than the decorators of its aggregate. */
export function persistenceInDomain(tree: SourceTree): string[] {
  return sourcesIn(tree, /^src\/contexts\/[^/]+\/domain\/(?!.*\.spec\.ts$)/).flatMap(([path, file]) =>
    importsOf(file)
      .filter(({ from, name }) => /^typeorm(\/|$)/.test(from) && !ENTITY_VOCABULARY.test(name))
      .map(({ name }) => `${path} uses ${name} of TypeORM`),
  );
}

/** A context's module that imports anything but platform modules, exports anything, or is global. */
export function openModules(tree: SourceTree): string[] {
  return sourcesIn(tree, /^src\/contexts\/[^/]+\/.*\.module\.ts$/).flatMap(([path, file]) => {
    const platform = new Set(
      importsOf(file)
        .filter(({ from }) => posix.join(posix.dirname(path), from).startsWith('src/platform/'))
        .map(({ local }) => local),
    );
    const problems = decoratorsOf(file, 'Global').map(() => `${path} is global`);
    for (const metadata of decoratorsOf(file, 'Module')) {
      if (!metadata) continue;
      for (const imported of elements(propertyOf(metadata, 'imports'))) {
        const name = /^\w+/.exec(imported.getText())?.[0] ?? '';
        if (!platform.has(name)) problems.push(`${path} imports ${imported.getText()}`);
      }
      for (const exported of elements(propertyOf(metadata, 'exports'))) {
        problems.push(`${path} exports ${exported.getText()}`);
      }
    }
    return problems;
  });
}

/** Barrels, and folders named after nothing in the field. */
export function nondescriptPlaces(paths: readonly string[]): string[] {
  return paths.filter((path) => /(^|\/)((utils?|common|helpers?|shared|misc|lib)\/|index\.ts$)/.test(path));
}

/** Use cases that are not one class with one public `execute`. */
export function crowdedUseCases(tree: SourceTree): string[] {
  return sourcesIn(tree, /^src\/contexts\/[^/]+\/application\/[^/]+\.ts$/).flatMap(([path, file]) => {
    const executing = file.statements
      .filter(ts.isClassDeclaration)
      .filter((declaration) => declaration.members.some((member) => member.name?.getText() === 'execute'));
    return executing.length > 1 ? [`${path} has ${executing.length} use cases`] : [];
  });
}

function sourcesIn(tree: SourceTree, pattern: RegExp): [string, ts.SourceFile][] {
  return Object.entries(tree)
    .filter(([path]) => pattern.test(path) && contextOf(path))
    .map(([path, source]) => [path, parse(path, source)]);
}

/** An `imports` that is no list in the source cannot be read, so it counts as one unknown element. */
function elements(expression: ts.Expression | undefined): readonly ts.Node[] {
  if (!expression) return [];
  return ts.isArrayLiteralExpression(expression) ? expression.elements : [expression];
}
