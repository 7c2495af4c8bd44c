/** Pictures as tensors C,H,W with values 0 … 1. */
import { decode as decodePng, convertIndexedToRgb, type DecodedPng } from 'fast-png';
import { decode as decodeJpeg } from 'jpeg-js';
import { zeros, type Tensor } from '../../engine/tensor';
import { TensorFileError } from './tensorError';

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Interleaved; alpha last. */
  readonly channels: number;
  readonly data: ArrayLike<number>;
  /** The value that is 1: 255 for 8 bits. */
  readonly white: number;
}

/** Luma of ITU-R BT.601, what Pillow's `convert("L")` and OpenCV use. */
const luma = [0.299, 0.587, 0.114] as const;
const mostPixels = 64 * 1024 * 1024;

/**
 * @param channels 1 gives grey and 3 gives red, green, blue, whatever the file has; left out, the file decides. Alpha
 * is dropped.
 */
export function readImage(bytes: Uint8Array, channels?: number): Tensor {
  const pixels = bytes[0] === 0xff && bytes[1] === 0xd8 ? readJpeg(bytes) : readPng(bytes);
  const colour = pixels.channels >= 3;
  return (channels ?? (colour ? 3 : 1)) === 1 ? toGrey(pixels, colour) : toColour(pixels, colour);
}

function readPng(bytes: Uint8Array): Pixels {
  const announced = pngSize(bytes);
  if (!announced) throw new TensorFileError('this is neither a PNG nor a JPEG picture.');
  if (announced.width * announced.height > mostPixels) {
    throw new TensorFileError(`a picture of ${announced.width}×${announced.height} pixels is too large.`);
  }
  let png: DecodedPng;
  try {
    png = decodePng(bytes, { checkCrc: true });
  } catch {
    throw new TensorFileError('this PNG picture is damaged or cut off.');
  }
  const { width, height } = png;
  const whole = Math.ceil((width * png.channels * png.depth) / 8) * height;
  if (png.data.byteLength < whole) throw new TensorFileError('this PNG picture is cut off.');
  if (png.palette) {
    const data = convertIndexedToRgb(png);
    return { width, height, channels: data.length / (width * height), data, white: 255 };
  }
  if (png.depth < 8) return { width, height, channels: 1, data: unpackBits(png), white: 2 ** png.depth - 1 };
  return { width, height, channels: png.channels, data: png.data, white: 2 ** png.depth - 1 };
}

/** Size by the header, before anything is decoded. */
function pngSize(bytes: Uint8Array): { width: number; height: number } | undefined {
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  if (bytes.length < 24 || signature.some((byte, at) => bytes[at] !== byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** Grey pictures of 1, 2 or 4 bits; every row starts on a byte. */
function unpackBits({ width, height, depth, data }: DecodedPng): Uint8Array {
  const perByte = 8 / depth;
  const rowBytes = Math.ceil(width / perByte);
  const values = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const byte = data[row * rowBytes + Math.floor(column / perByte)]!;
      const shift = 8 - depth * ((column % perByte) + 1);
      values[row * width + column] = (byte >> shift) & (2 ** depth - 1);
    }
  }
  return values;
}

function readJpeg(bytes: Uint8Array): Pixels {
  try {
    const { width, height, data } = decodeJpeg(bytes, {
      useTArray: true,
      maxResolutionInMP: 64,
      maxMemoryUsageInMB: 512,
    });
    // jpeg-js always gives red, green, blue, alpha.
    return { width, height, channels: 4, data, white: 255 };
  } catch {
    throw new TensorFileError('this JPEG picture is damaged, cut off or too large.');
  }
}

function toGrey({ width, height, channels, data, white }: Pixels, colour: boolean): Tensor {
  const grey = zeros([1, height, width]);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const at = pixel * channels;
    const value = colour ? luma[0] * data[at]! + luma[1] * data[at + 1]! + luma[2] * data[at + 2]! : data[at]!;
    grey.data[pixel] = value / white;
  }
  return grey;
}

function toColour({ width, height, channels, data, white }: Pixels, colour: boolean): Tensor {
  const size = width * height;
  const planes = zeros([3, height, width]);
  for (let channel = 0; channel < 3; channel++) {
    for (let pixel = 0; pixel < size; pixel++) {
      planes.data[channel * size + pixel] = data[pixel * channels + (colour ? channel : 0)]! / white;
    }
  }
  return planes;
}
