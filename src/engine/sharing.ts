/** Parameters that several layers use: a module that is called twice is two layers with one state_dict key. */
import { parameterKey } from './instantiate';
import type { Network } from './network';
import type { Tensor } from './tensor';
import type { Trace } from './trace';
import { withPenalty } from './weightDecay';

export interface Use {
  readonly layer: number;
  readonly parameter: string;
}

/** Every use of a parameter of a layer, in the order of the layers; itself alone as a rule. */
export function usesOf({ layers }: Network, { layer, parameter }: Use): Use[] {
  const own = layers[layer]!;
  const key = parameterKey(own, parameter);
  const uses = layers.flatMap((one) =>
    one !== own && !one.keys && !own.keys
      ? []
      : Object.keys(one.fit?.parameters ?? {})
          .filter((name) => parameterKey(one, name) === key)
          .map((name) => ({ layer: one.index, parameter: name })),
  );
  return uses.length > 0 ? uses : [{ layer, parameter }];
}

/** ∂C/∂parameter: the sum of what its uses hand back, and of what a penalty adds. */
export function gradientOf(trace: Trace, use: Use): Tensor | undefined {
  const [first, ...more] = usesOf(trace.model.network, use).flatMap(
    ({ layer, parameter }) => trace.layers[layer]?.back?.parameters[parameter] ?? [],
  );
  if (!first) return undefined;
  const whole = (gradient: Tensor): Tensor => withPenalty(trace.model, use.layer, use.parameter, gradient);
  if (more.length === 0) return whole(first);
  const data = first.data.slice();
  for (const share of more) for (let at = 0; at < data.length; at++) data[at]! += share.data[at]!;
  return whole({ shape: first.shape, data });
}
