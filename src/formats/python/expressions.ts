/** From the parser's tree to expressions. */
import type { SyntaxNode } from '@lezer/common';
import type { Argument, Clause, DictEntry, Expression, FormatPart, Parameter } from './ast';
import { numberLiteral, stringLiteral, stringMarks, unescape } from './literals';

/** What a conversion needs of the file. */
export interface Source {
  /** The text as it was written. */
  readonly text: string;
}

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== 'Comment' && !child.type.isError) found.push(child);
  }
  return found;
}

export const textOf = (source: Source, { from, to }: { from: number; to: number }): string =>
  source.text.slice(from, to);

/** What is missing while somebody types is `broken`; the parser has said where. */
export function expressionOf(node: SyntaxNode | undefined, source: Source): Expression {
  if (!node) return { from: 0, to: 0, kind: 'broken' };
  const { from, to } = node;
  const at = { from, to };
  const kids = childrenOf(node);
  const read = (child: SyntaxNode | undefined): Expression =>
    child ? expressionOf(child, source) : { ...at, kind: 'broken' };
  switch (node.name) {
    case 'VariableName':
    case 'PropertyName':
      return { ...at, kind: 'name', id: textOf(source, node) };
    case 'Number':
      return { ...at, ...numberLiteral(textOf(source, node)) };
    case 'String':
      return { ...at, kind: 'string', value: stringLiteral(textOf(source, node)) };
    case 'FormatString':
      return { ...at, kind: 'fstring', parts: formatParts(node, source) };
    case 'ContinuedString':
      return { ...at, kind: 'fstring', parts: kids.flatMap((kid) => partsOf(read(kid))) };
    case 'Boolean':
      return { ...at, kind: 'constant', value: textOf(source, node) === 'True' };
    case 'None':
      return { ...at, kind: 'constant', value: null };
    case 'Ellipsis':
      return { ...at, kind: 'ellipsis' };
    case 'ParenthesizedExpression':
      return { ...read(kids[1]), ...at };
    case 'TupleExpression':
      return { ...at, kind: 'tuple', items: itemsOf(kids.slice(1), source) };
    case 'ArrayExpression':
      return { ...at, kind: 'list', items: itemsOf(kids.slice(1), source) };
    case 'SetExpression':
      return { ...at, kind: 'set', items: itemsOf(kids.slice(1), source) };
    case 'DictionaryExpression':
      return { ...at, kind: 'dict', entries: entriesOf(kids, source) };
    case 'ArrayComprehensionExpression':
      return comprehension('list', kids.slice(1, -1), at, source);
    case 'SetComprehensionExpression':
      return comprehension('set', kids.slice(1, -1), at, source);
    case 'DictionaryComprehensionExpression':
      return comprehension('dict', kids.slice(1, -1), at, source);
    case 'ComprehensionExpression':
      return comprehension('generator', kids.slice(1, -1), at, source);
    case 'MemberExpression':
      return memberOf(node, kids, source);
    case 'CallExpression': {
      const list = kids.find(({ name }) => name === 'ArgList');
      return { ...at, kind: 'call', callee: read(kids[0]), args: list ? argumentsOf(list, source) : [] };
    }
    case 'BinaryExpression':
      return binaryOf(kids, at, source);
    case 'UnaryExpression':
      return unaryOf(kids, at, source);
    case 'ConditionalExpression':
      return { ...at, kind: 'conditional', then: read(kids[0]), test: read(kids[2]), otherwise: read(kids[4]) };
    case 'LambdaExpression': {
      const list = kids.find(({ name }) => name === 'ParamList');
      return { ...at, kind: 'lambda', parameters: list ? parametersOf(list, source) : [], body: read(kids.at(-1)) };
    }
    case 'NamedExpression':
      return { ...at, kind: 'walrus', target: kids[0] ? textOf(source, kids[0]) : '', value: read(kids[2]) };
    case 'AwaitExpression':
      return read(kids[1]);
    case 'YieldExpression':
    case 'YieldStatement':
      return yieldOf(kids, at, source);
    default:
      return { ...at, kind: 'broken' };
  }
}

