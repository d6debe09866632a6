/** A tensor of the written network: its shape, -1 for the batch, with images as `[batch, height, width, channels]`. */
export interface Value {
  readonly shape: readonly number[];
}

/** Numbers that are written with the network. */
export interface Weight {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** What is done to each number by itself. */
export type Elementwise =
  | { readonly kind: "elu" | "relu" | "relu6" | "selu" | "sigmoid" | "softplus" | "softsign" | "tanh" }
  | { readonly kind: "leakyRelu"; readonly alpha: number }
  /** Cut to [0, 1] after it is scaled and shifted. */
  | { readonly kind: "hardSigmoid" };

/** What is done to two tensors, of which one may have axes of length 1 where the other is longer. */
export type Pairwise = "add" | "multiply" | "maximum" | "minimum";

/** Two numbers for the height and the width. */
export type Sides = readonly [height: number, width: number];

/** How a kernel goes over a map. */
export interface Sliding {
  readonly strides: Sides;
  /** As TensorFlow has it: `same` pads evenly, with one more at the end where it is odd. */
  readonly padding: "same" | "valid";
}

/** A convolution. */
export interface Convolution extends Sliding {
  /** `[height, width, inputs, filters]`; of a transposed one `[height, width, filters, inputs]`; of a depthwise one `[height, width, channels, multiplier]`. */
  readonly kernel: Weight;
  /** A number for each filter, where there is one. */
  readonly bias: Weight | undefined;
  readonly dilations: Sides;
}

/** A maximum or a mean over the places below a window. */
export interface Pooling extends Sliding {
  readonly kind: "maximum" | "mean";
  readonly size: Sides;
}

/** How many places are added or taken away before and after. */
export type Margins = readonly [height: readonly [number, number], width: readonly [number, number]];

/** Writes a network in a format, one operation after another. */
export interface NetworkWriter<V extends Value> {
  /** Says to which layer the operations that follow belong. */
  enter(layer: string): void;
  input(name: string, shape: readonly number[]): V;
  output(name: string, value: V): void;
  elementwise(value: V, operation: Elementwise): V;
  pairwise(first: V, second: V, operation: Pairwise): V;
  /** Multiplies each channel by a number, then adds one. */
  affine(value: V, scale: Weight | undefined, shift: Weight | undefined): V;
  /** The product of the last axis with `[inputs, units]`. */
  dense(value: V, kernel: Weight, bias: Weight | undefined): V;
  /** Products of matrices, one for each sample, each transposed first where that is said. */
  product(first: V, second: V, transposed: readonly [boolean, boolean]): V;
  convolution(value: V, convolution: Convolution): V;
  depthwise(value: V, convolution: Convolution): V;
  transposedConvolution(value: V, convolution: Convolution, shape: readonly number[]): V;
  pooling(value: V, pooling: Pooling, shape: readonly number[]): V;
  /** The maximum or the mean over all places. */
  globalPooling(value: V, kind: Pooling["kind"]): V;
  /** Over the last axis. */
  softmax(value: V): V;
  /** Over the last axis; scale and shift come after it. */
  layerNormalization(value: V, epsilon: number): V;
  /** Repeats each place. */
  repeat(value: V, times: Sides): V;
  concatenate(values: readonly V[], axis: number): V;
  transpose(value: V, axes: readonly number[]): V;
  reshape(value: V, shape: readonly number[]): V;
  pad(value: V, margins: Margins): V;
  crop(value: V, margins: Margins): V;
}

/** How many places `same` adds before and after, of one side. */
export function samePadding(length: number, size: number, stride: number, dilation = 1): readonly [number, number] {
  const reach = (size - 1) * dilation + 1;
  const all = Math.max((Math.ceil(length / stride) - 1) * stride + reach - length, 0), before = Math.floor(all / 2);
  return [before, all - before];
}

/** The shape of a map with margins added, or taken away where the sign is -1. */
export function widened([batch, height, width, channels]: readonly number[], margins: Margins, sign: 1 | -1): number[] {
  const [more, wider] = margins.map(([before, after]) => sign * (before + after)) as [number, number];
  return [batch!, height! + more, width! + wider, channels!];
}
