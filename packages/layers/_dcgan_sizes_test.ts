import { assertEquals } from "@std/assert";
import { defaultWidths } from "./_dcgan_sizes.ts";

const cases: [height: number, width: number, widths: number[]][] = [
  [8, 8, [64]],
  [12, 12, [64]],
  [14, 14, [64]],
  [16, 16, [64, 128]],
  [28, 28, [64, 128]],
  [32, 32, [64, 128, 256]],
  [48, 48, [64, 128, 256]],
  [56, 56, [64, 128, 256]],
  [64, 64, [64, 128, 256, 512]],
  [128, 128, [64, 128, 256, 512, 1024]],
  [256, 256, [64, 128, 256, 512, 1024, 1024]],
  [16, 8, [64]],
  [8, 18, [64]],
  [64, 96, [64, 128, 256, 512]],
];

for (const [height, width, widths] of cases) {
  Deno.test(`an image of ${height} x ${width} pixels halves ${widths.length} times by default`, () => {
    assertEquals(defaultWidths([height, width, 3]), widths);
  });
}