interface At {
  readonly from: number;
  readonly to: number;
}

export function yieldOf(kids: readonly SyntaxNode[], at: At, source: Source): Expression {
  const all = kids[1]?.name === 'from';
  const rest = kids.slice(all ? 2 : 1);
  return { ...at, kind: 'yield', value: rest.length > 0 ? tupleOf(rest, source) : undefined, all };
}

/** Expressions between commas; brackets and commas are passed over, `*x` is one item. */
export function itemsOf(nodes: readonly SyntaxNode[], source: Source): Expression[] {
  const items: Expression[] = [];
  for (let k = 0; k < nodes.length; k++) {
    const node = nodes[k]!;
    if (/^[,()[\]{}]$/.test(node.name)) continue;
    if (node.name === '*') {
      const value = nodes[++k];
      if (value) items.push({ from: node.from, to: value.to, kind: 'starred', value: expressionOf(value, source) });
    } else items.push(expressionOf(node, source));
  }
  return items;
}

/** `a` is itself, `a, b` a tuple. */
export function tupleOf(nodes: readonly SyntaxNode[], source: Source): Expression {
  const items = itemsOf(nodes, source);
  const isTuple = items.length !== 1 || nodes.some(({ name }) => name === ',');
  if (!isTuple) return items[0]!;
  return { from: nodes[0]?.from ?? 0, to: nodes.at(-1)?.to ?? 0, kind: 'tuple', items };
}

function entriesOf(kids: readonly SyntaxNode[], source: Source): DictEntry[] {
  const entries: DictEntry[] = [];
  for (let k = 1; k < kids.length; k++) {
    if (kids[k]!.name === '**' && kids[k + 1]) {
      entries.push({ key: undefined, value: expressionOf(kids[++k], source) });
    } else if (kids[k + 1]?.name === ':' && kids[k + 2]) {
      entries.push({ key: expressionOf(kids[k], source), value: expressionOf(kids[k + 2], source) });
      k += 2;
    }
  }
  return entries;
}

type ComprehensionKind = Extract<Expression, { kind: 'comprehension' }>['of'];

export function comprehension(of: ComprehensionKind, kids: readonly SyntaxNode[], at: At, source: Source): Expression {
  const start = kids.findIndex(({ name }) => name === 'for' || name === 'async');
  const head = kids.slice(0, start);
  const clauses: Clause[] = [];
  let k = start;
  const until = (from: number, ...stops: string[]): SyntaxNode[] => {
    const end = kids.findIndex((kid, index) => index >= from && stops.includes(kid.name));
    return kids.slice(from, end < 0 ? kids.length : end);
  };
  while (k >= 0 && k < kids.length) {
    if (kids[k]!.name === 'for') {
      const target = until(k + 1, 'in');
      k += target.length + 2;
      const iterable = until(k, 'for', 'if', 'async');
      k += iterable.length;
      clauses.push({ kind: 'for', target: tupleOf(target, source), iterable: tupleOf(iterable, source) });
    } else if (kids[k]!.name === 'if') {
      const test = until(k + 1, 'for', 'if', 'async');
      k += test.length + 1;
      clauses.push({ kind: 'if', test: tupleOf(test, source) });
    } else k++;
  }
  const element = head[0] ? expressionOf(head[0], source) : ({ ...at, kind: 'broken' } as const);
  const value = of === 'dict' && head[2] ? expressionOf(head[2], source) : undefined;
  return { ...at, kind: 'comprehension', of, element, value, clauses };
}

function memberOf(node: SyntaxNode, kids: readonly SyntaxNode[], source: Source): Expression {
  const at = { from: node.from, to: node.to };
  const object = expressionOf(kids[0], source);
  if (kids[1]?.name === '.') {
    return kids[2] ? { ...at, kind: 'attribute', object, name: textOf(source, kids[2]) } : { ...at, kind: 'broken' };
  }
  return { ...at, kind: 'subscript', object, index: indexOf(kids.slice(2, -1), node, source) };
}

