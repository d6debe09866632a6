import { assert, assertEquals } from "@std/assert";
import { indexLine, indexLines, type RowEntry } from "./_row_index.ts";

const SETTINGS = '{"a":1}';

const ENTRIES: readonly (readonly [key: string, entry: RowEntry])[] = [
  ["rose.png|1|2", { slot: 3, checksum: 4294967295, reason: "" }],
  ["tab\tline\n\u2028 \\ 写真 \ud83c\udf39 \ud83c|3|4", { slot: 0, checksum: 0, reason: 'it is "wide"' }],
  ["", { slot: -1, checksum: 0, reason: 'it is "cut off"\n' }],
  ["rose.png|1|3", { slot: 123456, checksum: 17, reason: "" }],
];

/** All that an index says. */
function parseIndex(bytes: Uint8Array, settings: string) {
  const entries = new Map<string, RowEntry>(), lines = [...indexLines(bytes, settings)];
  for (const { row } of lines) if (row) entries.set(row.key, row.entry);
  const damaged = lines.filter(({ row }) => !row).length;
  return { entries, damaged, length: lines.reduce((sum, line) => sum + line.bytes.length, 0) };
}

const written = new TextEncoder().encode(ENTRIES.map(([key, entry]) => indexLine(key, entry, SETTINGS)).join(""));

Deno.test("a line is its checksum, the slot, the row's checksum, and the texts as JSON", () => {
  // zlib.crc32(b'3\t4294967295\t["rose.png|1|2",""]', zlib.crc32(b'{"a":1}')) of Python 3
  assertEquals(indexLine(...ENTRIES[0]!, SETTINGS), '147096428\t3\t4294967295\t["rose.png|1|2",""]\n');
});

Deno.test("what was written is read, and of a key that is there twice the later line", () => {
  const again = indexLine("", { slot: 9, checksum: 8, reason: "" }, SETTINGS);
  const { entries, damaged, length } = parseIndex(
    Uint8Array.of(...written, ...new TextEncoder().encode(again)),
    SETTINGS,
  );
  assertEquals(
    [...entries],
    ENTRIES.map(([key, entry]) => [key, key === "" ? { slot: 9, checksum: 8, reason: "" } : entry]),
  );
  assertEquals([damaged, length], [0, written.length + again.length]);
  assertEquals(parseIndex(new Uint8Array(), SETTINGS), { entries: new Map(), damaged: 0, length: 0 });
});

Deno.test("an index that is cut off anywhere has its whole lines, and is not called damaged", () => {
  for (let cut = 0; cut <= written.length; cut++) {
    const { entries, damaged, length } = parseIndex(written.subarray(0, cut), SETTINGS);
    const lines = written.subarray(0, cut).filter((byte) => byte === 10).length;
    assertEquals([...entries], ENTRIES.slice(0, lines));
    assertEquals([damaged, length], [0, written.subarray(0, cut).lastIndexOf(10) + 1]);
  }
});

Deno.test("a byte that is changed anywhere costs the lines that it touches, and makes no other", () => {
  const right = new Map(ENTRIES);
  for (let at = 0; at < written.length; at++) {
    for (const mask of [1, 2, 4, 8, 16, 32, 64, 128, 255, written[at]!]) {
      const changed = written.slice();
      changed[at]! ^= mask;
      const { entries, damaged } = parseIndex(changed, SETTINGS);
      for (const [key, entry] of entries) assertEquals(right.get(key), entry, `byte ${at} with ${mask}`);
      assert(entries.size === 3 || entries.size === 2, `${entries.size} lines are right`); // two are one without the end between
      const isCutOff = at === written.length - 1;
      assertEquals(damaged > 0, !isCutOff);
    }
  }
});

Deno.test("lines of other settings, and what is no line at all, are damage", () => {
  const text = (lines: string) => parseIndex(new TextEncoder().encode(lines), SETTINGS);
  assertEquals(parseIndex(written, '{"a":2}'), { entries: new Map(), damaged: 4, length: written.length });
  assertEquals(text("\n\t\n\t\t\t\n0\t\n0\t0\t0\t[]\nforger rows 1\n\u0000\n"), {
    entries: new Map(),
    damaged: 7,
    length: 35,
  });
});
