import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { type ProductMatrix, productOf, type Vectors } from "./_product.ts";
import { scattered } from "./testdata/reference.ts";

/** Vectors that are rows of a matrix. */
function rowsOf(count: number, length: number, seed: number, shift?: Vectors["shift"]): Vectors {
  return { values: scattered(count, length, seed).values, count, length, countStride: length, lengthStride: 1, shift };
}

function at({ values, start = 0, countStride, lengthStride, shift }: Vectors, vector: number, place: number): number {
  const less = shift === undefined ? 0 : shift.values[shift.by === "vector" ? vector : place]!;
  return values[start + vector * countStride + place * lengthStride]! - less;
}

function assertProducts({ values, stride }: ProductMatrix, left: Vectors, right: Vectors, lower = false): void {
  for (let i = 0; i < left.count; i++) {
    for (let j = 0; j < (lower ? Math.min(i + 1, right.count) : right.count); j++) {
      let sum = 0;
      for (let k = 0; k < left.length; k++) sum += at(left, i, k) * at(right, j, k);
      assertAlmostEquals(values[i * stride + j]!, sum, 1e-11 * left.length, `${i}, ${j}`);
    }
  }
}

for (
  const [left, right, length] of [
    [1, 1, 1],
    [4, 4, 4],
    [3, 9, 2],
    [5, 7, 255],
    [8, 6, 256],
    [7, 13, 257],
    [9, 5, 700],
    [
      6,
      270,
      3,
    ],
    [530, 2, 3],
  ] as const
) {
  Deno.test(`${left} vectors of ${length} numbers are multiplied by ${right} others`, () => {
    const first = rowsOf(left, length, 1), second = rowsOf(right, length, 2);
    assertProducts(productOf({ left, right })(first, second), first, second);
  });
}

Deno.test("the lower triangle is whole, and little more than that is computed", () => {
  const vectors = rowsOf(531, 5, 3);
  const product = productOf({ left: 531, right: 531 })(vectors, vectors, { lower: true });
  assertProducts(product, vectors, vectors, true);
  assertEquals(product.values[10 * product.stride + 400], 0);
});

Deno.test("columns are vectors too, and shifts are subtracted from vectors or places", () => {
  const { values } = scattered(6, 9);
  const columns: Vectors = {
    values: Float32Array.from(values),
    start: 2,
    count: 5,
    length: 6,
    countStride: 1,
    lengthStride: 9,
    shift: { by: "vector", values: Float64Array.of(1, 2, 3, 4, 5) },
  };
  const rows = rowsOf(3, 6, 4, { by: "place", values: Float64Array.of(6, 5, 4, 3, 2, 1) });
  assertProducts(productOf({ left: 5, right: 3 })(columns, rows), columns, rows);
  const long = rowsOf(3, 300, 5, { by: "place", values: scattered(1, 300, 6).values });
  assertProducts(productOf({ left: 3, right: 3 })(long, long), long, long);
});

Deno.test("memory that is used again holds nothing of the products before", () => {
  const multiply = productOf({ left: 9, right: 10 });
  multiply(rowsOf(9, 300, 1), rowsOf(10, 300, 2));
  const left = rowsOf(5, 20, 3), right = rowsOf(6, 20, 4);
  assertProducts(multiply(left, right), left, right);
});

Deno.test("products are float64, not float32", () => {
  const vectors: Vectors = {
    values: Float64Array.of(1 + 2 ** -40),
    count: 1,
    length: 1,
    countStride: 1,
    lengthStride: 1,
  };
  assert(productOf({ left: 1, right: 1 })(vectors, vectors).values[0]! === (1 + 2 ** -40) ** 2);
});
