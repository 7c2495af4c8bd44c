import type { MapTitle } from './mapSpec';

/** Symbol, index and what it is at the left, the range at the right. Where room is short the words give way. */
export function MapTitleLine({ title, range }: { readonly title: MapTitle; readonly range: string }) {
  const { symbol, index, what } = title;
  return (
    <div class="mapTitle" title={`${symbol}${index} ${what}`.trim()}>
      {symbol !== '' && (
        <span class="mapName">
          <b>{symbol}</b>
          {index}
        </span>
      )}
      {what !== '' && <span class={symbol === '' ? 'mapWhat alone' : 'mapWhat'}>{what}</span>}
      <span class="mapRange mono">{range}</span>
    </div>
  );
}
