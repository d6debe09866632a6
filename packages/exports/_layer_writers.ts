import type * as tf from "@tensorflow/tfjs";
import type {
  Convolution,
  Elementwise,
  Margins,
  NetworkWriter,
  Pairwise,
  Sides,
  Sliding,
  Value,
  Weight,
} from "./_network_writer.ts";

/** A stock layer to be written. */
export interface WrittenLayer {
  readonly config: tf.serialization.ConfigDict;
  /** Its weights by their names, such as `kernel`. */
  readonly weights: Readonly<Record<string, Weight>>;
  /** The shape of its output. */
  readonly shape: readonly number[];
  /** Throws an error that names the layer. */
  refuse(rule: string): never;
}

/** Writes a layer as operations of a format. */
type LayerWriter = <V extends Value>(layer: WrittenLayer, inputs: readonly V[], writer: NetworkWriter<V>) => V;

/** Activations by the names that TensorFlow.js gives them. */
const ACTIVATIONS: Readonly<Record<string, Elementwise | "softmax" | "swish" | undefined>> = {
  elu: { kind: "elu" },
  hardSigmoid: { kind: "hardSigmoid" },
  hard_sigmoid: { kind: "hardSigmoid" },
  relu: { kind: "relu" },
  relu6: { kind: "relu6" },
  selu: { kind: "selu" },
  sigmoid: { kind: "sigmoid" },
  softmax: "softmax",
  softplus: { kind: "softplus" },
  softsign: { kind: "softsign" },
  swish: "swish",
  tanh: { kind: "tanh" },
};

function activated<V extends Value>(value: V, { config, refuse }: WrittenLayer, writer: NetworkWriter<V>): V {
  const name = (config.activation ?? "linear") as string;
  if (name === "linear") return value;
  const activation = Object.hasOwn(ACTIVATIONS, name) ? ACTIVATIONS[name] : undefined;
  if (activation === undefined) return refuse(`activations must be linear, ${Object.keys(ACTIVATIONS).join(", ")}`);
  if (activation === "softmax") return writer.softmax(value);
  return activation === "swish"
    ? writer.pairwise(value, writer.elementwise(value, { kind: "sigmoid" }), "multiply")
    : writer.elementwise(value, activation);
}

const dense: LayerWriter = (layer, [input], writer) =>
  activated(writer.dense(input!, layer.weights.kernel!, layer.weights.bias), layer, writer);

const sidesOf = (value: unknown): Sides =>
  Array.isArray(value) ? value as unknown as Sides : [Number(value), Number(value)];

function slidingOf({ config, refuse }: WrittenLayer): Sliding {
  const padding = config.padding as Sliding["padding"];
  if (padding !== "same" && padding !== "valid") refuse("padding must be same or valid");
  return { strides: sidesOf(config.strides), padding };
}

const convolutionOf = (layer: WrittenLayer, kernel = layer.weights.kernel!): Convolution => ({
  ...slidingOf(layer),
  kernel,
  bias: layer.weights.bias,
  dilations: sidesOf(layer.config.dilationRate ?? 1),
});

const convolution: LayerWriter = (layer, [input], writer) =>
  activated(writer.convolution(input!, convolutionOf(layer)), layer, writer);

const transposedConvolution: LayerWriter = (layer, [input], writer) =>
  activated(writer.transposedConvolution(input!, convolutionOf(layer), layer.shape), layer, writer);

/** TensorFlow.js does not dilate this one, whatever its config says. */
const depthwise: LayerWriter = (layer, [input], writer) => {
  const written = { ...convolutionOf(layer, layer.weights.depthwise_kernel!), dilations: [1, 1] } as const;
  return activated(writer.depthwise(input!, written), layer, writer);
};

const pooling = (kind: "maximum" | "mean"): LayerWriter => (layer, [input], writer) =>
  writer.pooling(input!, { ...slidingOf(layer), kind, size: sidesOf(layer.config.poolSize) }, layer.shape);

/** With the averages, it is a number by which each channel is multiplied, and one that is added. */
const batchNormalization: LayerWriter = ({ config, refuse, weights }, [input], writer) => {
  const { beta, gamma, moving_mean: mean, moving_variance: variance } = weights, epsilon = config.epsilon as number;
  const axis = config.axis as number;
  if (axis !== -1 && axis !== input!.shape.length - 1) refuse("normalization must be over the last axis");
  const scale = variance!.values.map((value, index) => (gamma?.values[index] ?? 1) / Math.sqrt(value + epsilon));
  const shift = scale.map((value, index) => (beta?.values[index] ?? 0) - mean!.values[index]! * value);
  return writer.affine(input!, { shape: mean!.shape, values: scale }, { shape: mean!.shape, values: shift });
};

const layerNormalization: LayerWriter = ({ config, refuse, weights }, [input], writer) => {
  const axes = [config.axis].flat() as number[], last = input!.shape.length - 1;
  if (axes.length !== 1 || (axes[0] !== -1 && axes[0] !== last)) refuse("normalization must be over the last axis");
  const value = writer.layerNormalization(input!, config.epsilon as number);
  return weights.gamma || weights.beta ? writer.affine(value, weights.gamma, weights.beta) : value;
};

const relu: LayerWriter = ({ config, refuse }, [input], writer) => {
  const most = (config.maxValue ?? null) as number | null;
  if (most !== null && most !== 6) refuse("maxValue must be 6 or none");
  return writer.elementwise(input!, { kind: most === null ? "relu" : "relu6" });
};

