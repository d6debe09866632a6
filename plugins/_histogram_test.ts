import { assertAlmostEquals, assertEquals } from "@std/assert";
import { BUCKETS, histogramOf } from "./_histogram.ts";

const rows = (values: readonly number[]) =>
  Array.from({ length: BUCKETS }, (_, bucket) => [...histogramOf(values).slice(3 * bucket, 3 * bucket + 3)]);

Deno.test("values are counted in buckets of one width, of which the last one holds the greatest value", () => {
  const buckets = rows([0, 0.5, 1, 14, 29, 29.5, 30]);
  assertEquals(buckets.map(([left, right]) => [left, right]), buckets.map((_, bucket) => [bucket, bucket + 1]));
  const counts = Object.fromEntries(buckets.flatMap(([, , count], bucket) => count ? [[bucket, count]] : []));
  assertEquals(counts, { 0: 2, 1: 1, 14: 1, 29: 3 });
});

Deno.test("edges begin with the least value, end with the greatest, and join", () => {
  const values = Array.from({ length: 1000 }, (_, index) => Math.sin(index) - 0.3), buckets = rows(values);
  assertEquals([buckets[0]![0], buckets.at(-1)![1]], [Math.min(...values), Math.max(...values)]);
  buckets.slice(1).forEach(([left], index) => assertAlmostEquals(left!, buckets[index]![1]!, 1e-15));
  assertEquals(buckets.reduce((sum, [, , count]) => sum + count!, 0), 1000);
});

const edgeCases: [what: string, values: number[], edges: [number, number], counts: Record<number, number>][] = [
  ["values that are all the same are in the last bucket", [2, 2, 2], [2, 2], { 29: 3 }],
  ["no values give nothing but zeros", [], [0, 0], {}],
  ["values that are not finite are left out", [NaN, 1, Infinity, 4, -Infinity], [1, 4], { 0: 1, 29: 1 }],
  ["values of which none is finite give nothing but zeros", [NaN, Infinity], [0, 0], {}],
];
for (const [what, values, edges, counts] of edgeCases) {
  Deno.test(what, () => {
    const buckets = rows(values);
    assertEquals([buckets[0]![0], buckets.at(-1)![1]], edges);
    assertEquals(Object.fromEntries(buckets.flatMap(([, , count], bucket) => count ? [[bucket, count]] : [])), counts);
  });
}
