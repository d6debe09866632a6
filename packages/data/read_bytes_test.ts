import { startCompute } from "@forger/core";
import { assertEquals, assertRejects } from "@std/assert";
import { readBytes } from "./read_bytes.ts";
import { cacheRows } from "./cache_rows.ts";
import { concatRows } from "./concat_rows.ts";
import { readRows } from "./read_rows.ts";
import type { StreamedSource } from "./streamed_source.ts";
import { streamedRows } from "./testdata/streamed_rows.ts";

await startCompute({ backend: "cpu" });

const giving = (bytes: unknown): StreamedSource => ({
  ...streamedRows(),
  read: () => Promise.resolve(bytes as Uint8Array),
});

Deno.test("readBytes gives what a source reads", async () => {
  const source = streamedRows(), rows = Int32Array.of(3, 1);
  assertEquals(await readBytes(source, rows), await source.read(rows));
});

const faults: [bytes: unknown, message: string][] = [
  [new Uint8Array(359), "a Uint8Array of [60, 2,3,1], 360 bytes: current result is 359 bytes"],
  [new Uint8Array(366), "a Uint8Array of [60, 2,3,1], 360 bytes: current result is 366 bytes"],
  [undefined, "a Uint8Array of [60, 2,3,1], 360 bytes: current result is undefined"],
  [[1, 2], "a Uint8Array of [60, 2,3,1], 360 bytes: current result is 1,2"],
];

for (const [bytes, message] of faults) {
  Deno.test(`rows of a source are refused that are not as many bytes as they should be: ${message}`, async () => {
    const source = giving(bytes), all = Int32Array.from({ length: 60 }, (_, row) => row);
    const uses: [name: string, use: () => Promise<unknown>][] = [
      ["readBytes", () => readBytes(source, all)],
      ["readRows", () => readRows(source, [...all])],
      ["cacheRows", () => cacheRows(source)],
      ["concatRows", () => concatRows([source, streamedRows()]).read(all)],
    ];
    for (const [name, use] of uses) {
      await assertRejects(use, TypeError, `Cannot read rows of streamed as its read must give ${message}`, name);
    }
  });
}
