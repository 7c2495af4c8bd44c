/** Analytic beside numeric: what they are, how far apart, and what the terms cancel to. */
import type { EntryReply } from '../../../src/protocol';
import { errorBar, opened, shortError, twoDigits } from '../../numbers';

type Check = NonNullable<EntryReply['check']>;

interface ResultStripProps {
  readonly value: number;
  readonly check: EntryReply['check'];
  /** An output is a value and has no derivative to compare; `yours` comes from a dump, with the right one beside it. */
  readonly of: 'analytic' | 'value' | 'yours';
  /** Σ|·| / |Σ|; undefined where there is no sum. */
  readonly cancellation: number | undefined;
}

const signs: { readonly [V in Check['verdict']]: string } = {
  right: '✓ right',
  wrong: '✗ wrong',
  kink: '∧ kink',
  unresolved: '? unresolved',
  unchecked: 'not checked',
};

export function ResultStrip({ value, check, of, cancellation }: ResultStripProps) {
  const isOutput = of === 'value';
  const numeric = of === 'yours' ? 'right' : 'numeric';
  return (
    <section class="result" aria-label="Result">
      <Figure name={of} text={opened(value)} />
      {!isOutput && (
        <Figure
          name="difference"
          text={check === undefined ? '–' : shortError(Math.abs(value - check.numeric))}
          verdict={check?.verdict}
        />
      )}
      {!isOutput && <Figure name={numeric} text={check === undefined ? 'not checked' : opened(check.numeric)} />}
      {cancellation !== undefined && <Figure name="cancellation" text={`Σ|·| / |Σ| = ${twoDigits(cancellation)}`} />}
      {check !== undefined && <NumberLine value={value} check={check} names={[of, numeric]} />}
    </section>
  );
}

function Figure({
  name,
  text,
  verdict,
}: {
  readonly name: string;
  readonly text: string;
  readonly verdict?: Check['verdict'] | undefined;
}) {
  return (
    <div class={`figure ${name}`}>
      <span class="figureName">{name}</span>
      <span class={`mono figureValue ${verdict ?? ''}`}>
        {text}
        {verdict !== undefined && <span class="figureVerdict">{signs[verdict]}</span>}
      </span>
    </div>
  );
}

const lineWidth = 278;
const middle = lineWidth / 2;

interface NumberLineProps {
  readonly value: number;
  readonly check: Check;
  /** `analytic` and `numeric` */
  readonly names: readonly [string, string];
}

/** Numeric with its error bar as a band, the analytic value as a triangle; at a kink the slopes of both sides. */
function NumberLine({ value, check, names }: NumberLineProps) {
  const { numeric, uncertainty, verdict, slopes } = check;
  const [low, high] =
    slopes === undefined ? [numeric - uncertainty, numeric + uncertainty] : [Math.min(...slopes), Math.max(...slopes)];
  const centre = slopes === undefined ? numeric : (low + high) / 2;
  const reach = Math.max((high - low) * 1.6, Math.abs(value - centre) * 1.25, Number.MIN_VALUE);
  const x = (at: number): number => middle + ((at - centre) / reach) * middle;
  const analytic = Number.isFinite(value) ? Math.min(lineWidth - 4, Math.max(4, x(value))) : middle;
  const band = [x(low), x(high)] as const;
  const atRight = analytic > lineWidth - 70;
  return (
    <svg class="numberLine" viewBox={`0 0 ${lineWidth} 44`} role="img" aria-label={spoken(check)}>
      <line class="axis" x1={0} y1={19} x2={lineWidth} y2={19} />
      <rect class="band" x={band[0]} y={13} width={Math.max(1, band[1] - band[0])} height={13} />
      <line class="numericMark" x1={x(numeric)} y1={13} x2={x(numeric)} y2={26} />
      <path class={`analyticMark ${verdict}`} d={`M${analytic - 4} 4H${analytic + 4}L${analytic} 11Z`} />
      <text
        class={`analyticMark ${verdict}`}
        x={atRight ? analytic - 9 : analytic + 9}
        y={11}
        text-anchor={atRight ? 'end' : 'start'}
      >
        {names[0]}
      </text>
      <text class="bandText" x={Math.min(lineWidth - 70, Math.max(70, x(centre)))} y={40} text-anchor="middle">
        {slopes !== undefined
          ? 'between the slopes of both sides'
          : `${names[1]}${uncertainty === 0 ? '' : ` ${errorBar(uncertainty)}`}`}
      </text>
    </svg>
  );
}

const spoken = ({ numeric, uncertainty, verdict }: Check): string =>
  `numeric ${opened(numeric)} ${errorBar(uncertainty)}; the analytic value is ${verdict}`;
