import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import { importsOf } from './imports';

/** What one part of the house may import besides itself. */
interface Rule {
  /** Files that the rule is for: a path from the root, or the beginning of one. */
  readonly part: string;
  /** Parts whose values may be used at run time. */
  readonly values: readonly string[];
  /** Parts of which only types may be used. */
  readonly types: readonly string[];
  /** May it use Node's modules? Those that may not run in a browser too. */
  readonly node: boolean;
  readonly vscode: boolean;
}

const pure = { node: false, vscode: false };
const onNode = { node: true, vscode: false };
const inVscode = { node: true, vscode: true };

/** The table of the architecture. The first rule whose `part` begins a file's path is the one for it. */
export const rules: readonly Rule[] = [
  { part: 'src/engine/', values: [], types: [], ...pure },
  { part: 'src/formats/', values: ['src/engine/'], types: [], ...pure },
  { part: 'src/protocol.ts', values: [], types: ['src/engine/'], ...pure },
  { part: 'src/worker/', values: ['src/engine/', 'src/formats/'], types: ['src/protocol'], ...onNode },
  {
    part: 'src/cli/',
    values: ['src/engine/', 'src/formats/', 'src/worker/userCode/'],
    types: ['src/protocol', 'src/worker/protocol'],
    ...onNode,
  },
  {
    part: 'src/report/',
    values: ['src/engine/', 'src/formats/', 'src/worker/', 'webview/'],
    types: ['src/protocol'],
    ...pure,
  },
  {
    part: 'src/host/',
    values: ['src/worker/client', 'src/worker/nodePort', 'src/worker/protocol', 'src/protocol'],
    types: ['src/engine/', 'src/formats/', 'src/worker/'],
    ...inVscode,
  },
  { part: 'src/extension.ts', values: ['src/host/'], types: [], ...inVscode },
  { part: 'webview/', values: [], types: ['src/protocol'], ...pure },
];

const nodeModules = new Set(builtinModules);

/**
 * Says which imports of a source the table forbids, one sentence each; none when all is well.
 * @param file path from the root, with slashes
 */
export function violationsOf(file: string, text: string): string[] {
  const rule = rules.find(({ part }) => file.startsWith(part));
  if (!rule) return [`${file} belongs to no part of the house.`];
  return importsOf(file, text).flatMap(({ specifier, typeOnly, line }) => {
    const reason = specifier.startsWith('.')
      ? forbiddenPart(rule, posix.join(posix.dirname(file), specifier), typeOnly)
      : forbiddenPackage(rule, specifier);
    return reason ? [`${file}:${line} imports ${specifier}: ${reason}`] : [];
  });
}

function forbiddenPart(rule: Rule, target: string, typeOnly: boolean): string | undefined {
  const within = (part: string) => target.startsWith(part);
  if (within(rule.part) || rule.values.some(within)) return undefined;
  if (rule.types.some(within)) return typeOnly ? undefined : 'only its types may be used here.';
  return `${rule.part} may not use ${target}.`;
}

function forbiddenPackage(rule: Rule, specifier: string): string | undefined {
  if (specifier === 'vscode') return rule.vscode ? undefined : 'only src/host and src/extension.ts know VS Code.';
  const isNode = specifier.startsWith('node:') || nodeModules.has(specifier.split('/')[0] ?? specifier);
  if (isNode && !rule.node) return `${rule.part} stays free of Node.`;
  if (rule.part === 'src/engine/') return 'the engine imports only itself.';
  return undefined;
}
