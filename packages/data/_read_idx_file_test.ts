import { assertEquals, assertLess, assertRejects } from "@std/assert";
import { gzipSync } from "node:zlib";
import { readIdxFile } from "./_read_idx_file.ts";

const folder = await Deno.makeTempDir({ prefix: "forger-idx-" });
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

/** A packed file of bytes whose header speaks of this shape, followed by so many zeros. */
async function packed(shape: readonly number[], zeros: number): Promise<string> {
  const header = Uint8Array.of(0, 0, 0x08, shape.length), bytes = new Uint8Array(4 + 4 * shape.length + zeros);
  bytes.set(header);
  shape.forEach((length, axis) => new DataView(bytes.buffer).setUint32(4 + 4 * axis, length));
  const path = `${folder}/${shape.join("x")} ${zeros}.gz`;
  await Deno.writeFile(path, gzipSync(bytes));
  return path;
}

Deno.test("readIdxFile unpacks a file, also one of a single value and one of many chunks", async () => {
  for (const shape of [[1], [3, 2], [50, 100, 100]]) {
    const count = shape.reduce((product, length) => product * length);
    assertEquals(await readIdxFile(await packed(shape, count)), { type: "uint8", shape, data: new Uint8Array(count) });
  }
});

Deno.test("readIdxFile unpacks no more than the header speaks of", async () => {
  const path = await packed([2, 2], 200e6);
  assertLess((await Deno.stat(path)).size, 300_000);
  const before = Deno.memoryUsage().rss;
  await assertRejects(
    () => readIdxFile(path),
    RangeError,
    `Cannot unpack ${path} as it must hold the 16 bytes of uint8 [2,2] that its header speaks of: it holds more`,
  );
  assertLess(Deno.memoryUsage().rss - before, 100e6);
});

Deno.test("readIdxFile makes no room for what a header speaks of and a file cannot hold", async () => {
  const far = await packed([65_536, 65_536], 0);
  await assertRejects(
    () => readIdxFile(far),
    RangeError,
    `Cannot unpack ${far} as it must hold at most 4294967296 bytes`,
  );
  const near = await packed([60_000, 60_000], 5), before = Deno.memoryUsage().external;
  await assertRejects(
    () => readIdxFile(near),
    RangeError,
    `Cannot read ${near} as its length must be 3600000012 bytes for uint8 [60000,60000]: current value is 17, the file is cut off`,
  );
  assertLess(Deno.memoryUsage().external - before, 1e8);
});
