import type { Layer, LayersModel } from "@forger/core";
import type * as tf from "@tensorflow/tfjs";
import { LAYER_WRITERS, type WrittenLayer } from "./_layer_writers.ts";
import type { NetworkWriter, Value, Weight } from "./_network_writer.ts";
import type { ExportNames } from "./_readme.ts";

/** The weights of a layer by their names, such as `kernel`. */
type LayerWeights = Readonly<Record<string, Weight>>;

/**
 * Writes a network of stock layers.
 *
 * @param target The format, for messages.
 * @throws {TypeError} If a layer cannot be written: the message names it.
 */
export async function writeNetwork<V extends Value>(
  network: LayersModel,
  writer: NetworkWriter<V>,
  { inputs, output }: ExportNames,
  target: string,
): Promise<void> {
  const weights = await readWeights(network);
  const values = new Map<number, V>();
  network.inputs.forEach(({ id, shape }, index) => values.set(id, writer.input(inputs[index]!, lengths(shape))));
  const valueOf = (tensor: tf.SymbolicTensor): V => {
    const known = values.get(tensor.id);
    if (known) return known;
    const given = tensor.inputs.map(valueOf), { sourceLayer } = tensor;
    writer.enter(sourceLayer.name);
    const value = writtenLayer(
      sourceLayer,
      given,
      { shape: lengths(tensor.shape), weights: weights.get(sourceLayer)!, writer, target },
    );
    values.set(tensor.id, value);
    return value;
  };
  const last = valueOf(network.outputs[0]!);
  writer.enter("");
  writer.output(output, last);
}

/** A shape with -1 for the batch. */
function lengths(shape: tf.Shape): number[] {
  return shape.map((length) => length ?? -1);
}

function writtenLayer<V extends Value>(
  layer: Layer,
  inputs: readonly V[],
  { shape, target, weights, writer }: {
    readonly shape: readonly number[];
    readonly weights: LayerWeights;
    readonly writer: NetworkWriter<V>;
    readonly target: string;
  },
): V {
  const className = layer.getClassName(), config = layer.getConfig();
  const refuse = (rule: string): never => {
    throw new TypeError(
      `Cannot export network to ${target} as ${rule}: current value is layer ${layer.name} (${className})`,
    );
  };
  const write = LAYER_WRITERS.get(className);
  if (!write) return refuse(`its layers must be made of ${[...LAYER_WRITERS.keys()].join(", ")}`);
  if (config.dataFormat === "channelsFirst") refuse("channels must come last");
  const written: WrittenLayer = { config, weights, shape, refuse };
  return write(written, inputs, writer);
}

/** The values of all weights, which some backends give only by and by. */
async function readWeights({ layers }: LayersModel): Promise<Map<Layer, LayerWeights>> {
  const read = new Map<Layer, LayerWeights>();
  for (const layer of layers) {
    const weights: Record<string, Weight> = {};
    for (const weight of layer.weights) {
      const value = weight.read();
      weights[weight.originalName.split("/").at(-1)!] = {
        shape: [...value.shape],
        values: await value.data<"float32">(),
      };
    }
    read.set(layer, weights);
  }
  return read;
}
