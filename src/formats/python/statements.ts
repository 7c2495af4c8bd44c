/** From the parser's tree to statements. */
import type { SyntaxNode } from '@lezer/common';
import type { Block, Expression, Handler, ImportedName, MatchCase, Pattern, Statement, SyntaxProblem } from './ast';
import { argumentsOf, childrenOf, expressionOf, itemsOf, parametersOf, textOf, tupleOf, yieldOf } from './expressions';
import type { Source } from './expressions';

/** The file that is being read; its problems are collected. */
export interface Reading extends Source {
  readonly problems: SyntaxProblem[];
  /** Statements that were taken out before parsing, by where they began. */
  readonly removed: ReadonlyMap<number, string>;
}

export function blockOf(nodes: readonly SyntaxNode[], file: Reading): Statement[] {
  return nodes.flatMap((node) =>
    node.name === 'StatementGroup'
      ? blockOf(childrenOf(node), file)
      : /^[:;]$/.test(node.name)
        ? []
        : [statementOf(node, file)],
  );
}

const simple =
  /^(?:Assign|Update|Expression|Return|Raise|Assert|Delete|Import|Scope|Yield|Print)Statement$|^TypeDefinition$/;

function statementOf(node: SyntaxNode, file: Reading): Statement {
  const at = { from: node.from, to: node.to };
  const removed = file.removed.get(node.from);
  if (removed !== undefined) return { ...at, kind: 'broken', targets: targetsIn(removed, node.from) };
  const error = simple.test(node.name) ? firstError(node) : ownError(node);
  if (error) {
    reportError(error, file);
    if (simple.test(node.name) || node.type.isError) {
      return { ...at, kind: 'broken', targets: targetsIn(textOf(file, node), node.from) };
    }
  }
  return readStatement(node, file, []);
}

/** What a half-typed statement would have set. */
function targetsIn(text: string, from: number): Expression[] {
  const [, self, name] = /^\s*(?:(\w+)\.)?(\w+)\s*=(?!=)/.exec(text) ?? [];
  if (name === undefined) return [];
  const at = { from, to: from + text.length };
  if (self === undefined) return [{ ...at, kind: 'name', id: name }];
  return [{ ...at, kind: 'attribute', object: { ...at, kind: 'name', id: self }, name }];
}

function firstError(node: SyntaxNode): SyntaxNode | undefined {
  if (node.type.isError) return node;
  for (let child = node.firstChild; child; child = child.nextSibling) {
    const found = firstError(child);
    if (found) return found;
  }
  return undefined;
}

/** An error of a compound statement's own line, not of its body. */
function ownError(node: SyntaxNode): SyntaxNode | undefined {
  if (node.type.isError) return node;
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name === 'Body' || child.name === 'MatchBody' || /Definition$|Statement$/.test(child.name)) continue;
    const found = firstError(child);
    if (found) return found;
  }
  return undefined;
}

function reportError(error: SyntaxNode, file: Reading): void {
  const shown = file.text.slice(error.from, error.to).split('\n')[0]!.trim();
  const message =
    shown === ''
      ? 'Something is missing here: this is not Python yet.'
      : `This is not Python: "${shown.slice(0, 40)}".`;
  file.problems.push({ from: error.from, to: Math.max(error.to, error.from + 1), message });
}

