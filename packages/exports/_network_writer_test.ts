import { assertEquals } from "@std/assert";
import { samePadding } from "./_network_writer.ts";

// as https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2 has it
const KNOWN: readonly [length: number, size: number, stride: number, dilation: number, padding: [number, number]][] = [
  [28, 3, 1, 1, [1, 1]],
  [28, 4, 1, 1, [1, 2]],
  [28, 4, 2, 1, [1, 1]],
  [28, 5, 2, 1, [1, 2]],
  [27, 5, 2, 1, [2, 2]],
  [28, 3, 2, 1, [0, 1]],
  [9, 2, 3, 1, [0, 0]],
  [7, 3, 1, 2, [2, 2]],
  [1, 1, 1, 1, [0, 0]],
];

for (const [length, size, stride, dilation, padding] of KNOWN) {
  Deno.test(`a side of ${length} below a window of ${size}, stride ${stride}, dilation ${dilation}`, () => {
    assertEquals(samePadding(length, size, stride, dilation), padding);
  });
}
