import type { LayersModel } from "@forger/core";
import * as tf from "@tensorflow/tfjs";

/** A model in TensorFlow.js's layers format, in memory. */
export interface PlainModel {
  readonly modelTopology: object;
  readonly weightSpecs: readonly tf.io.WeightsManifestEntry[];
  readonly weightData: ArrayBuffer;
}

/** The layers and models that TensorFlow.js 4.22 has by itself. */
export const PLAIN_LAYERS: ReadonlySet<string> = new Set(
  [
    "Activation Add AlphaDropout Average AveragePooling1D AveragePooling2D AveragePooling3D BatchNormalization Bidirectional",
    "CategoryEncoding CenterCrop Concatenate Conv1D Conv2D Conv2DTranspose Conv3D Conv3DTranspose ConvLSTM2D ConvLSTM2DCell",
    "Cropping2D Dense DepthwiseConv2D Dot Dropout ELU Embedding Flatten Functional GRU GRUCell GaussianDropout GaussianNoise",
    "GlobalAveragePooling1D GlobalAveragePooling2D GlobalMaxPooling1D GlobalMaxPooling2D InputLayer LSTM LSTMCell",
    "LayerNormalization LeakyReLU Masking MaxPooling1D MaxPooling2D MaxPooling3D Maximum Minimum Model Multiply PReLU Permute",
    "RNN RandomWidth ReLU RepeatVector Rescaling Reshape Resizing SeparableConv2D Sequential SimpleRNN SimpleRNNCell Softmax",
    "SpatialDropout1D StackedRNNCells ThresholdedReLU TimeDistributed UpSampling2D ZeroPadding2D",
  ].join(" ").split(" "),
);

/** Weights that are read from a file need no beginning: to draw one takes a page seconds, and may need classes that it has not. */
const NO_BEGINNING = { class_name: "Zeros", config: {} };

/**
 * The description of a model as a page without Forger reads it, quickly.
 *
 * @throws {TypeError} If it has a layer that TensorFlow.js by itself has not.
 */
export function plainTopology(topology: object): object {
  return plain(topology) as object;
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const { class_name: className, config } = value as { readonly class_name?: unknown; readonly config?: unknown };
  if (typeof className === "string" && typeof config === "object" && config !== null && !PLAIN_LAYERS.has(className)) {
    const { name } = config as { readonly name?: unknown };
    throw new TypeError(
      `Cannot make a playground as the generator's layers must be those of TensorFlow.js itself, which the page has: current layer is ${
        [className, ...typeof name === "string" ? [`"${name}"`] : []].join(" ")
      }`,
    );
  }
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plainPart(key, part)]));
}

/** Without what only training needs. */
function plainPart(key: string, part: unknown): unknown {
  if (part === null || /_(constraint|regularizer)$/.test(key)) return null;
  return key.endsWith("_initializer") ? NO_BEGINNING : plain(part);
}

/** A model as it would be written, in memory. */
export async function saveModel(network: LayersModel): Promise<PlainModel> {
  let saved: PlainModel | undefined;
  await network.save(tf.io.withSaveHandler(({ modelTopology, weightData, weightSpecs }) => {
    const bytes = tf.io.concatenateArrayBuffers([weightData!].flat());
    saved = { modelTopology: modelTopology as object, weightSpecs: weightSpecs!, weightData: bytes };
    return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } });
  }));
  return saved!;
}