function readStatement(node: SyntaxNode, file: Reading, decorators: readonly Expression[]): Statement {
  const at = { from: node.from, to: node.to };
  const kids = childrenOf(node);
  const broken = (): Statement => ({ ...at, kind: 'broken', targets: [] });
  switch (node.name) {
    case 'ExpressionStatement':
      return { ...at, kind: 'expression', value: tupleOf(kids, file) };
    case 'YieldStatement':
      return { ...at, kind: 'expression', value: yieldOf(kids, at, file) };
    case 'AssignStatement':
      return assignment(kids, at, file);
    case 'UpdateStatement': {
      const middle = kids.findIndex(({ name }) => name === 'UpdateOp');
      if (middle < 1) return broken();
      const operator = textOf(file, kids[middle]!).slice(0, -1);
      const value = tupleOf(kids.slice(middle + 1), file);
      return { ...at, kind: 'update', target: expressionOf(kids[0], file), operator, value };
    }
    case 'DecoratedStatement': {
      const marks = kids.filter(({ name }) => name === 'Decorator').map((kid) => decoratorOf(kid, file));
      const inner = kids.find(({ name }) => /Definition$/.test(name));
      return inner ? readStatement(inner, file, marks) : broken();
    }
    case 'FunctionDefinition':
      return functionOf(kids, at, file, decorators);
    case 'ClassDefinition':
      return classOf(kids, at, file, decorators);
    case 'IfStatement':
      return ifOf(kids, at, file);
    case 'ForStatement': {
      const start = kids.findIndex(({ name }) => name === 'for') + 1;
      const middle = kids.findIndex(({ name }) => name === 'in');
      const end = kids.findIndex(({ name }) => name === 'Body');
      if (middle < 0 || end < 0) return broken();
      const target = tupleOf(kids.slice(start, middle), file);
      const iterable = tupleOf(kids.slice(middle + 1, end), file);
      return { ...at, kind: 'for', target, iterable, ...bodies(kids, file) };
    }
    case 'WhileStatement':
      return { ...at, kind: 'while', test: expressionOf(kids[1], file), ...bodies(kids, file) };
    case 'WithStatement':
      return withOf(kids, at, file);
    case 'TryStatement':
      return tryOf(kids, at, file);
    case 'MatchStatement':
      return matchOf(kids, at, file);
    case 'ReturnStatement':
      return { ...at, kind: 'return', value: kids.length > 1 ? tupleOf(kids.slice(1), file) : undefined };
    case 'RaiseStatement':
      return { ...at, kind: 'raise', value: kids[1] && expressionOf(kids[1], file) };
    case 'AssertStatement':
      return {
        ...at,
        kind: 'assert',
        test: expressionOf(kids[1], file),
        message: kids[3] && expressionOf(kids[3], file),
      };
    case 'DeleteStatement':
      return { ...at, kind: 'delete', targets: itemsOf(kids.slice(1), file) };
    case 'ScopeStatement': {
      const names = kids.slice(1).flatMap((kid) => (kid.name === 'VariableName' ? [textOf(file, kid)] : []));
      return { ...at, kind: 'scope', names, where: kids[0]?.name === 'global' ? 'global' : 'nonlocal' };
    }
    case 'ImportStatement':
      return importOf(kids, at, file);
    case 'PassStatement':
    case 'TypeDefinition':
      return { ...at, kind: 'pass' };
    case 'BreakStatement':
      return { ...at, kind: 'break' };
    case 'ContinueStatement':
      return { ...at, kind: 'continue' };
    default:
      return broken();
  }
}

interface At {
  readonly from: number;
  readonly to: number;
}

function assignment(kids: readonly SyntaxNode[], at: At, file: Reading): Statement {
  const groups: SyntaxNode[][] = [[]];
  for (const kid of kids) {
    if (kid.name === 'AssignOp') groups.push([]);
    else groups.at(-1)!.push(kid);
  }
  const type = groups[0]!.find(({ name }) => name === 'TypeDef');
  const value = (nodes: readonly SyntaxNode[]): Expression =>
    nodes[0]?.name === 'yield' ? yieldOf(nodes, at, file) : tupleOf(nodes, file);
  if (type) {
    const annotation = expressionOf(childrenOf(type).at(-1), file);
    const target = expressionOf(groups[0]?.[0], file);
    return { ...at, kind: 'annotate', target, annotation, value: groups[1] && value(groups[1]) };
  }
  const targets = groups.slice(0, -1).map((group) => tupleOf(group, file));
  return { ...at, kind: 'assign', targets, value: value(groups.at(-1)!) };
}

function decoratorOf(node: SyntaxNode, file: Reading): Expression {
  const kids = childrenOf(node).slice(1);
  const at = { from: node.from, to: node.to };
  let made: Expression | undefined;
  for (const kid of kids) {
    if (kid.name === 'ArgList' && made) made = { ...at, kind: 'call', callee: made, args: argumentsOf(kid, file) };
    else if (kid.name === 'PropertyName' && made)
      made = { ...at, kind: 'attribute', object: made, name: textOf(file, kid) };
    else if (kid.name !== '.') {
      const read = expressionOf(kid, file);
      made = made && read.kind === 'name' ? { ...at, kind: 'attribute', object: made, name: read.id } : read;
    }
  }
  return made ?? { ...at, kind: 'broken' };
}

