import { textWidth } from './textWidth';
import type { MapTitle } from './mapSpec';

const gap = 7;

interface MapTitleLineProps {
  readonly title: MapTitle;
  readonly range: string;
  /** In place of the range, where it does not fit. */
  readonly shortRange?: string | undefined;
  /** Room in CSS pixels. */
  readonly width: number;
}

/** Symbol, index and what it is at the left, the range at the right. Where room is short the words give way. */
export function MapTitleLine({ title, range, shortRange = range, width }: MapTitleLineProps) {
  const { symbol, index, what } = title;
  const name = textWidth(symbol, 'symbol') + textWidth(symbol === '' ? what : index, 'title');
  const roomFor = (text: string): number => width - name - textWidth(text, 'range') - gap;
  const shown = [range, shortRange].find((text) => roomFor(text) >= 0) ?? (symbol === '' ? '' : shortRange);
  const words = symbol === '' ? what : wordsFor(what, roomFor(shown) - gap);
  return (
    <div class="mapTitle" title={`${symbol}${index} ${what} ${range}`.trim()}>
      {symbol !== '' && (
        <span class="mapName">
          <b>{symbol}</b>
          {index}
        </span>
      )}
      {words !== '' && <span class={symbol === '' ? 'mapWhat alone' : 'mapWhat'}>{words}</span>}
      <span class="mapRange mono">{shown}</span>
    </div>
  );
}

/** `output 28×28` keeps its numbers longest. */
function wordsFor(what: string, room: number): string {
  const size = what.replace(/^(input|output) /, '');
  return [what, size].find((words) => textWidth(words, 'title') <= room) ?? '';
}
