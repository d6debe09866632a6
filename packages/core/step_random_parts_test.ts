import { assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { type BackendName, startCompute } from "./compute.ts";
import type { RandomStream } from "./random_stream.ts";
import { stepRandom } from "./step_random.ts";
import type { Tensor } from "./tensor.ts";

const BACKENDS: readonly BackendName[] = ["tensorflow", "cpu"];

/** Two draws, so that the second one has a key of its own; of which the second one is given. */
function drawn(draw: (stream: RandomStream, rows: number) => Tensor, rows: number, own = 0, workers = 1): number[] {
  return tf.tidy(() => {
    const stream = stepRandom(7, tf.scalar(3, "int32"), { own, workers }).stream("latent");
    stream.uniform([2]);
    return [...draw(stream, rows).dataSync()];
  });
}

// rows of 1, 3 and 8 numbers: parts that begin within a block of four, and at its beginning
for (const backend of BACKENDS) {
  for (
    const [rows, length, workers] of [[4, 8, 2], [2, 3, 3], [1, 1, 5], [3, 5, 3], [0, 2, 2], [5, 1001, 4]] as const
  ) {
    Deno.test(`${backend}: ${workers} workers draw ${rows} rows of ${length} each, together what one process draws`, async () => {
      await startCompute({ backend });
      const all = (draw: (stream: RandomStream, rows: number) => Tensor) =>
        Array.from({ length: workers }, (_, own) => drawn(draw, rows, own, workers)).flat();
      const uniform = (stream: RandomStream, rows: number) => stream.uniform([rows, length], -1, 2);
      assertEquals(all(uniform), drawn(uniform, workers * rows));
      const normal = (stream: RandomStream, rows: number) => stream.normal([rows, length], 1, 2);
      const expected = drawn(normal, workers * rows), given = all(normal);
      assertEquals(given.length, expected.length);
      // logarithms and cosines differ in their last places with their places in a vector
      given.forEach((value, index) => assertAlmostEquals(value, expected[index]!, 2e-6));
    });
  }
}

Deno.test("scalars, and streams that all workers share, are the same on all", async () => {
  await startCompute({ backend: "tensorflow" });
  const scalar = (own: number) => drawn((stream) => stream.normal([]), 0, own, 3);
  assertEquals(scalar(2), scalar(0));
  const shared = (own: number, workers: number) =>
    tf.tidy(() => [
      ...stepRandom(7, tf.scalar(3, "int32"), { own, workers }).stream("noise", { sameOnAllWorkers: true })
        .normal([3, 5]).dataSync(),
    ]);
  assertEquals(shared(1, 2), shared(0, 1));
});

Deno.test("a stream counts its draws, whether all workers share them or not", async () => {
  await startCompute({ backend: "cpu" });
  const second = (sameOnAllWorkers: boolean) =>
    tf.tidy(() => {
      const random = stepRandom(1, tf.scalar(0, "int32"), { own: 0, workers: 2 });
      random.stream("noise", { sameOnAllWorkers }).uniform([4]);
      return [...random.stream("noise").uniform([4]).dataSync()];
    });
  assertEquals(second(true), second(false));
});
