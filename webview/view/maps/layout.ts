/** How many maps stand side by side, and how large: three columns with room for the operators, else two a row. */
export interface MapsLayout {
  /** Three: input, kernel, output, with operators and joining lines. Two: maps in pairs, without them. */
  readonly across: 3 | 2;
  /** Width of a map in CSS pixels. */
  readonly box: number;
  /** Height of a map: as much as its width, or a row where all maps of the layer are rows. */
  readonly height: number;
  /** Space between maps. */
  readonly gap: number;
}

export const titleHeight = 20;
export const captionHeight = 18;
export const rowGap = 4;

/** The full size and the medium size of the three columns. */
const large = { box: 182, gap: 46 };
const medium = { box: 150, gap: 28 };
/** Below this the three columns are too narrow to read. */
const smallestBox = 118;

/** Of the map of a sequence: one row of cells. */
export const rowHeight = 40;

/**
 * @param width that the maps have, in CSS pixels
 * @param inRows all maps of the layer are sequences
 */
export function mapsLayout(width: number, inRows = false): MapsLayout {
  const layout = columnsLayout(width);
  return { ...layout, height: inRows ? rowHeight : layout.box };
}

function columnsLayout(width: number): Omit<MapsLayout, 'height'> {
  const gap = Math.floor((width - 3 * large.box) / 2);
  if (gap >= 40) return { across: 3, box: large.box, gap: Math.min(gap, large.gap) };
  const box = Math.floor((width - 2 * medium.gap) / 3);
  if (box >= smallestBox) return { across: 3, box: Math.min(box, large.box), gap: medium.gap };
  const pair = Math.max(64, Math.floor((width - medium.gap) / 2));
  return { across: 2, box: Math.min(pair, 240), gap: medium.gap };
}

/** What stands below the maps ends where they end. */
export function mapsWidth({ across, box, gap }: Pick<MapsLayout, 'across' | 'box' | 'gap'>, width: number): number {
  return Math.min(width, across * box + (across - 1) * gap);
}
