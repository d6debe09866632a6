import type { Layer, LayersModel, Shape } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import type { Application, LayerParts } from "./_layer_parts.ts";
import { REWRITES } from "./_rewrites.ts";
import { STOCK_LAYERS, TRAINING_LAYERS } from "./_stock_layers.ts";
import { StockNames } from "./_stock_names.ts";

type Symbolic = tf.SymbolicTensor;

/** Layers whose output depends on the whole batch, and why that cannot be told to another program. */
const OF_THE_BATCH: ReadonlySet<string> = new Set(["MinibatchDiscrimination", "MinibatchStandardDeviation"]);

/** A network of stock layers, with weights of its own. */
export interface StockNetwork extends Disposable {
  readonly network: LayersModel;
}

/**
 * The same network of stock layers alone, as it computes outside of training.
 *
 * @param target The format that it is for, for messages.
 * @throws {TypeError} If a layer cannot be made of stock ones: the message names it.
 */
export function stockNetwork(network: LayersModel, target: string): StockNetwork {
  checkLayers(network, target);
  const inputs = network.inputs.map(({ dtype, shape, sourceLayer: { name } }) =>
    tf.input({ batchShape: shape, dtype, name })
  );
  let outputs: Symbolic[] = [];
  tf.tidy(() => void (outputs = new Rebuilding(network).outputs(network, inputs)));
  const stock = tf.model({ name: network.name, inputs, outputs });
  return {
    network: stock,
    // a layer that is applied twice would outlive the disposal of its network
    [Symbol.dispose]: () => stock.weights.forEach((weight) => weight.dispose()),
  };
}

/** Refuses layers before any is made, so that none is left behind. */
function checkLayers({ layers }: LayersModel, target: string): void {
  for (const layer of layers) {
    const className = layer.getClassName();
    const refuse = (rule: string): never => {
      throw new TypeError(
        `Cannot export network to ${target} as ${rule}: current value is layer ${layer.name} (${className})`,
      );
    };
    if (layer instanceof tf.LayersModel) {
      checkLayers(layer, target);
      continue;
    }
    if (OF_THE_BATCH.has(className)) refuse("each sample must be computed by itself, without the batch");
    if (
      className !== "InputLayer" && ![REWRITES, STOCK_LAYERS, TRAINING_LAYERS].some((known) => known.has(className))
    ) {
      refuse("it must be of stock layers, or of Forger's that are made of them");
    }
    const lengths = layer.inboundNodes.flatMap(({ inputTensors }) =>
      inputTensors.flatMap(({ shape }) => shape.slice(1))
    );
    if (!lengths.every((length) => Number.isInteger(length))) {
      refuse("the lengths of its inputs must be known, but for the batch");
    }
  }
}

class Rebuilding {
  readonly #applications = new Map<Layer, Application>();
  readonly #names: StockNames;

  constructor(network: LayersModel) {
    this.#names = new StockNames(network);
  }

  /** What the network's outputs become where its inputs are these. */
  outputs(network: LayersModel, inputs: readonly Symbolic[]): Symbolic[] {
    const known = new Map(network.inputs.map(({ id }, index) => [id, inputs[index]!]));
    const nested = new Map<string, Symbolic[]>();
    const valueOf = (tensor: Symbolic): Symbolic => {
      const found = known.get(tensor.id);
      if (found) return found;
      const { outputTensorIndex = 0, sourceLayer } = tensor, values = tensor.inputs.map(valueOf);
      let value: Symbolic;
      if (sourceLayer instanceof tf.LayersModel) {
        const key = `${sourceLayer.name}/${values.map(({ id }) => id)}`; // once for all of its outputs
        const made = nested.get(key) ?? this.outputs(sourceLayer, values);
        nested.set(key, made);
        value = made[outputTensorIndex ?? 0]!;
      } else {
        value = this.#application(sourceLayer, tensor.inputs)(values);
      }
      known.set(tensor.id, value);
      return value;
    };
    return network.outputs.map(valueOf);
  }

  /** A layer that is applied twice becomes layers that are applied twice. */
  #application(layer: Layer, inputs: readonly Symbolic[]): Application {
    const made = this.#applications.get(layer) ?? this.#applicationOf({
      name: this.#names.of(layer),
      className: layer.getClassName(),
      config: layer.getConfig(),
      weights: layer.getWeights(),
      inputShapes: inputs.map(({ shape }) => shape.slice(1) as Shape),
      layer,
    });
    this.#applications.set(layer, made);
    return made;
  }

  #applicationOf(parts: LayerParts): Application {
    const { className, config, name, weights } = parts;
    if (TRAINING_LAYERS.has(className)) return ([input]) => input!;
    const rewrite = REWRITES.get(className);
    if (rewrite) return rewrite(parts, (inner) => this.#applicationOf(inner));
    const { batchInputShape: _, ...rest } = config;
    const [layerClass, fromConfig] = tf.serialization.SerializationMap.getMap().classNameMap[className]!;
    const copy = fromConfig(layerClass, { ...rest, name }) as Layer;
    return (inputs) => {
      const output = copy.apply(inputs.length === 1 ? inputs[0]! : [...inputs]) as Symbolic;
      copy.setWeights([...weights]);
      return output;
    };
  }
}
