/** What a new file with a layer of one's own holds. Pure. */
const head = (name: string): string => `// In a network (*.net.json): { "name": "mine", "type": "./${name}" }
import { defineLayer } from './gradlens';
`;

export const likeTemplate = (name: string, like: string): string => `${head(name)}
export default defineLayer({
  // The options and parameters are those of ${like}.
  like: '${like}',

  // Write a forward pass as well, or leave it out: backward is then checked against ${like}'s own.
  // forward(x, parameters, options) {
  //   return { shape: …, data: … };
  // },

  // delta is ∂C/∂output. Return ∂C/∂x as dx, and a gradient for each parameter by its name, such as { dx, weight, bias }.
  backward(delta, { x, output }, parameters, options) {
    const dx = new Float64Array(x.data.length);
    return { dx };
  },
});
`;

export const ownTemplate = (name: string): string => `${head(name)}
// y = gain · slope · x, entry by entry: change it into yours.
export default defineLayer({
  // "slope" may stand in the network; this is its value when it does not.
  options: { slope: 0.5 },
  // Shapes of what is learned; a function gets the input's shape and the options.
  parameters: { gain: { shape: [1], init: 1 } },
  // The output's shape, when it is not the input's.
  // shape: ([n, c, h, w], options) => [n, c, h, w],

  forward(x, { gain }, { slope }) {
    return { shape: x.shape, data: x.data.map((value) => gain.data[0] * slope * value) };
  },

  // delta is ∂C/∂output.
  backward(delta, { x }, { gain }, { slope }) {
    const dx = delta.data.map((d) => d * gain.data[0] * slope);
    const dGain = delta.data.reduce((sum, d, k) => sum + d * slope * x.data[k], 0);
    return { dx, gain: Float64Array.of(dGain) };
  },
});
`;
