import { assertEquals, assertThrows } from "@std/assert";
import { sampleScale, type SampleSize } from "./sample_scale.ts";
import { UsageError } from "./usage_error.ts";

const SIZE: SampleSize = { rows: 8, columns: 8, frames: 1, shape: [64, 64, 3] };

const scales: [shape: number[], scale: number][] = [[[64, 64, 3], 1], [[28, 28, 1], 2], [[4, 6, 1], 11], [
  [256, 128, 3],
  1,
]];

for (const [shape, scale] of scales) {
  Deno.test(`images of ${shape[0]} x ${shape[1]} are enlarged ${scale} times`, () => {
    assertEquals(sampleScale({ ...SIZE, shape }), scale);
  });
}

const sizes: [size: Partial<SampleSize>, message: string | undefined][] = [
  [{ rows: 252 }, undefined], // 16,380 pixels
  [
    { rows: 253 },
    "a grid of 253 x 8 as its picture must have at most 50 million pixels, and 16383 a side: it would have 16445 x 520",
  ],
  [{ columns: 253 }, "it would have 520 x 16445"],
  [{ rows: 108, columns: 109 }, undefined], // 49.7 million pixels
  [{ rows: 109, columns: 109 }, "it would have 7085 x 7085"],
  [{ frames: 1232 }, undefined], // 520 x 520 x 3 bytes each
  [{ frames: 1233 }, "a walk of a grid of 8 x 8 as its 1233 pictures must fit into a gigabyte: they would take 1.0"],
];

for (const [size, message] of sizes) {
  Deno.test(`${JSON.stringify(size)} is ${message ? "refused" : "drawn"}`, () => {
    if (message) assertThrows(() => sampleScale({ ...SIZE, ...size }), UsageError, message);
    else assertEquals(sampleScale({ ...SIZE, ...size }), 1);
  });
}
