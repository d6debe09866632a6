import { assertEquals, assertLess, assertRejects } from "@std/assert";
import { zipSync } from "fflate";
import { openNpyArchive } from "./_npy_archive.ts";
import { arrayBytes, arrayOf, writeFile } from "./testdata/number_files.ts";

const DIRECTORY = 0x02014b50, PACKED = 20, UNPACKED = 24;

/** An archive of one array, of which the directory says something else. */
function changed(field: number, value: number): Uint8Array {
  const bytes = zipSync({ "a.npy": arrayBytes("uint8 rows") }), view = new DataView(bytes.buffer);
  let at = 0;
  while (view.getUint32(at, true) !== DIRECTORY) at++;
  view.setUint32(at + field, value, true);
  return bytes;
}

Deno.test("openNpyArchive reads an array as it was packed", async () => {
  const { names, read } = await openNpyArchive(
    await writeFile("a.npz", changed(UNPACKED, arrayBytes("uint8 rows").length)),
  );
  assertEquals(names, ["a"]);
  assertEquals([...(await read("a")).values], arrayOf("uint8 rows").values);
});

Deno.test("openNpyArchive makes no room for what a directory speaks of and the file cannot hold", async () => {
  const path = await writeFile("large.npz", changed(UNPACKED, 2 ** 32 - 2)), { read } = await openNpyArchive(path);
  const before = Deno.memoryUsage().external;
  const error = await assertRejects(async () => await read("a"), RangeError);
  const [, most] = /must hold at most (\d+) bytes: the archive speaks of 4294967294$/.exec(error.message) ?? [];
  assertEquals(error.message.startsWith(`Cannot unpack a.npy of ${path} as it `), true);
  assertLess(Number(most), 1e6);
  assertLess(Deno.memoryUsage().external - before, 1e6);
});

Deno.test("openNpyArchive believes no packed length beyond the file's", async () => {
  const bytes = changed(UNPACKED, 2 ** 31), view = new DataView(bytes.buffer);
  let at = 0;
  while (view.getUint32(at, true) !== DIRECTORY) at++;
  view.setUint32(at + PACKED, 2 ** 31, true);
  const { read } = await openNpyArchive(await writeFile("long.npz", bytes));
  await assertRejects(async () => await read("a"), RangeError, "the archive speaks of 2147483648");
});

Deno.test("openNpyArchive refuses an archive that has a name twice", async () => {
  const bytes = zipSync({ "a.npy": Uint8Array.of(1), "b.npy": Uint8Array.of(2) });
  for (let at = 0; at < bytes.length; at++) {
    if (String.fromCharCode(...bytes.subarray(at, at + 5)) === "b.npy") bytes[at] = 97;
  }
  const path = await writeFile("twice.npz", bytes);
  const error = await assertRejects(() => openNpyArchive(path), RangeError, "it is damaged or cut off");
  assertEquals((error.cause as Error).message, "a.npy is there twice");
});
