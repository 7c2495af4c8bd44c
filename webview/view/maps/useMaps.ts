/** From the maps that a layer has to the maps as they are drawn; made anew only when values or colours change. */
import { useMemo, useRef } from 'preact/hooks';
import type { Reduction } from '../../draw/reduce';
import type { Rpc } from '../../rpc';
import type { RunView } from '../../store';
import { drawMaps, type DrawnMap, type ScaleChoice } from './looks';
import { mapData, type MapData } from './mapData';
import { withReduction, type MapSpec } from './mapSpec';
import type { Palette } from './useInk';
import { useUnchanged } from './unchanged';
import { useColours, type Picture } from './useColours';
import { useTensors, type Loaded } from './useTensors';

export interface MapOptions extends ScaleChoice {
  readonly box: number;
  readonly ratio: number;
  readonly reduce: Reduction;
  readonly palette: Palette;
  /** Colours the picture of the input. */
  readonly picture: Picture | undefined;
}

export function useMaps(
  rpc: Rpc,
  specs: readonly MapSpec[],
  run: RunView | undefined,
  options: MapOptions,
): DrawnMap[] {
  const { box, ratio, reduce, palette, scope, log, picture } = options;
  const tensors = useTensors(
    rpc,
    specs.map((spec) => withReduction(spec, reduce).wanted),
  );
  const shapes = specs
    .map(({ rest, ring, row, stretch, inRow }) => JSON.stringify([rest, ring, row, stretch, inRow]))
    .join();
  const made = useRef<readonly Made[]>([]);
  const data = useMemo(() => {
    made.current = specs.map(({ rest, ring, row, stretch, inRow }, at): Made => {
      // What is not checked yet shows its cells all the same, empty.
      const tensor = tensors[at] ?? (row === 'error' ? unchecked(rest) : undefined);
      const how = row === 'error' ? 'max' : reduce;
      const key = JSON.stringify([rest, ring, stretch, inRow, box, ratio, how]);
      const last = made.current[at];
      // The same numbers in the same cells need not be painted again.
      if (last?.tensor === tensor && last?.key === key) return last;
      const drawable = tensor !== undefined && box > 0;
      const map = drawable ? mapData(tensor, rest, box, ratio, ring, how, { stretch, row: inRow }) : undefined;
      return { tensor, key, map };
    });
    return made.current.map(({ map }) => map);
  }, [...tensors, shapes, box, ratio, reduce]);
  const common = scope === 'common' ? run : undefined;
  const drawn = useMemo(
    () => drawMaps(specs, data, palette, { scope, log }, common),
    [data, palette, scope, log, common],
  );
  const coloured = useColours(rpc, picture, useUnchanged(drawn), Math.floor(box * ratio));
  return coloured.map((map, at) => ({ ...map, spec: specs[at]!, absent: tensors[at] === undefined }));
}

interface Made {
  readonly tensor: Loaded | undefined;
  /** How it was laid out. */
  readonly key: string;
  readonly map: MapData | undefined;
}

/** More cells than these would be reduced to a plain ground anyway. */
const mostUnchecked = 2 ** 16;

const uncheckedTensors = new Map<string, Loaded>();

/** One for each shape, so that it is the same as long as nothing comes. */
function unchecked(rest: readonly number[]): Loaded | undefined {
  const size = rest.reduce((product, extent) => product * extent, 1);
  if (size > mostUnchecked) return undefined;
  const known = uncheckedTensors.get(rest.join());
  if (known !== undefined) return known;
  const values = new Float64Array(size).fill(NaN);
  const tensor = { shape: rest, data: values.buffer, values, min: 0, max: 0, nan: size, infinite: 0 };
  uncheckedTensors.set(rest.join(), tensor);
  return tensor;
}
