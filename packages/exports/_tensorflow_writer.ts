import {
  boolAttribute,
  DataType,
  floatAttribute,
  GraphDefBuilder,
  intAttribute,
  type OperationAttribute,
  shapeAttribute,
  stringAttribute,
  typeAttribute,
} from "@forger/core";
import {
  type Convolution,
  type Elementwise,
  type Margins,
  type NetworkWriter,
  type Pairwise,
  type Pooling,
  type Sides,
  type Sliding,
  type Value,
  type Weight,
  widened,
} from "./_network_writer.ts";
import { UniqueNames } from "./_unique_names.ts";

/** A tensor of the graph. */
export interface GraphValue extends Value {
  readonly node: string;
}

const FLOAT = typeAttribute("T", DataType.float32);
const NHWC = stringAttribute("data_format", "NHWC");

const OPERATIONS: Readonly<Record<Exclude<Elementwise["kind"], "hardSigmoid" | "leakyRelu">, string>> = {
  elu: "Elu",
  relu: "Relu",
  relu6: "Relu6",
  selu: "Selu",
  sigmoid: "Sigmoid",
  softplus: "Softplus",
  softsign: "Softsign",
  tanh: "Tanh",
};

const PAIRWISE: Readonly<Record<Pairwise, string>> = {
  add: "AddV2",
  maximum: "Maximum",
  minimum: "Minimum",
  multiply: "Mul",
};

/** Writes a network as a TensorFlow graph whose weights are constants. */
export class TensorflowWriter implements NetworkWriter<GraphValue> {
  readonly graph: GraphDefBuilder = new GraphDefBuilder();
  readonly inputs: Map<string, GraphValue> = new Map();
  readonly outputs: Map<string, GraphValue> = new Map();
  readonly #names = new UniqueNames();

  enter(layer: string): void {
    this.#names.layer = layer.replaceAll(/[^A-Za-z0-9_.-]/g, "_").replace(/^(?=[^A-Za-z0-9.])/, "layer");
  }

