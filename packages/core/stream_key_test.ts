import { assertEquals, assertNotEquals } from "@std/assert";
import { philoxWords } from "./philox.ts";
import { streamKey } from "./stream_key.ts";

/** Names and their 64-bit FNV-1a hashes, high word first. @see http://www.isthe.com/chongo/tech/comp/fnv/ */
const HASHES: readonly (readonly [name: string, high: number, low: number])[] = [
  ["", 0xcbf29ce4, 0x84222325],
  ["a", 0xaf63dc4c, 0x8601ec8c],
  ["foobar", 0x85944171, 0xf73967e8],
];

for (const [name, high, low] of HASHES) {
  Deno.test(`the key of stream "${name}" is Philox of its published hash and the draw, under the seed`, () => {
    assertEquals(Uint32Array.from(streamKey(9, name, 4)), philoxWords([9, 0], [low, high, 4, 0], 2));
  });
}

Deno.test("seeds beyond 32 bits count in full", () => {
  assertEquals(
    Uint32Array.from(streamKey(2 ** 32 + 5, "a", 0)),
    philoxWords([5, 1], [0x8601ec8c, 0xaf63dc4c, 0, 0], 2),
  );
  assertNotEquals(streamKey(2 ** 53 - 1, "latent", 0), streamKey(2 ** 32 - 1, "latent", 0));
});

Deno.test("names differ by every byte of their UTF-8", () => {
  const names = ["latent", "latent ", "Latent", "латент", "латент2", "潜在", "plugin/a", "plugin/b"];
  assertEquals(new Set(names.map((name) => `${streamKey(1, name, 0)}`)).size, names.length);
});

Deno.test("no two of 40,000 seeds, names and draws share a key", () => {
  const keys = new Set<string>();
  for (let seed = 0; seed < 20; seed++) {
    for (let name = 0; name < 40; name++) {
      for (let draw = 0; draw < 50; draw++) keys.add(`${streamKey(seed, `stream ${name}`, draw)}`);
    }
  }
  assertEquals(keys.size, 40_000);
});
