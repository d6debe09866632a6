import type { LayersModel, Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { extractorHash } from "./_extractor_hash.ts";
import { featureRows } from "./_feature_rows.ts";
import { givenNetwork, loadNetwork, type Network, NETWORK_ACTION } from "./_open_network.ts";
import type { FeatureExtractor } from "./feature_extractor.ts";
import { type NetworkImages, prepareImages } from "./network_images.ts";

/** A network of the converter, as `tf.loadGraphModel` gives it. */
export type GraphModel = tf.GraphModel;

/** Options of {@linkcode networkFeatures}. */
export interface NetworkFeaturesOptions extends NetworkImages {
  /** The path of a `model.json`, of layers or converted from a graph; its weights lie beside it. */
  readonly path?: string | URL;
  /** A network that is loaded already, instead of `path`; it stays the caller's. */
  readonly model?: LayersModel | GraphModel;
  /** The name of the layer, or of the graph's node, whose output are the features. @default {the network's output} */
  readonly layer?: string;
  /** What it is called on metric cards. @default {the network's name or its file's, and the layer} */
  readonly name?: string;
}

/** Features of a network, as {@linkcode networkFeatures} and {@linkcode onnxFeatures} give them. */
export interface NetworkExtractor extends FeatureExtractor {
  /** How it brings images to the network's size and range. */
  readonly resizing: string;
  /** Frees the network, unless it is the caller's. */
  dispose(): void;
}

/**
 * Features of any TensorFlow.js network that takes images `[batch, height, width, channels]`: a Keras-style model or a
 * converted graph, such as an Inception of one's own choice. Nothing is fetched; files are read from the disk.
 *
 * Images are brought to the network's size and range as the options say; `resizing` tells metric cards how. An output with
 * height and width is averaged over them. The hash is that of architecture, weights, layer and all that is done to images.
 *
 * Layers that are not TensorFlow.js's own must be registered first; importing `@forger/layers` registers Forger's.
 *
 * @throws {TypeError} If not exactly one of `path` and `model` is given, or the network's input or output is none of images
 * or features; `extract` throws it where images do not fit.
 * @throws {RangeError} If an option is out of range, there is no such layer, or the size is needed and missing.
 * @throws {Error} If a file is missing or damaged.
 *
 * @example
 * ```ts
 * import { startCompute } from "@forger/core";
 * import { extractFeatures, networkFeatures } from "@forger/metrics";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startCompute({ backend: "cpu" });
 * const model = tf.sequential({
 *   layers: [tf.layers.conv2d({ inputShape: [8, 8, 3], filters: 5, kernelSize: 3, name: "edges" })],
 * });
 * const extractor = await networkFeatures({ model, layer: "edges", range: [0, 1], resize: "bilinear" });
 * const { count, size } = await extractFeatures(extractor, [tf.zeros([2, 16, 16, 3])]);
 * assertEquals([count, size], [2, 5]);
 * assertEquals(
 *   extractor.resizing,
 *   "to 8 x 8 x 3 (bilinear with anti-aliasing as Pillow's, on float32, clipped), from [-1,1] to [0,1]",
 * );
 * ```
 */
export async function networkFeatures(options: NetworkFeaturesOptions): Promise<NetworkExtractor> {
  const { layer, path, model } = options;
  if ((path === undefined) === (model === undefined)) {
    throw new TypeError(`Cannot ${NETWORK_ACTION} as exactly one of path and model must be given`);
  }
  const network = model ? await givenNetwork(model, layer) : await loadNetwork(path!, layer);
  try {
    const { resizing, prepare } = prepareImages(NETWORK_ACTION, inputShape(network, options), options);
    const extract = (images: Tensor): Tensor =>
      tf.tidy(() => featureRows(NETWORK_ACTION, network.apply(prepare(images)), false).toFloat());
    const { weightSpecs, weightData, modelTopology } = network.artifacts;
    return {
      name: options.name ?? (layer === undefined ? network.name : `${network.name}, ${layer}`),
      hash: await extractorHash(
        [modelTopology, weightSpecs, layer, resizing],
        [weightData as ArrayBuffer].flat().map((bytes) => new Uint8Array(bytes)),
      ),
      size: sizeOf(network, options, extract),
      resizing,
      extract,
      dispose: network.dispose,
    };
  } catch (error) {
    network.dispose();
    throw error;
  }
}

/** What the network takes, completed by what the options say. */
function inputShape({ input }: Network, { size }: NetworkFeaturesOptions) {
  const [height, width, channels] = input.slice(1).map((length) => length !== null && length > 0 ? length : undefined);
  if (input.length !== 4 || channels === undefined) {
    throw new TypeError(
      `Cannot ${NETWORK_ACTION} as its input must be images: expected [batch,height,width,channels], received [${
        input.map((length) => length ?? "any")
      }]`,
    );
  }
  const own = [height ?? size?.[0], width ?? size?.[1]];
  if (own[0] === undefined || own[1] === undefined) {
    throw new RangeError(`Cannot ${NETWORK_ACTION} as size must be given where the network takes any height and width`);
  }
  if (size && `${size}` !== `${own}`) {
    throw new RangeError(
      `Cannot ${NETWORK_ACTION} as size must be the network's own, [${own}]: current value is [${size}]`,
    );
  }
  return { height: own[0], width: own[1], channels };
}

/** Numbers of a row, found by a blank image, which also shows that the network runs here. */
function sizeOf(network: Network, options: NetworkFeaturesOptions, extract: (images: Tensor) => Tensor): number {
  const { height, width, channels } = inputShape(network, options), [low] = options.imageRange ?? [-1];
  try {
    return tf.tidy(() => extract(tf.fill([1, height, width, channels], low)).shape[1]!);
  } catch (cause) {
    if (cause instanceof TypeError && cause.message.startsWith(`Cannot ${NETWORK_ACTION}`)) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const hint = options.layer === undefined ? "" : ` (layer ${options.layer})`;
    throw new Error(`Cannot ${NETWORK_ACTION} as it must run on a blank image${hint}: ${reason}`, { cause });
  }
}
