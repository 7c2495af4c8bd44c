/**
 * `# gradlens: input=(2, 1, 28, 28) loss=CrossEntropyLoss target=[3, 1] weights=w.safetensors`: how a model is run,
 * in a comment above its class, or anywhere for all of the file.
 */
import { hint } from '../../engine/problem';
import type { SyntaxProblem } from '../python/ast';

export interface Setting {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

export type RunSettings = { readonly [key in SettingName]?: Setting };

export const settingNames = ['model', 'input', 'target', 'loss', 'weights', 'seed', 'mode'] as const;
export type SettingName = (typeof settingNames)[number];

export interface SettingComment {
  /** The class or function right below it. */
  readonly above: string | undefined;
  readonly settings: RunSettings;
  /** Where its last word ends. */
  readonly to: number;
}

export function settingComments(source: string, problems: SyntaxProblem[]): SettingComment[] {
  return [...source.matchAll(/^[ \t]*#[ \t]*gradlens:(.*)$/gm)].map((match) => {
    const start = match.index + match[0].length - match[1]!.length;
    const after = source.slice(match.index + match[0].length);
    const [, above] = /^\s*(?:(?:#.*|@.*)\s*\n\s*)*(?:class|def)\s+(\w+)/.exec(after) ?? [];
    return { above, settings: readSettings(match[1]!, start, problems), to: start + match[1]!.trimEnd().length };
  });
}

function readSettings(text: string, start: number, problems: SyntaxProblem[]): RunSettings {
  const settings: { [key in SettingName]?: Setting } = {};
  let at = 0;
  while (at < text.length) {
    const head = /^[\s,;]*([A-Za-z_]\w*)\s*=\s*/.exec(text.slice(at));
    if (!head) {
      const rest = text.slice(at).trim();
      const message = `"${rest}" is no setting; write name=value, such as input=(2, 3, 32, 32).`;
      if (rest !== '') problems.push({ from: start + at, to: start + text.length, message });
      break;
    }
    const name = head[1]!;
    const from = at + head[0].length;
    const to = endOfValue(text, from);
    const known = settingNames.find((one) => one === name);
    if (known) settings[known] = { text: text.slice(from, to).trim(), from: start + from, to: start + to };
    else {
      const message = `There is no setting "${name}".${hint(name, settingNames)} It is one of ${settingNames.join(', ')}.`;
      problems.push({ from: start + at, to: start + from, message });
    }
    at = to;
  }
  return settings;
}

/** Up to a space outside of brackets and quotes. */
function endOfValue(text: string, from: number): number {
  let depth = 0;
  let quote = '';
  for (let at = from; at < text.length; at++) {
    const c = text[at]!;
    if (quote !== '') quote = c === quote ? '' : quote;
    else if (c === '"' || c === "'") quote = c;
    else if ('([{'.includes(c)) depth++;
    else if (')]}'.includes(c)) depth--;
    else if (/\s/.test(c) && depth === 0) return at;
  }
  return text.length;
}

/** `(2, 1, 28, 28)` or `2,1,28,28` or `2x1x28x28` */
export function shapeIn(text: string): number[] | undefined {
  const inner = text.replace(/^[([]|[)\]]$/g, '');
  const parts = inner
    .split(/[,x×]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return parts.length > 0 && parts.every((part) => /^[1-9]\d{0,8}$/.test(part)) ? parts.map(Number) : undefined;
}
