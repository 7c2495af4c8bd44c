/** The colours of the input's picture, from its three channels. */
import { useMemo } from 'preact/hooks';
import type { Normalised } from '../../../src/protocol';
import { pictureColours } from '../../draw/picture';
import type { Rpc } from '../../rpc';
import type { drawMaps } from './looks';
import { useTensors, type Wanted } from './useTensors';

/** Id of the map that is drawn in colours. */
export const pictureMap = 'picture';

/** Three channels that colour the picture. */
export interface Picture {
  readonly wanted: Wanted;
  /** What has to be undone so that the colours are the file's. */
  readonly normalised: Normalised | undefined;
}

type Drawn = ReturnType<typeof drawMaps>;

/** @param most rows and columns that can be shown, in device pixels */
export function useColours(rpc: Rpc, picture: Picture | undefined, drawn: Drawn, most: number): Drawn {
  const [tensor] = useTensors(rpc, [picture?.wanted]);
  const normalised = JSON.stringify(picture?.normalised);
  return useMemo(() => {
    if (tensor === undefined) return drawn;
    const [, rows = 0, columns = 0] = tensor.reduced?.shape ?? tensor.shape;
    const colours = pictureColours(tensor.values, rows, columns, most, picture?.normalised);
    return drawn.map((map) => {
      const fits = map.spec.id === pictureMap && map.data?.values.length === colours.length / 3;
      return fits ? { ...map, range: '', shortRange: '', look: { ...map.look, colours } } : map;
    });
  }, [tensor, drawn, most, normalised]);
}