/** `1:2, ..., ::3` */
function indexOf(kids: readonly SyntaxNode[], node: SyntaxNode, source: Source): Expression {
  const groups: SyntaxNode[][] = [[]];
  for (const kid of kids) {
    if (kid.name === ',') groups.push([]);
    else groups.at(-1)!.push(kid);
  }
  const isTuple = groups.length > 1;
  if (groups.at(-1)!.length === 0) groups.pop();
  const items = groups.map((group) => {
    if (!group.some(({ name }) => name === ':')) return itemsOf(group, source)[0] ?? broken(node);
    const parts: (Expression | undefined)[] = [undefined];
    for (const kid of group) {
      if (kid.name === ':') parts.push(undefined);
      else parts[parts.length - 1] = expressionOf(kid, source);
    }
    const [lower, upper, step] = parts;
    return { from: group[0]!.from, to: group.at(-1)!.to, kind: 'slice', lower, upper, step } as const;
  });
  if (!isTuple) return items[0] ?? broken(node);
  return { from: kids[0]!.from, to: kids.at(-1)!.to, kind: 'tuple', items };
}

const broken = ({ from, to }: At): Expression => ({ from, to, kind: 'broken' });

const comparisons = ['<', '>', '==', '!=', '<=', '>=', 'in', 'not in', 'is', 'is not'];

function binaryOf(kids: readonly SyntaxNode[], at: At, source: Source): Expression {
  if (kids.length < 3) return broken(at);
  const operator = kids
    .slice(1, -1)
    .map((kid) => textOf(source, kid))
    .join(' ');
  const left = expressionOf(kids[0], source);
  const right = expressionOf(kids.at(-1), source);
  if (operator === 'and' || operator === 'or') return { ...at, kind: 'logical', operator, left, right };
  if (!comparisons.includes(operator)) return { ...at, kind: 'binary', operator, left, right };
  // `a < b < c` comes as `(a < b) < c`, without the parentheses.
  if (left.kind === 'compare' && kids[0]!.name === 'BinaryExpression') {
    return { ...left, ...at, rest: [...left.rest, { operator, right }] };
  }
  return { ...at, kind: 'compare', first: left, rest: [{ operator, right }] };
}

/** The parser binds `not` looser than `and`: `not a and b` comes as `not (a and b)`, without the parentheses. */
function unaryOf(kids: readonly SyntaxNode[], at: At, source: Source): Expression {
  if (kids.length < 2) return broken(at);
  const operator = textOf(source, kids[0]!);
  const operand = expressionOf(kids[1], source);
  if (operator !== 'not' || kids[1]!.name !== 'BinaryExpression') return { ...at, kind: 'unary', operator, operand };
  return negateFirst(operand, kids[1]!, at.from);
}

function negateFirst(operand: Expression, node: SyntaxNode, from: number): Expression {
  const first = childrenOf(node)[0];
  if (operand.kind !== 'logical' || node.name !== 'BinaryExpression' || !first) {
    return { from, to: operand.to, kind: 'unary', operator: 'not', operand };
  }
  return { ...operand, from, left: negateFirst(operand.left, first, from) };
}

// ---------------------------------------------------------------- calls and parameters