const leakyRelu: LayerWriter = ({ config }, [input], writer) =>
  writer.elementwise(input!, { kind: "leakyRelu", alpha: config.alpha as number });

const softmax: LayerWriter = ({ config, refuse }, [input], writer) => {
  const axis = [config.axis].flat() as number[], last = input!.shape.length - 1;
  if (axis.length !== 1 || (axis[0] !== -1 && axis[0] !== last)) refuse("softmax must be over the last axis");
  return writer.softmax(input!);
};

const merged = (operation: Pairwise): LayerWriter => ({ refuse }, inputs, writer) => {
  if (inputs.some(({ shape }) => shape.length !== inputs[0]!.shape.length)) refuse("its inputs must be of one rank");
  return inputs.reduce((first, second) => writer.pairwise(first, second, operation));
};

const average: LayerWriter = (layer, inputs, writer) => {
  const sum = merged("add")(layer, inputs, writer), channels = sum.shape.at(-1)!;
  const share = new Float32Array(channels).fill(1 / inputs.length);
  return writer.affine(sum, { shape: [channels], values: share }, undefined);
};

const concatenate: LayerWriter = ({ config }, inputs, writer) => {
  const axis = (config.axis ?? -1) as number;
  return writer.concatenate(inputs, axis < 0 ? axis + inputs[0]!.shape.length : axis);
};

const dot: LayerWriter = ({ config, refuse, shape }, [first, second], writer) => {
  if (config.normalize) refuse("normalize must be false");
  const ranks = [first!.shape.length, second!.shape.length];
  const axes = (Array.isArray(config.axes) ? config.axes : [config.axes, config.axes]) as number[];
  const [one, other] = axes.map((axis, index) => axis < 0 ? axis + ranks[index]! : axis) as [number, number];
  if (ranks.join() === "2,2") {
    const [, length] = first!.shape as [number, number];
    const row = writer.reshape(first!, [-1, 1, length]), column = writer.reshape(second!, [-1, length, 1]);
    return writer.reshape(writer.product(row, column, [false, false]), shape);
  }
  if (ranks.join() !== "3,3") refuse("its inputs must both be of rank 2 or both of rank 3");
  return writer.product(first!, second!, [one === 1, other === 2]);
};

const globalPooling = (kind: "maximum" | "mean"): LayerWriter => (_, [input], writer) =>
  writer.globalPooling(input!, kind);

const upSampling: LayerWriter = ({ config, refuse }, [input], writer) => {
  if (config.interpolation !== "nearest") refuse("interpolation must be nearest");
  return writer.repeat(input!, sidesOf(config.size));
};

const permute: LayerWriter = ({ config }, [input], writer) =>
  writer.transpose(input!, [0, ...config.dims as unknown as number[]]);

const reshape: LayerWriter = ({ shape }, [input], writer) => writer.reshape(input!, shape);

/** Margins as TensorFlow.js has them: a number, one for each side, or two for each side. */
function marginsOf(value: unknown): Margins {
  const [height, width] = sidesOf(value) as unknown as [number | number[], number | number[]];
  const pair = (side: number | number[]): [number, number] => Array.isArray(side) ? [side[0]!, side[1]!] : [side, side];
  return [pair(height), pair(width)];
}

const zeroPadding: LayerWriter = ({ config }, [input], writer) => writer.pad(input!, marginsOf(config.padding));

const cropping: LayerWriter = ({ config }, [input], writer) => writer.crop(input!, marginsOf(config.cropping));

const rescaling: LayerWriter = ({ config }, [input], writer) => {
  const channels = input!.shape.at(-1)!, scale = config.scale as number, offset = config.offset as number;
  const everywhere = (value: number): Weight => ({ shape: [channels], values: new Float32Array(channels).fill(value) });
  return writer.affine(input!, everywhere(scale), everywhere(offset));
};

/** The stock layers that every format knows, by class name. */
export const LAYER_WRITERS: ReadonlyMap<string, LayerWriter> = new Map<string, LayerWriter>([
  ["Activation", (layer, [input], writer) => activated(input!, layer, writer)],
  ["Add", merged("add")],
  ["Average", average],
  ["AveragePooling2D", pooling("mean")],
  ["BatchNormalization", batchNormalization],
  ["Concatenate", concatenate],
  ["Conv2D", convolution],
  ["Conv2DTranspose", transposedConvolution],
  ["Cropping2D", cropping],
  ["Dense", dense],
  ["DepthwiseConv2D", depthwise],
  ["Dot", dot],
  ["ELU", (_, [input], writer) => writer.elementwise(input!, { kind: "elu" })],
  ["Flatten", reshape],
  ["GlobalAveragePooling2D", globalPooling("mean")],
  ["GlobalMaxPooling2D", globalPooling("maximum")],
  ["LayerNormalization", layerNormalization],
  ["LeakyReLU", leakyRelu],
  ["MaxPooling2D", pooling("maximum")],
  ["Maximum", merged("maximum")],
  ["Minimum", merged("minimum")],
  ["Multiply", merged("multiply")],
  ["Permute", permute],
  ["ReLU", relu],
  ["Rescaling", rescaling],
  ["Reshape", reshape],
  ["Softmax", softmax],
  ["UpSampling2D", upSampling],
  ["ZeroPadding2D", zeroPadding],
]);
