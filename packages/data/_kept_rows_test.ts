import { assertEquals, assertRejects } from "@std/assert";
import { KeptRows, type KeptRowsParts, UnusableRow } from "./_kept_rows.ts";
import { openRowStore } from "./_row_store.ts";

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

/** Ten rows of two bytes, of which some are unusable; notes which were computed. */
async function tenRows(parts: Partial<KeptRowsParts> & { unusable?: readonly number[] } = {}) {
  const computed: number[] = [];
  const store = await openRowStore({
    label: "rows",
    settings: {},
    keys: { size: 10, keyOf: (row) => `row ${row}`, rowOf: (key) => Number(key.slice(4)) },
    rowBytes: 2,
    folder: await Deno.makeTempDir({ prefix: "forger-kept-" }),
    onWarning: () => {},
  });
  const rows = new KeptRows({
    store,
    atOnce: 2,
    async compute(row) {
      computed.push(row);
      await turn();
      if (parts.unusable?.includes(row)) throw new UnusableRow("it is bad", { lasts: true });
      return Uint8Array.of(row, 100 + row);
    },
    ...parts,
  });
  const read = async (...indices: number[]) =>
    [...await rows.read(Int32Array.from(indices))].filter((byte) => byte < 100);
  return { rows, read, computed };
}

Deno.test("a row is computed once, also where it is wanted several times at once", async () => {
  const { rows, read, computed } = await tenRows();
  assertEquals(await Promise.all([read(3, 4, 3), read(4, 3)]), [[3, 4, 3], [4, 3]]);
  assertEquals(await read(4), [4]);
  assertEquals(computed, [3, 4]);
  await rows.close();
});

Deno.test("filling computes what is missing, and what is asked for meanwhile goes before it", async () => {
  const { rows, read, computed } = await tenRows({ atOnce: 1 });
  await read(9);
  const known: number[] = [], filled = rows.fill((count) => known.push(count));
  assertEquals(await read(7, 8), [7, 8]);
  await filled;
  assertEquals(computed, [9, 0, 7, 8, 1, 2, 3, 4, 5, 6]);
  assertEquals(known, [2, 5, 6, 7, 8, 9, 10, 10, 10]);
  assertEquals(rows.known, 10);
  await rows.close();
});

Deno.test("the next usable row of the group stands for one that is not, after the last one the first", async () => {
  const told: unknown[] = [];
  const { rows, read } = await tenRows({
    unusable: [2, 4, 9, 5],
    groups: Int32Array.from({ length: 10 }, (_, row) => row % 2),
    onUnusable: (...all) => void told.push(all),
  });
  assertEquals(await read(2, 4, 9, 5, 2), [6, 6, 1, 7, 6]);
  assertEquals(told.sort(), [2, 4, 5, 9].map((row) => [row, "it is bad"]));
  await rows.close();
});

Deno.test("a group of which nothing is usable is an error, and any other error is thrown as it is", async () => {
  const { rows, read } = await tenRows({ unusable: [1, 3], groups: Int32Array.of(0, 1, 0, 1, 0, 0, 0, 0, 0, 0) });
  await assertRejects(() => read(0, 3), UnusableRow, "it is bad");
  await rows.close();
  const failing = await tenRows({ compute: () => Promise.reject(new RangeError("no")) });
  await assertRejects(() => failing.read(0), RangeError, "no");
  await assertRejects(() => failing.rows.fill(), RangeError, "no");
  await failing.rows.close();
});

Deno.test("closing ends filling", async () => {
  const { rows, computed } = await tenRows({ atOnce: 1 });
  const filled = rows.fill();
  await turn();
  await rows.close();
  await filled;
  const count = computed.length;
  await turn();
  assertEquals([computed.length, count < 10], [count, true]);
});
