import {
  type Convolution,
  type Elementwise,
  type Margins,
  type NetworkWriter,
  type Pairwise,
  type Pooling,
  samePadding,
  type Sides,
  type Sliding,
  type Value,
  type Weight,
  widened,
} from "./_network_writer.ts";
import type { OnnxAttribute, OnnxNode, OnnxPort, OnnxTensor } from "./_onnx_model.ts";
import { permutedWeight } from "./_permuted_weight.ts";
import { UniqueNames } from "./_unique_names.ts";

/** Where a map's channels are: last, as in TensorFlow, or before height and width, as ONNX's convolutions want them. */
type Layout = "last" | "first";

/** A tensor of the model, in each layout in which something has needed it. Only maps, of rank 4, have both. */
export interface OnnxValue extends Value {
  readonly names: Partial<Record<Layout, string>>;
}

const OPERATIONS: Readonly<Record<Exclude<Elementwise["kind"], "relu6">, string>> = {
  elu: "Elu",
  hardSigmoid: "HardSigmoid",
  leakyRelu: "LeakyRelu",
  relu: "Relu",
  selu: "Selu",
  sigmoid: "Sigmoid",
  softplus: "Softplus",
  softsign: "Softsign",
  tanh: "Tanh",
};

const PAIRWISE: Readonly<Record<Pairwise, string>> = { add: "Add", maximum: "Max", minimum: "Min", multiply: "Mul" };

const TO_FIRST = [0, 3, 1, 2], TO_LAST = [0, 2, 3, 1];

type Attributes = Readonly<Record<string, OnnxAttribute>>;

/**
 * Writes a network as ONNX nodes.
 *
 * Convolutions want the channels first. A map is transposed when an operation first wants it in the other layout; what does
 * not care takes the layout that is there, so that between convolutions nothing is transposed.
 */
export class OnnxWriter implements NetworkWriter<OnnxValue> {
  readonly nodes: OnnxNode[] = [];
  readonly tensors: OnnxTensor[] = [];
  readonly inputs: OnnxPort[] = [];
  readonly outputs: OnnxPort[] = [];
  readonly #names = new UniqueNames();

  enter(layer: string): void {
    this.#names.layer = layer;
  }