function functionOf(kids: readonly SyntaxNode[], at: At, file: Reading, decorators: readonly Expression[]): Statement {
  const name = kids.find((kid) => kid.name === 'VariableName');
  const list = kids.find((kid) => kid.name === 'ParamList');
  const body = kids.find((kid) => kid.name === 'Body');
  return {
    ...at,
    kind: 'function',
    name: name ? textOf(file, name) : '',
    decorators,
    parameters: list ? parametersOf(list, file) : [],
    body: body ? blockOf(childrenOf(body), file) : [],
    generator: body !== undefined && holdsYield(body),
  };
}

function holdsYield(node: SyntaxNode): boolean {
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (/^Yield/.test(child.name) || child.name === 'yield') return true;
    if (/^(?:Function|Class)Definition$|^LambdaExpression$/.test(child.name)) continue;
    if (holdsYield(child)) return true;
  }
  return false;
}

function classOf(kids: readonly SyntaxNode[], at: At, file: Reading, decorators: readonly Expression[]): Statement {
  const name = kids.find((kid) => kid.name === 'VariableName');
  const list = kids.find((kid) => kid.name === 'ArgList');
  const body = kids.find((kid) => kid.name === 'Body');
  return {
    ...at,
    kind: 'class',
    name: name ? textOf(file, name) : '',
    at: name ? { from: name.from, to: name.to } : at,
    bases: list ? argumentsOf(list, file) : [],
    body: body ? blockOf(childrenOf(body), file) : [],
    decorators,
  };
}

function ifOf(kids: readonly SyntaxNode[], at: At, file: Reading): Statement {
  const start = kids.findIndex(({ name }) => name === 'if' || name === 'elif');
  const body = kids.findIndex(({ name }) => name === 'Body');
  if (start < 0 || body < 0) return { ...at, kind: 'broken', targets: [] };
  const rest = kids.slice(body + 1);
  const test = expressionOf(kids[start + 1], file);
  const then = blockOf(childrenOf(kids[body]!), file);
  let otherwise: Block = [];
  if (rest[0]?.name === 'elif') otherwise = [ifOf(rest, { from: rest[0].from, to: at.to }, file)];
  else if (rest[0]?.name === 'else') otherwise = elseOf(rest, file);
  return { ...at, kind: 'if', test, then, otherwise };
}

/** The block after the first `else`. */
function elseOf(kids: readonly SyntaxNode[], file: Reading): Block {
  const at = kids.findIndex(({ name }) => name === 'else');
  const body = at < 0 ? undefined : kids.slice(at).find(({ name }) => name === 'Body');
  return body ? blockOf(childrenOf(body), file) : [];
}

function bodies(kids: readonly SyntaxNode[], file: Reading): { body: Block; otherwise: Block } {
  const body = kids.find(({ name }) => name === 'Body');
  return { body: body ? blockOf(childrenOf(body), file) : [], otherwise: elseOf(kids, file) };
}

function withOf(kids: readonly SyntaxNode[], at: At, file: Reading): Statement {
  const items: { value: Expression; as: Expression | undefined }[] = [];
  for (let k = 0; k < kids.length && kids[k]!.name !== 'Body'; k++) {
    if (/^(?:with|async|,|\(|\))$/.test(kids[k]!.name)) continue;
    if (kids[k]!.name === 'as') {
      const target = kids[++k];
      const last = items.pop();
      if (last && target) items.push({ ...last, as: expressionOf(target, file) });
    } else items.push({ value: expressionOf(kids[k], file), as: undefined });
  }
  return { ...at, kind: 'with', items, body: bodies(kids, file).body };
}

function tryOf(kids: readonly SyntaxNode[], at: At, file: Reading): Statement {
  const handlers: Handler[] = [];
  let body: Block = [];
  let otherwise: Block = [];
  let last: Block = [];
  let head: SyntaxNode[] = [];
  for (const kid of kids) {
    if (kid.name !== 'Body') {
      head = /^(?:try|except|else|finally)$/.test(kid.name) ? [kid] : [...head, kid];
      continue;
    }
    const block = blockOf(childrenOf(kid), file);
    const [word, type, as, name] = head;
    if (word?.name === 'try') body = block;
    else if (word?.name === 'else') otherwise = block;
    else if (word?.name === 'finally') last = block;
    else {
      const caught = type && type.name !== '*' ? expressionOf(type, file) : undefined;
      handlers.push({ type: caught, name: as?.name === 'as' && name ? textOf(file, name) : undefined, body: block });
    }
  }
  return { ...at, kind: 'try', body, handlers, otherwise, last };
}

