/** Parameters that are vectors (biases, scales of a normalisation), each above its gradient. */
import { useMemo, useState } from 'preact/hooks';
import type { EntryRequest, LayerSummary, ParameterSummary, TensorRef } from '../../../src/protocol';
import { cells, full, opened, range as rangeText, value as valueText } from '../../numbers';
import { cssSize } from '../../draw/geometry';
import { Picture, type Look } from './heatmap';
import type { BelowProps } from './kernelGrids';
import { entryPlace, stripData, type MapData } from './mapData';
import { MapTitleLine } from './mapTitleLine';
import { oddities } from './looks';
import { Tooltip, type Tip } from './tooltip';
import { useTensors } from './useTensors';

export function ParameterStrips(props: BelowProps) {
  const { layer, width } = props;
  const vectors = layer.parameters.filter(({ shape }) => shape.length === 1);
  if (vectors.length === 0) return null;
  const two = width >= 420;
  const strip = two ? Math.floor((width - 20) / 2) : width;
  return (
    <div class="strips" style={{ gridTemplateColumns: two ? `${strip}px ${strip}px` : `${strip}px` }}>
      {vectors.map((parameter) => (
        <Pair key={parameter.name} {...props} parameter={parameter} strip={strip} />
      ))}
    </div>
  );
}

interface PairProps extends BelowProps {
  readonly parameter: ParameterSummary;
  readonly strip: number;
}

/** How a parameter is written in formulas. */
function symbolOf(layer: LayerSummary, name: string): string {
  if (name === 'bias') return layer.parameters.some(({ shape }) => shape.length > 1) ? 'b' : 'β';
  if (name === 'weight') return 'γ';
  return name;
}

function Pair({ state, layer, parameter, ...rest }: PairProps) {
  const { run } = state;
  const output = run?.outputs[layer.index + 1];
  const delta = run?.deltas[layer.index + 1];
  const symbol = symbolOf(layer, parameter.name);
  const ref = { layer: layer.index, parameter: parameter.name } as const;
  const done = run?.gradients[layer.index]?.[parameter.name] !== undefined;
  const opens = layer.explains.includes('gradient')
    ? ({ layer: layer.index, target: { kind: 'gradient', parameter: parameter.name } } as const)
    : undefined;
  return (
    <>
      <Strip
        {...rest}
        symbol={symbol}
        what={`${parameter.shape[0]} entries`}
        source={{ ...ref, kind: 'parameter' }}
        stamp={output && `${run!.version}/${output.run}`}
      />
      <Strip
        {...rest}
        symbol={`∂C/∂${symbol}`}
        what=""
        source={{ ...ref, kind: 'gradient' }}
        stamp={done && delta !== undefined ? `${run!.version}/${delta.run}` : undefined}
        opens={opens}
      />
    </>
  );
}

interface StripProps extends Omit<PairProps, 'state' | 'layer' | 'parameter'> {
  readonly symbol: string;
  readonly what: string;
  readonly source: TensorRef;
  readonly stamp: string | undefined;
  readonly opens?: Pick<EntryRequest, 'layer' | 'target'> | undefined;
}

function Strip({ symbol, what, source, stamp, strip, ratio, palette, log, rpc, dispatch, opens }: StripProps) {
  const [tensor] = useTensors(rpc, [
    stamp === undefined ? undefined : { request: { ref: source, fixed: [], maxEntries: 4096 }, stamp },
  ]);
  const data = useMemo(() => tensor && stripData(tensor, strip, ratio), [tensor, strip, ratio]);
  const look = useMemo((): Look => {
    const scale = { kind: 'signed', max: data?.range.largest ?? 0, log } as const;
    return { scale, table: palette.signed, ink: palette.ink, mono: palette.mono, nan: 'hatched', ringStyle: 'blank' };
  }, [data, log, palette]);
  const [cursor, setCursor] = useState({ row: 0, column: 0 });
  const [tip, setTip] = useState<Tip>();
  const range =
    data === undefined ? '' : data.range.largest === 0 ? 'all 0' : rangeText(data.range.min, data.range.max);
  const indexOf = (map: MapData, cell: { row: number; column: number }) => entryPlace(map, cell).column;
  const valueAt = (cell: { row: number; column: number }) => data!.values[cell.row * data!.grid.columns + cell.column]!;
  const marked = tip === undefined || data === undefined ? [] : [Number(/\d+/.exec(tip.name.split('[')[1] ?? '')?.[0])];
  const wide = data === undefined ? strip : Math.min(strip, Math.max(cssSize(data.grid).width, 200));
  return (
    <figure class="map">
      <div style={{ maxWidth: `${wide}px` }}>
        <MapTitleLine
          title={{ symbol, index: '', what }}
          range={data === undefined ? '' : oddities(data.range) || range}
          width={wide}
        />
      </div>
      <div class="stripBox">
        {data !== undefined && (
          <Picture
            data={data}
            look={look}
            inCell={cells(data.range.largest).format}
            spoken={symbol}
            spokenCell={(cell) => `${symbol}, entry ${indexOf(data, cell)}: ${valueText(valueAt(cell))}`}
            marks={marked.map((column) => ({ region: { row: 0, column, rows: 1, columns: 1 }, style: 'lit' }))}
            cursor={cursor}
            onPoint={(cell, anchor) =>
              setTip(
                cell === undefined || anchor === undefined
                  ? undefined
                  : {
                      anchor,
                      name: `${symbol}[${indexOf(data, cell)}]`,
                      value: opened(valueAt(cell)),
                      hint: opens === undefined ? 'C copies' : 'Enter opens the sum · C copies',
                      ...(opens === undefined ? {} : { entry: { ...opens, index: [indexOf(data, cell)] } }),
                    },
              )
            }
            onMove={setCursor}
            onOpen={(cell) =>
              opens !== undefined && dispatch({ type: 'openEntry', entry: { ...opens, index: [indexOf(data, cell)] } })
            }
            onCopy={(cell) => rpc.post({ type: 'copy', text: full(valueAt(cell)) })}
            opens={opens !== undefined}
          />
        )}
      </div>
      {tip !== undefined && <Tooltip tip={tip} rpc={rpc} />}
    </figure>
  );
}
