import { startCompute, stepRandom, type Tensor } from "@forger/core";
import { assertAlmostEquals, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { minibatchDiscrimination } from "./minibatch_discrimination.ts";

const { backend } = await startCompute();

const draw = (name: string, shape: readonly number[]): Tensor =>
  stepRandom(4, tf.scalar(0, "int32")).stream(name).normal(shape);

for (const name of new Set(["cpu", backend])) {
  Deno.test(`${name}: each sample gets how close it is to every other, kernel by kernel`, async () => {
    await tf.setBackend(name);
    const kernels = 3, dimensions = 2, batch = 5, inputs = 4;
    const layer = minibatchDiscrimination({ kernels, dimensions });
    tf.tidy(() => {
      const input = draw("input", [batch, inputs]), kernel = draw("kernel", [inputs, dimensions * kernels]).mul(0.5);
      layer.apply(input);
      layer.setWeights([kernel]);
      const output = layer.apply(input) as Tensor, points = tf.matMul(input, kernel).arraySync() as number[][];
      assertEquals(output.shape, [batch, inputs + kernels]);
      const [kept, added] = output.split([inputs, kernels], 1) as [Tensor, Tensor];
      assertEquals(kept.dataSync(), input.dataSync());
      added.dataSync().forEach((value, index) => {
        const sample = Math.floor(index / kernels), numbers = [0, 1].map((row) => row * kernels + index % kernels);
        const expected = points.reduce((sum, other, position) => {
          const distance = numbers.reduce((sum, place) => sum + Math.abs(points[sample]![place]! - other[place]!), 0);
          return position === sample ? sum : sum + Math.exp(-distance);
        }, 0);
        assertAlmostEquals(value, expected, 1e-5);
      });
    });
    layer.dispose();
  });
}

Deno.test("equal samples count all the others, distant ones nothing, and a single one has none", () => {
  const layer = minibatchDiscrimination({ kernels: 2, dimensions: 3, kernelInitializer: tf.initializers.ones() });
  tf.tidy(() => {
    const added = (input: Tensor) => [...(layer.apply(input) as Tensor).slice([0, 1]).dataSync()];
    assertEquals(added(tf.fill([4, 1], 0.7)), Array(8).fill(3));
    assertEquals(added(tf.tensor2d([[0], [1000]])), [0, 0, 0, 0]); // not a trace of the sample itself
    assertEquals(added(tf.tensor2d([[5]])), [0, 0]);
    const slope = tf.grad((input: Tensor) => (layer.apply(input) as Tensor).slice([0, 1]).sum())(tf.tensor2d([[5]]));
    assertEquals([...slope.dataSync()], [0]);
  });
  layer.dispose();
});

Deno.test("100 kernels of 5 dimensions are the default, and the seed of the initializer decides them", () => {
  const [first, again, other] = [3, 3, 4].map((seed) => {
    const layer = minibatchDiscrimination({ kernelInitializer: tf.initializers.randomNormal({ stddev: 0.1, seed }) });
    tf.dispose(layer.apply(tf.zeros([1, 6])) as Tensor);
    const kernel = layer.getWeights()[0]!;
    assertEquals([kernel.shape, layer.computeOutputShape([null, 6])], [[6, 500], [null, 106]]);
    const values = kernel.dataSync().slice();
    layer.dispose();
    return values;
  });
  assertEquals(again, first);
  assertNotEquals(other, first);
});

for (const [name, value] of [["kernels", 0], ["dimensions", 1.5]] as const) {
  Deno.test(`minibatch discrimination refuses ${name} of ${value}`, () => {
    assertThrows(
      () => minibatchDiscrimination({ [name]: value }),
      RangeError,
      `Cannot create minibatch discrimination as ${name} must be a positive integer: current value is ${value}`,
    );
  });
}

Deno.test("maps, and an unknown initializer in a config, are refused", () => {
  assertThrows(
    () => minibatchDiscrimination({ name: "some_layer" }).apply(tf.zeros([2, 3, 3, 4])),
    TypeError,
    "Cannot build some_layer as its input must be flat: expected [batch, inputs], received [2, 3, 3, 4]",
  );
  const kernelInitializer = { className: "Unheard", config: {} } as never;
  assertThrows(
    () => minibatchDiscrimination({ kernelInitializer }),
    TypeError,
    "Cannot load initializer as its class must be registered: current value is Unheard",
  );
});
