/** mine − right = difference, on one scale, with one cell lit in all three and its values below. */
import { useRef } from 'preact/hooks';
import { sixDigits } from '../../numbers';
import type { Rpc } from '../../rpc';
import type { RunView, ThemeKind } from '../../store';
import { SharedLegend } from '../maps/legends';
import { tipOf } from '../maps/mapItem';
import '../maps/maps.css';
import { Tooltip } from '../maps/tooltip';
import { useFocus } from '../maps/useFocus';
import { usePalette } from '../maps/useInk';
import { useMaps } from '../maps/useMaps';
import { usePixelRatio, useWidth } from '../maps/usePixels';
import { useTensors } from '../maps/useTensors';
import './compare.css';
import { CompareMap } from './compareMap';
import { compareLayout } from './compareLayout';
import { compareSpecs, sides, type Compared, type Side } from './compareSpecs';

export interface CompareProps {
  readonly rpc: Rpc;
  readonly theme: ThemeKind;
  readonly run: RunView | undefined;
  readonly compared: Compared;
  /** The entry that is lit. */
  readonly index: readonly number[];
  /** `Your dx beside the right one` */
  readonly heading: string;
  /** Below each map, before its value: where it is, what agrees, how it ranks. */
  readonly captions: { readonly [S in Side]: string };
  /** After the right value: `± 1e−14`. */
  readonly errorBar: string;
  /** The entry that is lit is wrong. */
  readonly isWrong: boolean;
  readonly onLook: (index: readonly number[]) => void;
  /** Opens the sum of an entry; undefined where it has none. */
  readonly onOpen: ((index: readonly number[]) => void) | undefined;
}

const signs: { readonly [S in Side]: string } = { mine: '', right: '−', difference: '=' };

export function CompareMaps(props: CompareProps) {
  const { rpc, theme, run, compared, index, heading, captions, errorBar, isWrong, onLook, onOpen } = props;
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const ratio = usePixelRatio();
  const palette = usePalette(theme);
  const focus = useFocus(undefined);
  const layout = compareLayout(width);
  const drawn = useMaps(rpc, compareSpecs(compared, index), run, {
    box: width === 0 ? 0 : layout.box,
    ratio,
    reduce: 'mean',
    palette,
    // What is subtracted has to be on one scale.
    scope: 'layer',
    log: false,
    picture: undefined,
  });
  const values = useValues(rpc, compared, index);
  const pointed = drawn.find(({ spec }) => spec.id === focus.pointed?.id);
  const tip = focus.pointed && pointed ? tipOf(pointed, focus.pointed, false) : undefined;
  const scale = drawn[0]?.look.scale;
  return (
    <section class="compare" aria-label={heading}>
      <div class="compareHead">
        <h3>{heading}</h3>
        {scale?.kind === 'signed' && scale.max > 0 && (
          <SharedLegend table={palette.signed} ratio={ratio} largest={scale.max} />
        )}
      </div>
      <div ref={frame} />
      <div class="compareRow" style={{ columnGap: `${layout.gap}px` }}>
        {drawn.map((map, at) => {
          const side = sides[at]!;
          return (
            <div
              key={side}
              class={`comparePart ${side} ${isWrong ? 'wrong' : ''}`}
              style={{ width: `${layout.box}px` }}
            >
              <CompareMap
                map={map}
                box={layout.box}
                index={index}
                caption={captions[side]}
                point={focus.point}
                copy={(text) => rpc.post({ type: 'copy', text })}
                onLook={onLook}
                onOpen={onOpen}
              />
              <p class="mono compareValue">
                {values[at] !== undefined && sixDigits(values[at])}
                {side === 'right' && errorBar !== '' && <span class="secondary"> {errorBar}</span>}
              </p>
              {signs[side] !== '' && (
                <span class="compareSign" style={{ width: `${layout.gap}px`, height: `${layout.box}px` }}>
                  {signs[side]}
                </span>
              )}
            </div>
          );
        })}
      </div>
      {tip !== undefined && <Tooltip tip={tip} rpc={rpc} />}
    </section>
  );
}

/** The entry's own three values: a map may be reduced, they are not. */
function useValues(rpc: Rpc, { tensors, stamp }: Compared, index: readonly number[]): readonly (number | undefined)[] {
  const wanted = sides.map((side) =>
    stamp === undefined ? undefined : { request: { ref: tensors[side], fixed: index }, stamp },
  );
  return useTensors(rpc, wanted).map((tensor) => tensor?.values[0]);
}
