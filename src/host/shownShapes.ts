/** Shapes in the order of axes of the user's own file: N,H,W,C in Keras. Pure. */
import type { LayerSummary, NetworkSummary } from '../engine/summary';
import type { Shape } from '../engine/tensor';

export const shownOutput = ({ output, layout }: Pick<LayerSummary, 'output' | 'layout'>): Shape | undefined =>
  output && (layout?.shape ?? output);

export const shownInput = ({ shape, layout }: NetworkSummary['input']): Shape => layout?.shape ?? shape;

/** What a layer reads: outputs of other layers, or the network's input. */
export const shownInputs = (layer: LayerSummary, { input, layers }: NetworkSummary): readonly Shape[] =>
  layer.inputShapes.map((shape, at) => {
    const from = layer.inputs[at];
    if (from === undefined) return shape;
    return (from < 0 ? input.layout : layers[from]?.layout)?.shape ?? shape;
  });
