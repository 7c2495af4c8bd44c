/** What is lit in all maps of a layer: what belongs to the cell that is looked at. */
import type { CellPlace } from '../../draw/geometry';
import type { DrawnMap } from './looks';
import { entryPlace } from './mapData';
import { linksOf, marksFor, type Focus, type Links, type Mark } from './marks';
import type { Relation } from './relation';
import { focusOf, restingCell, strongestCell, type FocusState } from './useFocus';

export interface Lit {
  readonly focus: Focus | undefined;
  readonly links: Links;
  readonly marks: (map: DrawnMap) => Mark[];
  /** Cell of the keyboard, in the rows and columns of the plane. */
  readonly cursor: (map: DrawnMap) => CellPlace;
}

/** What is lit: what belongs to the cell that is pointed at; at rest an output cell with its window. */
export function litCells(drawn: readonly DrawnMap[], relation: Relation, state: FocusState): Lit {
  const pointed = drawn.find(({ spec }) => spec.id === state.pointed?.id);
  const output = drawn.find(({ spec }) => spec.kind === 'output')?.data;
  const gradient = drawn.find(({ spec }) => spec.kind === 'gradient')?.data;
  const tap = state.cursors.kernel ?? (gradient && entryPlace(gradient, strongestCell(gradient)));
  const outputChannel = drawn.find(({ spec }) => spec.kind === 'output')?.spec.channel;
  const resting: Focus | undefined =
    output !== undefined && (relation.kind === 'window' || relation.kind === 'cellwise')
      ? {
          space: 'output',
          row: 'value',
          cell:
            outputChannel === undefined
              ? restingCell(state.cursors.output, output.plane)
              : (state.cursors.output ?? { row: 0, column: outputChannel }),
        }
      : undefined;
  const focus = pointed?.data === undefined ? resting : focusOf(pointed.spec, pointed.data, state.pointed!.cell);
  const links = focus === undefined ? {} : linksAmongChannels(drawn, relation, focus);
  return {
    focus,
    links,
    marks: (map) => {
      const marks = focus === undefined ? [] : marksFor(map.spec, focus, links);
      // The weight that was chosen last stays lit in its gradient: the entry that Enter opens.
      if (map.spec.kind === 'gradient' && tap !== undefined && focus?.space !== 'kernel') {
        const row = { region: { ...tap, rows: 1, columns: 1 }, style: 'lit' } as const;
        return marks.length === 0 ? [row] : [...marks, row];
      }
      return marks;
    },
    cursor: ({ spec, data }) => {
      if (spec.space === 'kernel') return tap ?? { row: 0, column: 0 };
      if (spec.channel !== undefined) return state.cursors[spec.space] ?? { row: 0, column: spec.channel };
      return restingCell(state.cursors[spec.space], data?.plane ?? [1, 1]);
    },
  };
}

/**
 * Links of a cell, where a plane of one cell is shown as the vector of its channels: the window is that of the one
 * cell, and the lit cell is the channel's.
 */
function linksAmongChannels(drawn: readonly DrawnMap[], relation: Relation, focus: Focus): Links {
  if (relation.kind !== 'window') return linksOf(relation, focus);
  const channelOf = (space: 'input' | 'output') => drawn.find(({ spec }) => spec.space === space)?.spec.channel;
  const inVector = focus.space !== 'kernel' && channelOf(focus.space) !== undefined;
  const links = linksOf(relation, inVector ? { ...focus, cell: { row: 0, column: 0 } } : focus);
  const among = (space: 'input' | 'output'): Links => {
    const channel = channelOf(space);
    if (channel === undefined || links[space] === undefined) return {};
    const column = focus.space === space ? focus.cell.column : channel;
    return { [space]: { row: 0, column, rows: 1, columns: 1 } };
  };
  return { ...links, ...among('input'), ...among('output') };
}

/** Lines join window, kernel and output cell while an output cell is looked at. */
export function joined(drawn: readonly DrawnMap[], relation: Relation, focus: Focus | undefined, links: Links) {
  const find = (kind: string) => drawn.find(({ spec }) => spec.id === kind)?.data;
  const shown = relation.kind === 'window' && focus?.space === 'output';
  return {
    input: find('input'),
    kernel: relation.kind === 'window' && relation.taps ? find('kernel') : undefined,
    output: find('output'),
    window: shown ? links.input : undefined,
    cell: shown ? links.output : undefined,
  };
}
