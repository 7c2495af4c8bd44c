/** Where problems and layers of PyTorch source are shown: always in the file that is open. */
import type { Network } from '../../engine/network';
import type { Problem } from '../../engine/problem';
import type { LocatedProblem, SourceRange } from '../../engine/summary';
import { fileName } from '../filePath';
import type { PyError, Unknowable } from '../python/errors';
import { PyError as PythonError } from '../python/errors';
import type { Located, SourceFile } from '../python/values';
import type { Positions } from '../textPosition';
import type { GraphNode } from './graph';
import type { ChosenModel } from './models';
import type { RunSettings, SettingName } from './runSettings';
import { settingNames } from './runSettings';
import type { Traced } from './trace';

export interface Placing {
  span(from: number, to: number): SourceRange;
  chosen(chosen: ChosenModel): SourceRange;
  node(node: GraphNode): SourceRange | undefined;
  /** Nothing where it has been said already. */
  failure(failure: PyError | Unknowable, otherwise: Located | undefined): LocatedProblem[];
  problem(
    found: Problem,
    stated: RunSettings,
    chosen: ChosenModel,
    traced: Traced,
    network: Network | undefined,
  ): LocatedProblem;
}

/** @param file the one that is open; places in files that it imports are shown where it leads to them */
export function placing(file: SourceFile, positions: Positions): Placing {
  const start = positions(0, 0);
  const span = (from: number, to: number): SourceRange => positions(from, Math.max(0, to - from));
  const ofPlaces = (places: readonly Located[]): SourceRange | undefined => {
    const own = places.find((place) => place.file === file);
    return own && span(own.from, own.to);
  };
  const chosenRange = ({ source }: ChosenModel): SourceRange => (source && ofPlaces([source])) ?? start;
  const nodeRange = (node: GraphNode): SourceRange | undefined => ofPlaces(node.places) ?? ofPlaces(node.calls);
  return {
    span,
    chosen: chosenRange,
    node: nodeRange,
    failure(failure, otherwise) {
      if (!(failure instanceof PythonError) && failure.told) return [];
      const range = ofPlaces(failure.places) ?? (otherwise && ofPlaces([otherwise])) ?? start;
      return [{ message: messageOf(failure, file), severity: 'error', range }];
    },
    problem({ path, message, severity }, stated, chosen, traced, network) {
      const [section, at] = path;
      if (section === 'layers' && typeof at === 'number') {
        const index = network?.layers.findIndex((layer) => layer.path[1] === at) ?? at;
        const node = traced.nodes[at];
        const option =
          typeof path[2] === 'string' && path[2] !== 'inputs' && path[2] !== 'type' ? { option: path[2] } : {};
        return { message, severity, range: (node && nodeRange(node)) ?? chosenRange(chosen), layer: index, ...option };
      }
      const name = settingNames.find((one): one is SettingName => one === section);
      const setting = name && stated[name];
      return { message, severity, range: setting ? span(setting.from, setting.to) : chosenRange(chosen) };
    },
  };
}

/** With the place, where that is in another file. */
function messageOf(failure: PyError | Unknowable, file: SourceFile): string {
  const inner = failure.places.find((place) => place.file.text !== '');
  const kind = failure instanceof PythonError && failure.type.name !== 'Exception' ? `${failure.type.name}: ` : '';
  const message = `${kind}${failure.message}`;
  if (!inner || inner.file === file) return message;
  const line = inner.file.text.slice(0, inner.from).split('\n').length;
  return `${message} (${fileName(inner.file.path)}, line ${line})`;
}
