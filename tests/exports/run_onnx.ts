import * as tf from "@tensorflow/tfjs";
import type { ReadModel, ReadNode } from "./read_onnx.ts";

type Tensor = tf.Tensor;

/** What a node computes of its inputs, as the operator's description has it. */
type Operator = (inputs: Tensor[], attributes: ReadNode["attributes"]) => Tensor;

const TO_LAST = [0, 2, 3, 1], TO_FIRST = [0, 3, 1, 2];

const integers = (tensor: Tensor) => [...tensor.dataSync()];

/** A map with its channels last, and zeros or another value around it. */
function padded(map: Tensor, pads: number[], value = 0): tf.Tensor4D {
  const [top, left, bottom, right] = pads as [number, number, number, number];
  return map.transpose(TO_LAST).pad([[0, 0], [top, bottom], [left, right], [0, 0]], value) as tf.Tensor4D;
}

const conv: Operator = ([map, kernel, bias], { dilations, group, kernel_shape, pads, strides }) => {
  if ((kernel_shape as number[]).join() !== kernel!.shape.slice(2).join()) throw new Error("kernel_shape is wrong");
  const input = padded(map!, pads as number[]),
    steps = strides as [number, number],
    gaps = dilations as [number, number];
  const last = kernel!.transpose([2, 3, 1, 0]); // [height, width, inputs of a group, filters]
  let output: Tensor;
  if (group === 1) {
    output = tf.conv2d(input, last as tf.Tensor4D, steps, "valid", "NHWC", gaps);
  } else {
    const channels = group as number, [height, width, , filters] = last.shape as [number, number, number, number];
    const depthwise = last.reshape([height, width, channels, filters / channels]) as tf.Tensor4D;
    output = tf.depthwiseConv2d(input, depthwise, steps, "valid", "NHWC", gaps);
  }
  return (bias ? output.add(bias) : output).transpose(TO_FIRST);
};

const convTranspose: Operator = ([map, kernel, bias], { kernel_shape, output_padding, pads, strides }) => {
  const [batch, , height, width] = map!.shape as [number, number, number, number];
  const [down, across] = strides as [number, number], [tall, wide] = kernel_shape as [number, number];
  const [top, left, bottom, right] = pads as [number, number, number, number],
    more = output_padding as [number, number];
  const reached = [(height - 1) * down + tall, (width - 1) * across + wide] as const;
  const last = kernel!.transpose([2, 3, 1, 0]) as tf.Tensor4D; // [height, width, filters, inputs]
  const filters = last.shape[2], whole = [batch, reached[0], reached[1], filters] as [number, number, number, number];
  const input = map!.transpose(TO_LAST) as tf.Tensor4D;
  const spread = tf.conv2dTranspose(input, last, whole, [down, across], "valid").pad([[0, 0], [0, more[0]], [
    0,
    more[1],
  ], [0, 0]]);
  const lengths = [reached[0] + more[0] - top - bottom, reached[1] + more[1] - left - right] as const;
  const cut = spread.slice([0, top, left, 0], [batch, ...lengths, filters]);
  return (bias ? cut.add(bias) : cut).transpose(TO_FIRST);
};

const maxPool: Operator = ([map], { kernel_shape, pads, strides }) =>
  tf.maxPool(
    padded(map!, pads as number[], -Infinity),
    kernel_shape as [number, number],
    strides as [number, number],
    "valid",
  ).transpose(TO_FIRST);

/** Padding does not count. */
const averagePool: Operator = ([map], { kernel_shape, pads, strides }) => {
  const mean = (values: Tensor) =>
    tf.avgPool(
      padded(values, pads as number[]),
      kernel_shape as [number, number],
      strides as [number, number],
      "valid",
    );
  return mean(map!).div(mean(tf.onesLike(map!))).transpose(TO_FIRST);
};

const resize: Operator = ([map, , scales], { coordinate_transformation_mode, mode, nearest_mode }) => {
  const how = [mode, coordinate_transformation_mode, nearest_mode].join();
  if (how !== "nearest,asymmetric,floor") throw new Error(`resizing as ${how} is not known`);
  return integers(scales!).reduce((values, scale, axis) => {
    const places = Array.from({ length: values.shape[axis]! * scale }, (_, place) => Math.floor(place / scale));
    return values.gather(tf.tensor1d(places, "int32"), axis);
  }, map!);
};