  input(name: string, shape: readonly number[]): GraphValue {
    const node = this.graph.node(this.#names.of(name), "Placeholder", [], [
      typeAttribute("dtype", DataType.float32),
      shapeAttribute("shape", shape),
    ]);
    const value = { node, shape };
    this.inputs.set(name, value);
    return value;
  }

  output(name: string, value: GraphValue): void {
    this.outputs.set(name, this.#add("Identity", [value.node], value.shape, [FLOAT], name));
  }

  elementwise(value: GraphValue, operation: Elementwise): GraphValue {
    if (operation.kind === "leakyRelu") {
      return this.#add("LeakyRelu", [value.node], value.shape, [FLOAT, floatAttribute("alpha", operation.alpha)]);
    }
    if (operation.kind !== "hardSigmoid") {
      return this.#add(OPERATIONS[operation.kind], [value.node], value.shape, [FLOAT]);
    }
    const scaled = this.#add("Mul", [value.node, this.#scalar(0.2)], value.shape, [FLOAT]);
    const shifted = this.#add("AddV2", [scaled.node, this.#scalar(0.5)], value.shape, [FLOAT]);
    return this.#add("ClipByValue", [shifted.node, this.#scalar(0), this.#scalar(1)], value.shape, [FLOAT]);
  }

  pairwise(first: GraphValue, second: GraphValue, operation: Pairwise): GraphValue {
    const shape = first.shape.map((length, axis) => length === 1 ? second.shape[axis]! : length);
    return this.#add(PAIRWISE[operation], [first.node, second.node], shape, [FLOAT]);
  }

  affine(value: GraphValue, scale: Weight | undefined, shift: Weight | undefined): GraphValue {
    const { shape } = value;
    const scaled = scale ? this.#add("Mul", [value.node, this.#weight(scale, "scale")], shape, [FLOAT]) : value;
    return shift ? this.#add("AddV2", [scaled.node, this.#weight(shift, "shift")], shape, [FLOAT]) : scaled;
  }

  dense(value: GraphValue, kernel: Weight, bias: Weight | undefined): GraphValue {
    const [inputs, units] = kernel.shape as [number, number], shape = [...value.shape.slice(0, -1), units];
    const isFlat = value.shape.length === 2, rows = isFlat ? value : this.reshape(value, [-1, inputs]);
    const attributes = [FLOAT, boolAttribute("transpose_a", false), boolAttribute("transpose_b", false)];
    const product = this.#add("MatMul", [rows.node, this.#weight(kernel, "kernel")], [-1, units], attributes);
    return this.affine(isFlat ? product : this.reshape(product, shape), undefined, bias);
  }

  product(first: GraphValue, second: GraphValue, [one, other]: readonly [boolean, boolean]): GraphValue {
    const shape = [first.shape[0]!, first.shape[one ? 2 : 1]!, second.shape[other ? 1 : 2]!];
    return this.#add("BatchMatMulV2", [first.node, second.node], shape, [
      FLOAT,
      boolAttribute("adj_x", one),
      boolAttribute("adj_y", other),
    ]);
  }

  convolution(value: GraphValue, convolution: Convolution): GraphValue {
    return this.#convolved("Conv2D", value, convolution, convolution.kernel.shape[3]!);
  }

  depthwise(value: GraphValue, convolution: Convolution): GraphValue {
    const [, , channels, multiplier] = convolution.kernel.shape as [number, number, number, number];
    return this.#convolved("DepthwiseConv2dNative", value, convolution, channels * multiplier);
  }

  #convolved(operation: string, value: GraphValue, convolution: Convolution, channels: number): GraphValue {
    const { bias, dilations, kernel } = convolution;
    const shape = [-1, ...windows(value.shape, convolution, kernel.shape as unknown as Sides, dilations), channels];
    const convolved = this.#add(operation, [value.node, this.#weight(kernel, "kernel")], shape, [
      FLOAT,
      ...sliding(convolution),
      intAttribute("dilations", [1, ...dilations, 1]),
    ]);
    return this.affine(convolved, undefined, bias);
  }

  transposedConvolution(value: GraphValue, convolution: Convolution, shape: readonly number[]): GraphValue {
    const INT = typeAttribute("T", DataType.int32), INDEX = typeAttribute("Index", DataType.int32);
    const given = this.#add("Shape", [value.node], [4], [FLOAT, typeAttribute("out_type", DataType.int32)]);
    const bounds = [[0], [1]].map((bound) => this.#integers(bound));
    const batch = this.#add("Slice", [given.node, ...bounds], [1], [INT, INDEX]);
    const rest = this.#integers(shape.slice(1)), axis = this.#integers([0], []);
    const wanted = this.#add("ConcatV2", [batch.node, rest, axis], [4], [
      INT,
      intAttribute("N", 2),
      typeAttribute("Tidx", DataType.int32),
    ]);
    const kernel = this.#weight(convolution.kernel, "kernel");
    const convolved = this.#add("Conv2DBackpropInput", [wanted.node, kernel, value.node], shape, [
      FLOAT,
      ...sliding(convolution),
      intAttribute("dilations", [1, 1, 1, 1]),
    ]);
    return this.affine(convolved, undefined, convolution.bias);
  }

  pooling(value: GraphValue, pooling: Pooling, shape: readonly number[]): GraphValue {
    return this.#add(pooling.kind === "maximum" ? "MaxPool" : "AvgPool", [value.node], shape, [
      FLOAT,
      ...sliding(pooling),
      intAttribute("ksize", [1, ...pooling.size, 1]),
    ]);
  }

  globalPooling(value: GraphValue, kind: Pooling["kind"]): GraphValue {
    return this.#reduced(kind === "maximum" ? "Max" : "Mean", value, [1, 2], false, [-1, value.shape.at(-1)!]);
  }

  #reduced(operation: string, value: GraphValue, axes: number[], keep: boolean, shape: readonly number[]): GraphValue {
    return this.#add(operation, [value.node, this.#integers(axes)], shape, [
      FLOAT,
      typeAttribute("Tidx", DataType.int32),
      boolAttribute("keep_dims", keep),
    ]);
  }

  softmax(value: GraphValue): GraphValue {
    return this.#add("Softmax", [value.node], value.shape, [FLOAT]);
  }

  layerNormalization(value: GraphValue, epsilon: number): GraphValue {
    const { shape } = value, last = [shape.length - 1], narrow = [...shape.slice(0, -1), 1];
    const mean = this.#reduced("Mean", value, last, true, narrow);
    const centred = this.#add("Sub", [value.node, mean.node], shape, [FLOAT]);
    const square = this.#add("Square", [centred.node], shape, [FLOAT]);
    const variance = this.#reduced("Mean", square, last, true, narrow);
    const positive = this.#add("AddV2", [variance.node, this.#scalar(epsilon)], narrow, [FLOAT]);
    const factor = this.#add("Rsqrt", [positive.node], narrow, [FLOAT]);
    return this.pairwise(centred, factor, "multiply");
  }

  repeat(value: GraphValue, times: Sides): GraphValue {
    const [, height, width, channels] = value.shape as [number, number, number, number];
    const sides = [height * times[0], width * times[1]];
    return this.#add("ResizeNearestNeighbor", [value.node, this.#integers(sides)], [-1, ...sides, channels], [
      FLOAT,
      boolAttribute("align_corners", false),
      boolAttribute("half_pixel_centers", false),
    ]);
  }

  concatenate(values: readonly GraphValue[], axis: number): GraphValue {
    const shape = [...values[0]!.shape];
    shape[axis] = values.reduce((sum, value) => sum + value.shape[axis]!, 0);
    return this.#add("ConcatV2", [...values.map(({ node }) => node), this.#integers([axis], [])], shape, [
      FLOAT,
      intAttribute("N", values.length),
      typeAttribute("Tidx", DataType.int32),
    ]);
  }

  transpose(value: GraphValue, axes: readonly number[]): GraphValue {
    const shape = axes.map((axis) => value.shape[axis]!);
    return this.#add("Transpose", [value.node, this.#integers(axes)], shape, [
      FLOAT,
      typeAttribute("Tperm", DataType.int32),
    ]);
  }

  reshape(value: GraphValue, shape: readonly number[]): GraphValue {
    return this.#add("Reshape", [value.node, this.#integers(shape)], shape, [
      FLOAT,
      typeAttribute("Tshape", DataType.int32),
    ]);
  }

  pad(value: GraphValue, margins: Margins): GraphValue {
    const shape = widened(value.shape, margins, 1), all = [[0, 0], ...margins, [0, 0]].flat();
    return this.#add("Pad", [value.node, this.#integers(all, [4, 2])], shape, [
      FLOAT,
      typeAttribute("Tpaddings", DataType.int32),
    ]);
  }

  crop(value: GraphValue, margins: Margins): GraphValue {
    const shape = widened(value.shape, margins, -1), begin = [0, margins[0][0], margins[1][0], 0];
    return this.#add("Slice", [value.node, this.#integers(begin), this.#integers(shape)], shape, [
      FLOAT,
      typeAttribute("Index", DataType.int32),
    ]);
  }

  #add(
    operation: string,
    inputs: readonly string[],
    shape: readonly number[],
    attributes: readonly OperationAttribute[],
    name?: string,
  ): GraphValue {
    const unique = name === undefined ? this.#names.inLayer(operation) : this.#names.of(name);
    return { node: this.graph.node(unique, operation, inputs, attributes), shape };
  }

  #weight({ shape, values }: Weight, name: string): string {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return this.graph.constant(this.#names.inLayer(name), { dataType: DataType.float32, shape, bytes });
  }

  #scalar(value: number): string {
    return this.#weight({ shape: [], values: Float32Array.of(value) }, "number");
  }

  #integers(values: readonly number[], shape: readonly number[] = [values.length]): string {
    const bytes = new Uint8Array(Int32Array.from(values).buffer);
    return this.graph.constant(this.#names.inLayer("integers"), { dataType: DataType.int32, shape, bytes });
  }
}

function sliding({ padding, strides }: Sliding): OperationAttribute[] {
  return [intAttribute("strides", [1, ...strides, 1]), stringAttribute("padding", padding.toUpperCase()), NHWC];
}

/** The height and the width of what a window makes of a map. */
function windows(map: readonly number[], { padding, strides }: Sliding, size: Sides, dilations: Sides): number[] {
  return [0, 1].map((side) => {
    const length = map[1 + side]!, reach = (size[side]! - 1) * dilations[side]! + 1;
    return padding === "same" ? Math.ceil(length / strides[side]!) : Math.floor((length - reach) / strides[side]!) + 1;
  });
}