function matchOf(kids: readonly SyntaxNode[], at: At, file: Reading): Statement {
  const body = kids.find(({ name }) => name === 'MatchBody');
  const subject = tupleOf(kids.slice(1, -1), file);
  const clauses = body ? childrenOf(body).filter(({ name }) => name === 'MatchClause') : [];
  const cases = clauses.map((clause): MatchCase => {
    const parts = childrenOf(clause);
    const guard = parts.find(({ name }) => name === 'Guard');
    return {
      pattern: parts[1] ? patternOf(parts[1], file) : { kind: 'unknown' },
      guard: guard && expressionOf(childrenOf(guard)[1], file),
      body: bodies(parts, file).body,
    };
  });
  return { ...at, kind: 'match', subject, cases };
}

function patternOf(node: SyntaxNode, file: Reading): Pattern {
  const kids = childrenOf(node);
  switch (node.name) {
    case 'CapturePattern': {
      const name = textOf(file, node);
      return name === '_' ? { kind: 'any' } : { kind: 'capture', name };
    }
    case 'LiteralPattern':
      return { kind: 'value', value: expressionOf(kids[0], file) };
    case 'AttributePattern':
      return { kind: 'value', value: tupleOf(kids, file) };
    case 'OrPattern':
      return {
        kind: 'or',
        of: kids.filter(({ name }) => name !== 'LogicOp' && name !== '|').map((kid) => patternOf(kid, file)),
      };
    case 'SequencePattern':
      return {
        kind: 'sequence',
        items: kids.filter(({ name }) => /Pattern$/.test(name)).map((kid) => patternOf(kid, file)),
      };
    default:
      return { kind: 'unknown' };
  }
}

function importOf(kids: readonly SyntaxNode[], at: At, file: Reading): Statement {
  const middle = kids.findIndex(({ name }) => name === 'import');
  if (kids[0]?.name !== 'from') return importWhole(kids.slice(1), at, file);
  const head = kids
    .slice(1, middle)
    .map((kid) => textOf(file, kid))
    .join('');
  const level = /^\.*/.exec(head)![0].length;
  const names: ImportedName[] = [];
  const list = kids.slice(middle + 1);
  for (let k = 0; k < list.length; k++) {
    const kid = list[k]!;
    if (kid.name === '*') names.push({ from: kid.from, to: kid.to, name: '*', as: '*' });
    if (kid.name !== 'VariableName') continue;
    const name = textOf(file, kid);
    const as = list[k + 1]?.name === 'as' && list[k + 2] ? textOf(file, list[k + 2]!) : name;
    if (as !== name || list[k + 1]?.name === 'as') k += 2;
    names.push({ from: kid.from, to: kid.to, name, as });
  }
  return { ...at, kind: 'importFrom', module: head.slice(level), level, names };
}

/** `import a.b as c, d`: the first of them is the statement, the rest follow it as a block would. */
function importWhole(kids: readonly SyntaxNode[], at: At, file: Reading): Statement {
  const found: { module: string; as: string | undefined }[] = [];
  let module = '';
  for (let k = 0; k < kids.length; k++) {
    const kid = kids[k]!;
    if (kid.name === ',') {
      found.push({ module, as: undefined });
      module = '';
    } else if (kid.name === 'as') {
      found.push({ module, as: kids[k + 1] ? textOf(file, kids[k + 1]!) : undefined });
      module = '';
      k += 2;
    } else module += textOf(file, kid);
  }
  if (module !== '') found.push({ module, as: undefined });
  const [first, ...rest] = found.map((one): Statement => ({ ...at, kind: 'import', ...one }));
  if (rest.length === 0) return first ?? { ...at, kind: 'pass' };
  const always: Expression = { ...at, kind: 'constant', value: true };
  return { ...at, kind: 'if', test: always, then: [first!, ...rest], otherwise: [] };
}
