// The machine's own rate: a large float32 matrix product through Forger's backend. Prints one line of JSON.
import { startCompute } from "@forger/core";
import * as tf from "@tensorflow/tfjs";
import { median } from "./statistics.ts";

const SIZE = 2048;
const SECONDS = 2;

const { threads } = JSON.parse(Deno.args[0]!);
await startCompute({ backend: "tensorflow", threads });
const spread = () => tf.range(0, SIZE * SIZE).mod(1009).div(1009).reshape([SIZE, SIZE]);
const left = tf.tidy(spread), right = tf.tidy(spread);

/** Seconds of one product; a value is read, so that the product is done. */
function time(): number {
  const begin = performance.now();
  tf.tidy(() => tf.matMul(left, right).slice([0, 0], [1, 1]).dataSync());
  return (performance.now() - begin) / 1000;
}

for (let warmUp = 0; warmUp < 3; warmUp++) time();
const times: number[] = [];
while (times.reduce((sum, seconds) => sum + seconds, 0) < SECONDS) times.push(time());
console.log(JSON.stringify({ gflops: 2 * SIZE ** 3 / median(times) / 1e9 }));