const pad: Operator = ([values, pads]) => {
  const all = integers(pads!), { rank } = values!;
  return values!.pad(values!.shape.map((_, axis) => [all[axis]!, all[rank + axis]!]) as [number, number][]);
};

const slice: Operator = ([values, starts, ends, axes]) => {
  const begin = values!.shape.map(() => 0), size = [...values!.shape];
  integers(axes!).forEach((axis, index) => {
    begin[axis] = integers(starts!)[index]!;
    size[axis] = integers(ends!)[index]! - begin[axis]!;
  });
  return values!.slice(begin, size);
};

const layerNormalization: Operator = ([values, scale], { axis, epsilon }) => {
  const { mean, variance } = tf.moments(values!, axis as number, true);
  return values!.sub(mean).div(variance.add(epsilon as number).sqrt()).mul(scale!);
};

/** Operators by name; what is missing here, no model of ours has. */
const OPERATORS: Readonly<Record<string, Operator>> = {
  Add: ([one, other]) => one!.add(other!),
  AveragePool: averagePool,
  Clip: ([values, low, high]) => values!.maximum(low!).minimum(high!),
  Concat: (values, { axis }) => tf.concat(values, axis as number),
  Conv: conv,
  ConvTranspose: convTranspose,
  Elu: ([values]) => values!.elu(),
  Gemm: ([one, other, sum]) => tf.matMul(one!, other!).add(sum!),
  HardSigmoid: ([values]) => values!.mul(0.2).add(0.5).clipByValue(0, 1),
  Identity: ([values]) => values!.clone(),
  LayerNormalization: layerNormalization,
  LeakyRelu: ([values], { alpha }) => values!.leakyRelu(alpha as number),
  MatMul: ([one, other]) =>
    other!.rank < one!.rank
      ? tf.matMul(one!.reshape([-1, one!.shape.at(-1)!]), other!).reshape([
        ...one!.shape.slice(0, -1),
        other!.shape.at(-1)!,
      ])
      : tf.matMul(one!, other!),
  Max: ([one, other]) => one!.maximum(other!),
  MaxPool: maxPool,
  Min: ([one, other]) => one!.minimum(other!),
  Mul: ([one, other]) => one!.mul(other!),
  Pad: pad,
  ReduceMax: ([values], { axes, keepdims }) => values!.max(axes as number[], keepdims === 1),
  ReduceMean: ([values], { axes, keepdims }) => values!.mean(axes as number[], keepdims === 1),
  Relu: ([values]) => values!.relu(),
  Reshape: ([values, shape]) => values!.reshape(integers(shape!)),
  Resize: resize,
  Selu: ([values]) => values!.selu(),
  Sigmoid: ([values]) => values!.sigmoid(),
  Slice: slice,
  Softmax: ([values], { axis }) => tf.softmax(values!, axis as number),
  Softplus: ([values]) => values!.softplus(),
  Softsign: ([values]) => values!.div(values!.abs().add(1)),
  Tanh: ([values]) => values!.tanh(),
  Transpose: ([values], { perm }) => values!.transpose(perm as number[]),
};

/** Runs a model, one operator after another, and gives its only output. */
export function runOnnx(model: ReadModel, inputs: Readonly<Record<string, Tensor>>): Tensor {
  return tf.tidy(() => {
    const values = new Map<string, Tensor>(Object.entries(inputs));
    for (const { name, shape, values: numbers } of model.tensors) {
      values.set(name, tf.tensor(Float32Array.from(numbers as ArrayLike<number>, Number), shape));
    }
    for (const { attributes, inputs: names, operation, outputs } of model.nodes) {
      const given = names.map((name) => {
        const value = values.get(name);
        if (!value && name !== "") throw new Error(`${name} is used before it is computed`);
        return value!;
      });
      const operator = OPERATORS[operation];
      if (!operator) throw new Error(`operator ${operation} is not known`);
      values.set(outputs[0]!, operator(given, attributes));
    }
    return values.get(model.outputs[0]![0])!;
  });
}
