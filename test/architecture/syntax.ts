import * as ts from 'typescript';

export function parse(path: string, source: string): ts.SourceFile {
  return ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
}

export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  node.forEachChild((child) => walk(child, visit));
}

/** Every string in a file, templates too, with `?` where a template has an expression. */
export function stringsOf(file: ts.SourceFile): string[] {
  const strings: string[] = [];
  walk(file, (node) => {
    if (ts.isStringLiteralLike(node) && !ts.isImportDeclaration(node.parent)) strings.push(node.text);
    if (ts.isTemplateExpression(node)) {
      strings.push([node.head.text, ...node.templateSpans.map((span) => span.literal.text)].join('?'));
    }
  });
  return strings;
}

/** Which module each imported name comes from. */
export function importsOf(file: ts.SourceFile): { name: string; local: string; from: string }[] {
  return file.statements.filter(ts.isImportDeclaration).flatMap((statement) => {
    const from = (statement.moduleSpecifier as ts.StringLiteral).text;
    const clause = statement.importClause;
    const named = clause?.namedBindings;
    return [
      ...(clause?.name ? [{ name: 'default', local: clause.name.text, from }] : []),
      ...(named && ts.isNamespaceImport(named) ? [{ name: '*', local: named.name.text, from }] : []),
      ...(named && ts.isNamedImports(named)
        ? named.elements.map((e) => ({ name: (e.propertyName ?? e.name).text, local: e.name.text, from }))
        : []),
    ];
  });
}

/** The decorators of that name in a file, with the first argument where it is an object literal. */
export function decoratorsOf(file: ts.SourceFile, name: string): (ts.ObjectLiteralExpression | undefined)[] {
  const found: (ts.ObjectLiteralExpression | undefined)[] = [];
  walk(file, (node) => {
    if (!ts.isDecorator(node) || !ts.isCallExpression(node.expression)) return;
    if (node.expression.expression.getText() !== name) return;
    found.push(node.expression.arguments.find(ts.isObjectLiteralExpression));
  });
  return found;
}

export function propertyOf(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  return object.properties.filter(ts.isPropertyAssignment).find((property) => property.name.getText() === name)
    ?.initializer;
}
