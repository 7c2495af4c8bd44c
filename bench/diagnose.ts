/**
 * node --import tsx bench/diagnose.ts: what a diagnosis costs where nothing matches, so that every mistake and as many
 * pairs as are allowed are tried: processor time in all, and the longest stretch before a run can pause. Prints, asserts
 * nothing.
 */
import { diagnoseLayer } from '../src/engine/diagnose/diagnose';
import { newLayerCheck } from '../src/engine/gradcheck/layerCheck';
import type { LayerReport } from '../src/engine/summary';
import type { Layer } from '../src/engine/layer';
import { passOver } from '../src/engine/trace';
import { build, withLayer } from '../test/unit/engine/build';

/** Samples, input channels, rows and columns, filters, kernel. */
const layers = [
  ['LeNet-5, conv2', 1, 6, 14, 16, 5],
  ['LeNet-5, conv2, a batch of 8', 8, 6, 14, 16, 5],
  ['64 filters on 32×32', 2, 32, 32, 64, 3],
  ['256 filters on 14×14', 1, 256, 14, 256, 3],
  ['512 filters on 14×14, as in VGG', 1, 512, 14, 512, 3],
] as const;

const processorTime = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Every entry of dx is wrong, by no mistake that anybody makes. */
const spoiled = (right: Layer): Partial<Layer> => ({
  backward(delta, saved, parameters, options) {
    const back = right.backward(delta, saved, parameters, options);
    const inputs = back.inputs.map(({ shape, data }) => ({
      shape,
      data: data.map((value, flat) => value * (1.1 + (flat % 7) * (flat % 5))),
    }));
    return { ...back, inputs };
  },
});

for (const [name, samples, channels, extent, filters, kernel] of layers) {
  const line = { type: 'Conv2d', name: 'conv', out_channels: filters, kernel_size: kernel };
  const { model } = withLayer(build([samples, channels, extent, extent], [line]), 0, spoiled);
  const trace = passOver(model);
  const check = newLayerCheck(trace, 0);
  const report = { tensors: [{ name: 'dx', failed: 1 }] } as unknown as LayerReport;
  const started = processorTime();
  let [last, longest, steps] = [started, 0, 0];
  for (const _ of diagnoseLayer(trace, check, report, { rtol: 1e-7, atol: 0 })) {
    const now = processorTime();
    longest = Math.max(longest, now - last);
    last = now;
    steps++;
  }
  const spent = Math.round(processorTime() - started);
  console.log(`${name}: ${spent} ms in ${steps} steps, the longest ${Math.round(longest)} ms`);
}
