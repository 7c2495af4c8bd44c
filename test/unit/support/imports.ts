import ts from 'typescript';

export interface SourceImport {
  /** As written: `../engine/tensor`, `node:fs`, `vscode`. */
  readonly specifier: string;
  /** Nothing of it exists at run time: `import type`, `export type`, only `type` names, `import('…').Name`. */
  readonly typeOnly: boolean;
  /** From 1. */
  readonly line: number;
}

/** Every import of a TypeScript source: declarations, re-exports, `import()`, `require()` and import types. */
export function importsOf(fileName: string, text: string): SourceImport[] {
  const source = ts.createSourceFile(fileName, text, ts.ScriptTarget.ES2022, true);
  const found: SourceImport[] = [];
  const visit = (node: ts.Node): void => {
    const seen = importIn(node);
    if (seen && ts.isStringLiteralLike(seen.specifier)) {
      const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
      found.push({ specifier: seen.specifier.text, typeOnly: seen.typeOnly, line });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function importIn(node: ts.Node): { specifier: ts.Node; typeOnly: boolean } | undefined {
  if (ts.isImportDeclaration(node)) {
    return { specifier: node.moduleSpecifier, typeOnly: isTypeOnlyClause(node.importClause) };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
    return { specifier: node.moduleSpecifier, typeOnly: node.isTypeOnly || allTypes(node.exportClause) };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return { specifier: node.argument.literal, typeOnly: true };
  }
  const argument = ts.isCallExpression(node) ? node.arguments[0] : undefined;
  if (argument && ts.isCallExpression(node)) {
    const callee = node.expression;
    const loads = callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');
    if (loads) return { specifier: argument, typeOnly: false };
  }
  return undefined;
}

/** `import './style.css'` has no clause, and is loaded. */
function isTypeOnlyClause(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  return clause.isTypeOnly || (clause.name === undefined && allTypes(clause.namedBindings));
}

function allTypes(names: ts.NamedImportBindings | ts.NamedExportBindings | undefined): boolean {
  if (!names || !(ts.isNamedImports(names) || ts.isNamedExports(names))) return false;
  return names.elements.length > 0 && names.elements.every((name) => name.isTypeOnly);
}
