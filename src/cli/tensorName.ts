/** Names of entries as people write them: `conv1.weight[0,0,1,1]`, `conv1.output[0,2,3,4]`, `conv1.delta[…]`, `input.grad[…]`. */
import { hint } from '../engine/problem';
import type { EntryRequest } from '../engine/reference';
import type { NetworkSummary } from '../engine/summary';
import { indexOfLayer } from './chooseLayers';
import { badOption } from './failure';

/** A parameter's name stands for its gradient; `.grad` may follow. Throws a CliFailure that says what there is. */
export function parseEntry(text: string, summary: NetworkSummary): EntryRequest {
  const parts = /^(?<name>[^[\]]+)\[(?<index>[\d\s,]*)\]$/.exec(text.trim())?.groups;
  if (!parts) throw badOption(`an entry is written like conv1.weight[0,0,1,1], but this is ${text}.`);
  const index = parts.index!.split(',').flatMap((part) => (part.trim() === '' ? [] : [Number(part)]));
  const name = parts.name!.trim();
  if (name === 'input.grad' || name === 'input.delta') return { layer: -1, target: { kind: 'delta' }, index };
  const path = name.replace(/\.grad$/, '');
  const dot = path.lastIndexOf('.');
  if (dot < 0) throw badOption(`"${name}" names no tensor; write ${name}.output, for example.`);
  const layer = indexOfLayer(summary, path.slice(0, dot));
  return { layer, target: targetOf(summary, layer, path.slice(dot + 1)), index };
}

function targetOf(summary: NetworkSummary, layer: number, tensor: string): EntryRequest['target'] {
  if (tensor === 'output' || tensor === 'delta') return { kind: tensor };
  const { name, parameters } = summary.layers[layer] ?? { name: 'loss', parameters: [] };
  if (parameters.some((parameter) => parameter.name === tensor)) return { kind: 'gradient', parameter: tensor };
  const known = ['output', 'delta', ...parameters.map((parameter) => parameter.name)];
  throw badOption(`${name} has no tensor "${tensor}", but ${known.join(', ')}.${hint(tensor, known)}`);
}
