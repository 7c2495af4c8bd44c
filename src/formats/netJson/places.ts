/** Where in the text a path of the definition stands. */
import { findNodeAtLocation, type Node } from 'jsonc-parser';
import type { Path, Problem } from '../../engine/problem';
import type { LocatedProblem, SourceRange } from '../../engine/summary';
import type { Positions } from '../textPosition';

/** Keys of a layer that are not settings of its type. */
export const layerKeys = ['name', 'type', 'inputs'] as const;

/**
 * Range of a problem at `path`. A value marks itself, or its key with `onKey`; an object with a "type" marks its head,
 * from the brace to that type; a key that is absent marks the object that lacks it; the root marks its opening brace.
 */
export function rangeOf(root: Node | undefined, positions: Positions, path: Path, onKey = false): SourceRange {
  if (!root) return positions(0, 0);
  const segments = [...path];
  let node = findNodeAtLocation(root, segments);
  while (!node && segments.length > 0) {
    segments.pop();
    node = findNodeAtLocation(root, segments);
  }
  if (!node) return positions(root.offset, 1);
  if (onKey && segments.length === path.length && node.parent?.type === 'property') {
    const key = node.parent.children?.[0];
    if (key) return positions(key.offset, key.length);
  }
  if (node.type !== 'object') return positions(node.offset, node.length);
  const type = findNodeAtLocation(node, ['type']);
  if (type) return positions(node.offset, type.offset + type.length - node.offset);
  return positions(node.offset, segments.length === 0 ? 1 : node.length);
}

/** Where the value at `path` stands from its first character to its last: a layer with all its options. */
export function extentOf(root: Node | undefined, positions: Positions, path: Path): SourceRange | undefined {
  const node = root && findNodeAtLocation(root, [...path]);
  return node && positions(node.offset, node.length);
}

/** The problem with its place, the layer and the option at fault. */
export function locate(
  problem: Problem,
  root: Node | undefined,
  positions: Positions,
  indexOf: (place: number) => number,
): LocatedProblem {
  const { path, message, severity, onKey } = problem;
  const [section, layer, option] = path;
  const inLayer = section === 'layers' && typeof layer === 'number';
  const isOption = inLayer && typeof option === 'string' && !layerKeys.some((key) => key === option);
  return {
    message,
    severity,
    range: rangeOf(root, positions, path, onKey),
    ...(inLayer ? { layer: indexOf(layer) } : {}),
    ...(isOption ? { option } : {}),
  };
}
