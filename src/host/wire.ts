/**
 * Messages to a panel travel as JSON with array buffers beside it, and JSON knows neither NaN nor ±∞ nor −0. They are
 * written as `{"$number": "NaN"}`; `media/bridge.js` turns them back before the panel sees the message. Pure.
 */
export function encodeNumbers(value: unknown): unknown {
  if (typeof value === 'number') {
    if (Number.isFinite(value) && !Object.is(value, -0)) return value;
    return { $number: Object.is(value, -0) ? '-0' : String(value) };
  }
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map(encodeNumbers);
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, encodeNumbers(field)]));
}
