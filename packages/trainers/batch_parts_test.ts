import { startCompute } from "@forger/core";
import type { Source, StreamedSource } from "@forger/data";
import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { openRealBatches } from "./open_real_batches.ts";
import type { BatchPart } from "./real_batches.ts";
import { deviceBytePoints, streamedBytePoints } from "./testdata/byte_points.ts";

await startCompute({ backend: "cpu" });

/** The rows and labels of three steps of two batches of six, with two steps begun anew at the end; all across epochs' borders. */
async function taken(source: Source | StreamedSource, part?: BatchPart): Promise<number[][]> {
  const real = openRealBatches(source, { batch: 6, part, seed: 1 }), batches: number[][] = [];
  const step = async () => {
    await real.prepare(2);
    for (let batch = 0; batch < 2; batch++) {
      const { images, labels } = real.next({ withLabels: true });
      batches.push([...images.dataSync(), ...tf.argMax(labels!, 1).dataSync()]);
    }
    real.advance(2);
  };
  for (let index = 0; index < 3; index++) await step();
  assertEquals([real.rowsSeen, real.epoch], [36, 3]);
  real.moveTo(12);
  for (let index = 0; index < 2; index++) await step();
  assertEquals(real.rowsSeen, 36);
  real.dispose();
  return batches;
}

/** Of each batch the images of all parts one after the other, then their labels. */
function joined(parts: readonly number[][][], rows: number): number[][] {
  return parts[0]!.map((_, batch) => [
    ...parts.flatMap((part) => part[batch]!.slice(0, 2 * rows)),
    ...parts.flatMap((part) => part[batch]!.slice(2 * rows)),
  ]);
}

for (const [name, open] of [["device", deviceBytePoints], ["streamed", streamedBytePoints]] as const) {
  for (const workers of [2, 3]) {
    Deno.test(`${name}: ${workers} workers take together the rows of each batch that one takes, in their order`, async () => {
      const whole = await taken(open()), parts: number[][][] = [];
      for (let own = 0; own < workers; own++) parts.push(await taken(open(), { own, workers }));
      assertEquals(joined(parts, 6 / workers), whole);
    });
  }
}
