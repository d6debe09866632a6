import { type Layer, type LayersModel, type Tensor, workerMean } from "@forger/core";
import * as tf from "@tensorflow/tfjs";

/** What TensorFlow.js's layer for batch normalization holds; its own types hide it. */
interface BatchNormalizationLayer {
  readonly axis: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly gamma?: tf.LayerVariable;
  readonly beta?: tf.LayerVariable;
  readonly movingMean: tf.LayerVariable;
  readonly movingVariance: tf.LayerVariable;
  call: Call;
}

type Call = (inputs: Tensor | Tensor[], kwargs: { readonly training?: boolean }) => Tensor;

/**
 * Makes batch normalization take the moments of all workers' images, where they are asked for by `withWorkerMean`.
 *
 * In the place of TensorFlow.js's function, which computes them out of reach, comes the same computation.
 *
 * @returns A function that undoes it.
 */
export function synchroniseNormalization(model: LayersModel): () => void {
  const changed = normalizationLayers(model);
  for (const layer of changed) {
    const original: Call = layer.call.bind(layer);
    layer.call = (inputs, kwargs) =>
      kwargs.training ? normalized(layer, [inputs].flat()[0]!) : original(inputs, kwargs);
  }
  return () => {
    for (const layer of changed) delete (layer as Partial<BatchNormalizationLayer>).call; // the class's appears again
  };
}

/** The layers, also inside of other models. */
function normalizationLayers({ layers }: { readonly layers: readonly Layer[] }): BatchNormalizationLayer[] {
  return layers.flatMap((layer) => {
    if (layer.getClassName() === "BatchNormalization") return [layer as unknown as BatchNormalizationLayer];
    return "layers" in layer ? normalizationLayers(layer as unknown as { readonly layers: readonly Layer[] }) : [];
  });
}

function normalized(layer: BatchNormalizationLayer, input: Tensor): Tensor {
  return tf.tidy(() => {
    const own = layer.axis >= 0 ? layer.axis : layer.axis + input.rank;
    const axes = input.shape.map((_, axis) => axis).filter((axis) => axis !== own);
    const mean = workerMean(input.mean(axes, true)), centred = input.sub(mean);
    const variance = workerMean(centred.square().mean(axes, true));
    for (const [average, value] of [[layer.movingMean, mean], [layer.movingVariance, variance]] as const) {
      const before = average.read();
      average.write(before.sub(before.sub(value.flatten()).mul(1 - layer.momentum)));
    }
    const everywhere = mean.shape, scaled = centred.mul(variance.add(layer.epsilon).rsqrt());
    const gained = layer.gamma ? scaled.mul(layer.gamma.read().reshape(everywhere)) : scaled;
    return layer.beta ? gained.add(layer.beta.read().reshape(everywhere)) : gained;
  });
}