  input(name: string, shape: readonly number[]): OnnxValue {
    this.inputs.push({ name: this.#names.of(name), shape });
    return { shape, names: { last: name } };
  }

  output(name: string, value: OnnxValue): void {
    this.outputs.push({ name: this.#names.of(name), shape: value.shape });
    this.nodes.push({
      name: this.#names.of("output"),
      operation: "Identity",
      inputs: [this.#in("last", value)],
      output: name,
      attributes: {},
    });
  }

  elementwise(value: OnnxValue, operation: Elementwise): OnnxValue {
    const layout = layoutOf(value);
    if (operation.kind === "relu6") {
      const bounds = [this.#number(0), this.#number(6)];
      return this.#add("Clip", layout, value.shape, [this.#in(layout, value), ...bounds]);
    }
    const attributes: Attributes = operation.kind === "leakyRelu" ? { alpha: { float: operation.alpha } } : {};
    return this.#add(OPERATIONS[operation.kind], layout, value.shape, [this.#in(layout, value)], attributes);
  }

  pairwise(first: OnnxValue, second: OnnxValue, operation: Pairwise): OnnxValue {
    const layout = [first, second].some((value) => layoutOf(value) === "first") ? "first" : "last";
    const shape = first.shape.map((length, axis) => length === 1 ? second.shape[axis]! : length);
    return this.#add(PAIRWISE[operation], layout, shape, [this.#in(layout, first), this.#in(layout, second)]);
  }

  affine(value: OnnxValue, scale: Weight | undefined, shift: Weight | undefined): OnnxValue {
    const layout = layoutOf(value);
    const placed = ({ shape, values }: Weight): Weight => ({
      shape: layout === "first" ? [...shape, 1, 1] : shape,
      values,
    });
    const operated = (operation: string, operand: OnnxValue, weight: Weight | undefined, name: string): OnnxValue =>
      weight === undefined
        ? operand
        : this.#add(operation, layout, value.shape, [this.#in(layout, operand), this.#weight(placed(weight), name)]);
    return operated("Add", operated("Mul", value, scale, "scale"), shift, "shift");
  }

  dense(value: OnnxValue, kernel: Weight, bias: Weight | undefined): OnnxValue {
    const shape = [...value.shape.slice(0, -1), kernel.shape[1]!];
    const operands = [this.#in("last", value), this.#weight(kernel, "kernel")];
    if (bias && value.shape.length === 2) {
      return this.#add("Gemm", "last", shape, [...operands, this.#weight(bias, "bias")]);
    }
    return this.affine(this.#add("MatMul", "last", shape, operands), undefined, bias);
  }

  product(first: OnnxValue, second: OnnxValue, transposed: readonly [boolean, boolean]): OnnxValue {
    const [one, other] = [first, second].map((value, index) =>
      transposed[index] ? this.transpose(value, [0, 2, 1]) : value
    ) as [OnnxValue, OnnxValue];
    const shape = [one.shape[0]!, one.shape[1]!, other.shape[2]!];
    return this.#add("MatMul", "last", shape, [this.#in("last", one), this.#in("last", other)]);
  }

  convolution(value: OnnxValue, convolution: Convolution): OnnxValue {
    return this.#convolved(value, convolution, permutedWeight(convolution.kernel, [3, 2, 0, 1]), 1);
  }

  depthwise(value: OnnxValue, convolution: Convolution): OnnxValue {
    const [height, width, channels, multiplier] = convolution.kernel.shape as [number, number, number, number];
    const { values } = permutedWeight(convolution.kernel, [2, 3, 0, 1]);
    const kernel = { shape: [channels * multiplier, 1, height, width], values };
    return this.#convolved(value, convolution, kernel, channels);
  }

  /** With a kernel `[filters, inputs of a group, height, width]`. */
  #convolved(value: OnnxValue, convolution: Convolution, kernel: Weight, group: number): OnnxValue {
    const [filters, , ...size] = kernel.shape, { dilations, strides } = convolution;
    const pads = paddingOf(value.shape, convolution, size as unknown as Sides, dilations);
    const sides = [0, 1].map((side) => {
      const reach = (size[side]! - 1) * dilations[side]! + 1, length = value.shape[1 + side]!;
      return Math.floor((length + pads[side]! + pads[2 + side]! - reach) / strides[side]!) + 1;
    });
    return this.#add(
      "Conv",
      "first",
      [-1, ...sides, filters!],
      [this.#in("first", value), ...this.#kernelAndBias(kernel, convolution)],
      { dilations, group, kernel_shape: size, pads, strides },
    );
  }

  /**
   * It is the gradient of a convolution of its result, whose padding is cut off; where the kernel is smaller than the
   * stride, what no place of the input reaches is added at the end.
   */
  transposedConvolution(value: OnnxValue, convolution: Convolution, shape: readonly number[]): OnnxValue {
    const { kernel, strides } = convolution, size = kernel.shape.slice(0, 2) as unknown as Sides;
    const pads = paddingOf(shape, convolution, size, [1, 1]);
    const output_padding = [0, 1].map((side) => {
      const reached = strides[side]! * (value.shape[1 + side]! - 1) + size[side]! - pads[side]! - pads[2 + side]!;
      return shape[1 + side]! - reached;
    });
    const weights = this.#kernelAndBias(permutedWeight(kernel, [3, 2, 0, 1]), convolution);
    return this.#add("ConvTranspose", "first", shape, [this.#in("first", value), ...weights], {
      kernel_shape: size,
      output_padding,
      pads,
      strides,
    });
  }

  #kernelAndBias(kernel: Weight, { bias }: Convolution): string[] {
    return [this.#weight(kernel, "kernel"), ...bias ? [this.#weight(bias, "bias")] : []];
  }

  pooling(value: OnnxValue, pooling: Pooling, shape: readonly number[]): OnnxValue {
    const { kind, size, strides } = pooling, pads = paddingOf(value.shape, pooling, size, [1, 1]);
    return this.#add(kind === "maximum" ? "MaxPool" : "AveragePool", "first", shape, [this.#in("first", value)], {
      kernel_shape: size,
      pads,
      strides,
    });
  }

  globalPooling(value: OnnxValue, kind: Pooling["kind"]): OnnxValue {
    const layout = layoutOf(value), axes = layout === "first" ? [2, 3] : [1, 2];
    const shape = [-1, value.shape.at(-1)!];
    const operation = kind === "maximum" ? "ReduceMax" : "ReduceMean";
    return this.#add(operation, "last", shape, [this.#in(layout, value)], { axes, keepdims: 0 });
  }

  softmax(value: OnnxValue): OnnxValue {
    return this.#add("Softmax", "last", value.shape, [this.#in("last", value)], { axis: -1 });
  }

  layerNormalization(value: OnnxValue, epsilon: number): OnnxValue {
    const channels = value.shape.at(-1)!, ones = new Float32Array(channels).fill(1);
    const operands = [this.#in("last", value), this.#weight({ shape: [channels], values: ones }, "ones")];
    return this.#add("LayerNormalization", "last", value.shape, operands, { axis: -1, epsilon: { float: epsilon } });
  }

  repeat(value: OnnxValue, times: Sides): OnnxValue {
    const [, height, width, channels] = value.shape as [number, number, number, number];
    const scales = this.#weight({ shape: [4], values: Float32Array.of(1, 1, ...times) }, "scales");
    const shape = [-1, height * times[0], width * times[1], channels];
    return this.#add("Resize", "first", shape, [this.#in("first", value), "", scales], {
      coordinate_transformation_mode: "asymmetric",
      mode: "nearest",
      nearest_mode: "floor",
    });
  }

  concatenate(values: readonly OnnxValue[], axis: number): OnnxValue {
    const layout = values.some((value) => layoutOf(value) === "first") ? "first" : "last";
    const shape = [...values[0]!.shape];
    shape[axis] = values.reduce((sum, value) => sum + value.shape[axis]!, 0);
    const place = layout === "first" ? TO_FIRST.indexOf(axis) : axis;
    return this.#add("Concat", layout, shape, values.map((value) => this.#in(layout, value)), { axis: place });
  }

  transpose(value: OnnxValue, axes: readonly number[]): OnnxValue {
    const shape = axes.map((axis) => value.shape[axis]!);
    return this.#add("Transpose", "last", shape, [this.#in("last", value)], { perm: axes });
  }

  reshape(value: OnnxValue, shape: readonly number[]): OnnxValue {
    return this.#add("Reshape", "last", shape, [this.#in("last", value), this.#integers(shape, "shape")]);
  }

  pad(value: OnnxValue, margins: Margins): OnnxValue {
    const [height, width] = margins, pads = [0, height[0], width[0], 0, 0, height[1], width[1], 0];
    const shape = widened(value.shape, margins, 1);
    return this.#add("Pad", "last", shape, [this.#in("last", value), this.#integers(pads, "pads")]);
  }

  crop(value: OnnxValue, margins: Margins): OnnxValue {
    const shape = widened(value.shape, margins, -1), starts = margins.map(([before]) => before);
    const ends = starts.map((start, side) => start + shape[1 + side]!);
    const bounds = [
      this.#integers(starts, "starts"),
      this.#integers(ends, "ends"),
      this.#integers([1, 2], "axes"),
    ];
    return this.#add("Slice", "last", shape, [this.#in("last", value), ...bounds]);
  }

  /** The tensor's name in a layout, into which it is transposed the first time. */
  #in(layout: Layout, { names, shape }: OnnxValue): string {
    const known = shape.length === 4 ? names[layout] : names.last;
    if (known !== undefined) return known;
    const [from, perm] = layout === "first" ? [names.last!, TO_FIRST] : [names.first!, TO_LAST];
    const name = this.#names.of(`${from}_channels_${layout}`);
    this.nodes.push({ name, operation: "Transpose", inputs: [from], output: name, attributes: { perm } });
    names[layout] = name;
    return name;
  }

  #add(
    operation: string,
    layout: Layout,
    shape: readonly number[],
    inputs: readonly string[],
    attributes: Attributes = {},
  ): OnnxValue {
    const name = this.#names.inLayer(operation);
    this.nodes.push({ name, operation, inputs, output: name, attributes });
    return { shape, names: { [layout]: name } };
  }

  #weight({ shape, values }: Weight, name: string): string {
    return this.#tensor(name, shape, values);
  }

  #number(value: number): string {
    return this.#tensor("number", [], Float32Array.of(value));
  }

  #integers(values: readonly number[], name: string): string {
    return this.#tensor(name, [values.length], BigInt64Array.from(values, BigInt));
  }

  #tensor(wanted: string, shape: readonly number[], values: OnnxTensor["values"]): string {
    const name = this.#names.inLayer(wanted);
    this.tensors.push({ name, shape, values });
    return name;
  }
}

/** The layout that costs nothing. */
function layoutOf({ names }: OnnxValue): Layout {
  return names.first === undefined ? "last" : "first";
}

/** What is added before, of height and width, and then after. */
function paddingOf(map: readonly number[], { padding, strides }: Sliding, size: Sides, dilations: Sides): number[] {
  if (padding === "valid") return [0, 0, 0, 0];
  const [height, width] = [0, 1].map((side) =>
    samePadding(map[1 + side]!, size[side]!, strides[side]!, dilations[side]!)
  ) as [readonly [number, number], readonly [number, number]];
  return [height[0], width[0], height[1], width[1]];
}