export function argumentsOf(list: SyntaxNode, source: Source): Argument[] {
  const kids = childrenOf(list).filter(({ name }) => name !== '(' && name !== ')');
  if (kids.some(({ name }) => name === 'for')) {
    const at = { from: list.from, to: list.to };
    return [{ ...at, style: 'positional', name: '', value: comprehension('generator', kids, at, source) }];
  }
  const groups: SyntaxNode[][] = [[]];
  for (const kid of kids) {
    if (kid.name === ',') groups.push([]);
    else groups.at(-1)!.push(kid);
  }
  return groups
    .filter((group) => group.length > 0)
    .map((group): Argument => {
      const [first, second, third] = group as [SyntaxNode, SyntaxNode?, SyntaxNode?];
      const at = { from: first.from, to: group.at(-1)!.to };
      const value = (node: SyntaxNode | undefined) => (node ? expressionOf(node, source) : broken(at));
      if (first.name === '*') return { ...at, style: 'list', name: '', value: value(second) };
      if (first.name === '**') return { ...at, style: 'dict', name: '', value: value(second) };
      if (second?.name === 'AssignOp') {
        return { ...at, style: 'keyword', name: textOf(source, first), value: value(third) };
      }
      return { ...at, style: 'positional', name: '', value: value(first) };
    });
}

export function parametersOf(list: SyntaxNode, source: Source): Parameter[] {
  const groups: SyntaxNode[][] = [[]];
  for (const kid of childrenOf(list)) {
    if (kid.name === '(' || kid.name === ')') continue;
    if (kid.name === ',') groups.push([]);
    else groups.at(-1)!.push(kid);
  }
  const parameters: Parameter[] = [];
  let style: 'positional' | 'keyword' = 'positional';
  for (const group of groups) {
    const star = group[0]?.name === '*' ? 'list' : group[0]?.name === '**' ? 'dict' : undefined;
    if (star) style = 'keyword';
    const name = group.find((kid) => kid.name === 'VariableName');
    if (!name) continue;
    const type = group.find((kid) => kid.name === 'TypeDef');
    const equals = group.findIndex((kid) => kid.name === 'AssignOp');
    const annotated = type && childrenOf(type).find((kid) => kid.name !== ':');
    parameters.push({
      from: group[0]!.from,
      to: group.at(-1)!.to,
      name: textOf(source, name),
      style: star ?? style,
      fallback: equals >= 0 && group[equals + 1] ? expressionOf(group[equals + 1]!, source) : undefined,
      annotation: annotated && expressionOf(annotated, source),
    });
  }
  return parameters;
}

// ---------------------------------------------------------------- format strings

function partsOf(expression: Expression): readonly FormatPart[] {
  if (expression.kind === 'fstring') return expression.parts;
  if (expression.kind === 'string') return [{ kind: 'text', text: expression.value }];
  return [{ kind: 'value', value: expression, conversion: '', spec: [] }];
}

function formatParts(node: SyntaxNode, source: Source): FormatPart[] {
  const { prefix, quote } = stringMarks(textOf(source, node));
  const start = node.from + prefix.length + quote.length;
  const end = Math.max(start, node.to - quote.length);
  return partsBetween(childrenOf(node), start, end, prefix.includes('r'), source);
}

function partsBetween(
  kids: readonly SyntaxNode[],
  start: number,
  end: number,
  raw: boolean,
  source: Source,
): FormatPart[] {
  const parts: FormatPart[] = [];
  let at = start;
  const plain = (to: number): void => {
    const text = source.text.slice(at, to).replaceAll('{{', '{').replaceAll('}}', '}');
    if (text !== '') parts.push({ kind: 'text', text: unescape(text, raw) });
  };
  for (const kid of kids.filter(({ name }) => name === 'FormatReplacement')) {
    plain(kid.from);
    at = kid.to;
    const inner = childrenOf(kid);
    const conversion = inner.find(({ name }) => name === 'FormatConversion');
    const spec = inner.find(({ name }) => name === 'FormatSpec');
    const values = inner.filter(({ name }) => !/^(?:[{}]|Format.*)$/.test(name));
    parts.push({
      kind: 'value',
      value: values.length > 0 ? tupleOf(values, source) : broken(kid),
      conversion: conversion ? textOf(source, conversion).slice(1) : '',
      spec: spec ? partsBetween(childrenOf(spec), spec.from + 1, spec.to, raw, source) : [],
    });
  }
  plain(end);
  return parts;
}
