/** Keeps what has not changed since the last drawing: only maps with new values or colours are painted again. */
import { useMemo, useRef } from 'preact/hooks';
import type { Look } from './heatmap';
import type { drawMaps } from './looks';

type Drawn = ReturnType<typeof drawMaps>;
type Map1 = Drawn[number];

export function useUnchanged(drawn: Drawn): Drawn {
  const last = useRef<Drawn>([]);
  return useMemo(() => (last.current = keepUnchanged(last.current, drawn)), [drawn]);
}

/** Where a map has the same values in the same colours, its look and its numbers are the ones from before. */
export function keepUnchanged(before: Drawn, drawn: Drawn): Drawn {
  const known = new Map<string, Map1>(before.map((map) => [map.spec.id, map]));
  return drawn.map((map) => {
    const old = known.get(map.spec.id);
    const same = old !== undefined && old.data === map.data && isSameLook(old.look, map.look);
    return same ? { ...map, look: old.look, inCell: old.inCell } : map;
  });
}

function isSameLook(a: Look, b: Look): boolean {
  const { scale: scaleA, ...restA } = a;
  const { scale: scaleB, ...restB } = b;
  return isSame(scaleA, scaleB) && isSame(restA, restB);
}

function isSame(a: object, b: object): boolean {
  const [left, right] = [Object.entries(a), Object.entries(b)];
  return (
    left.length === right.length && left.every(([key, value], at) => key === right[at]![0] && value === right[at]![1])
  );
}
