/** The bytes of a pickle, taken one after the other; past the end there is a TensorFileError. */
import { strFromU8 } from 'fflate';
import { TensorFileError } from '../tensorError';

export class PickleBytes {
  constructor(
    private readonly bytes: Uint8Array,
    public at = 0,
  ) {}

  /** A view, not a copy. */
  take(count: number): Uint8Array {
    if (count < 0 || this.at + count > this.bytes.length) {
      throw new TensorFileError('the file is cut off, or is no file of tensors.');
    }
    const part = this.bytes.subarray(this.at, this.at + count);
    this.at += count;
    return part;
  }

  byte(): number {
    return this.take(1)[0]!;
  }

  /** Unsigned, little-endian; beyond 2⁵³ no file holds that many bytes, and `take` says so. */
  count(size: number): number {
    return this.take(size).reduceRight((value, byte) => value * 256 + byte, 0);
  }

  signed(size: number): number {
    const value = this.count(size);
    return value >= 2 ** (8 * size - 1) ? value - 2 ** (8 * size) : value;
  }

  /** Two's complement of any length; a bigint where a number would be rounded. */
  integer(size: number): number | bigint {
    const part = this.take(size);
    const unsigned = part.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
    const value = BigInt.asIntN(8 * size, unsigned);
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }

  /** Big-endian, as pickle's G. */
  double(): number {
    const part = this.take(8);
    return new DataView(part.buffer, part.byteOffset, 8).getFloat64(0);
  }

  line(): string {
    const end = this.bytes.indexOf(0x0a, this.at);
    const part = this.take((end < 0 ? this.bytes.length : end) - this.at);
    this.take(1);
    return strFromU8(part);
  }

  /** `1234L`, protocol 0's long. */
  decimal(): number | bigint {
    const digits = this.line().replace(/L$/, '');
    if (!/^-?\d{1,400}$/.test(digits)) throw new TensorFileError('the pickle in it is damaged.');
    const value = Number(digits);
    return Number.isSafeInteger(value) ? value : BigInt(digits);
  }
}
