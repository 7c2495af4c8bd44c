/** How numbers of the common types lie in bytes; every type is read to float64. */

export interface NumberType {
  readonly bytes: number;
  read(view: DataView, at: number, littleEndian: boolean): number;
}

const float64: NumberType = { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) };
const float32: NumberType = { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) };
const float16: NumberType = { bytes: 2, read: (view, at, little) => halfToNumber(view.getUint16(at, little)) };
const bfloat16: NumberType = { bytes: 2, read: (view, at, little) => bfloatToNumber(view.getUint16(at, little)) };
/** Beyond 2⁵³ the nearest float64. */
const int64: NumberType = { bytes: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) };
const uint64: NumberType = { bytes: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) };
const int32: NumberType = { bytes: 4, read: (view, at, little) => view.getInt32(at, little) };
const uint32: NumberType = { bytes: 4, read: (view, at, little) => view.getUint32(at, little) };
const int16: NumberType = { bytes: 2, read: (view, at, little) => view.getInt16(at, little) };
const uint16: NumberType = { bytes: 2, read: (view, at, little) => view.getUint16(at, little) };
const int8: NumberType = { bytes: 1, read: (view, at) => view.getInt8(at) };
const uint8: NumberType = { bytes: 1, read: (view, at) => view.getUint8(at) };
const bool: NumberType = { bytes: 1, read: (view, at) => (view.getUint8(at) === 0 ? 0 : 1) };

/** By the names of the safetensors format. */
export const safetensorsTypes: ReadonlyMap<string, NumberType> = new Map([
  ['F64', float64],
  ['F32', float32],
  ['F16', float16],
  ['BF16', bfloat16],
  ['I64', int64],
  ['U64', uint64],
  ['I32', int32],
  ['U32', uint32],
  ['I16', int16],
  ['U16', uint16],
  ['I8', int8],
  ['U8', uint8],
  ['BOOL', bool],
]);

/** By the type codes of NumPy, without the byte order. */
export const numpyTypes: ReadonlyMap<string, NumberType> = new Map([
  ['f8', float64],
  ['f4', float32],
  ['f2', float16],
  ['i8', int64],
  ['u8', uint64],
  ['i4', int32],
  ['u4', uint32],
  ['i2', int16],
  ['u2', uint16],
  ['i1', int8],
  ['u1', uint8],
  ['b1', bool],
]);

/** IEEE 754 binary16: 1 sign, 5 exponent, 10 fraction bits. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const scratch = new DataView(new ArrayBuffer(4));

/** bfloat16 is the upper half of a float32. */
export function bfloatToNumber(bits: number): number {
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}

/** Entries one after the other from `at`; the caller has made sure that they are there. */
export function readNumbers(
  bytes: Uint8Array,
  at: number,
  count: number,
  type: NumberType,
  littleEndian = true,
): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data = new Float64Array(count);
  for (let entry = 0; entry < count; entry++) data[entry] = type.read(view, at + entry * type.bytes, littleEndian);
  return data;
}
