import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { semidefiniteRoot } from "./_semidefinite_root.ts";
import { symmetricEigenvalues } from "./_symmetric_eigenvalues.ts";
import { scattered } from "./testdata/reference.ts";

const ascending = (matrix: ArrayLike<number>, size: number) =>
  symmetricEigenvalues(Float64Array.from(matrix), size).sort();

const cases: [name: string, matrix: number[], size: number, values: number[]][] = [
  ["one number", [7], 1, [7]],
  ["a diagonal", [3, 0, 0, 0, -1, 0, 0, 0, 2], 3, [-1, 2, 3]],
  ["a pair", [2, 1, 1, 2], 2, [1, 3]],
  ["a double value", [2, 1, 1, 1, 2, 1, 1, 1, 2], 3, [1, 1, 4]],
  ["zeros", [0, 0, 0, 0], 2, [0, 0]],
  ["tiny numbers", [2e-200, 1e-200, 1e-200, 2e-200], 2, [1e-200, 3e-200]],
  ["great numbers", [2e200, 1e200, 1e200, 2e200], 2, [1e200, 3e200]],
];

for (const [name, matrix, size, values] of cases) {
  Deno.test(`the eigenvalues of ${name} are known`, () => {
    const scale = Math.max(1e-300, ...values.map(Math.abs));
    ascending(matrix, size).forEach((value, index) => assertAlmostEquals(value / scale, values[index]! / scale, 1e-14));
  });
}

Deno.test("the second difference has the eigenvalues 2 - 2 cos(kπ / (n + 1))", () => {
  const size = 101;
  const matrix = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    matrix[row * size + row] = 2;
    if (row > 0) matrix[row * size + row - 1] = -1;
  }
  symmetricEigenvalues(matrix, size).sort().forEach((value, index) =>
    assertAlmostEquals(value, 2 - 2 * Math.cos((index + 1) * Math.PI / (size + 1)), 1e-13)
  );
});

/** Q D Qᵀ with Q the reflection along a vector. */
function reflected(values: readonly number[]): Float64Array {
  const size = values.length, vector = scattered(1, size, 3).values;
  const square = vector.reduce((sum: number, value: number) => sum + value * value, 0);
  const q = (i: number, j: number) => (i === j ? 1 : 0) - 2 * vector[i]! * vector[j]! / square;
  return Float64Array.from({ length: size * size }, (_, place) => {
    const [i, j] = [Math.floor(place / size), place % size];
    return values.reduce((sum, value, k) => sum + q(i, k) * value * q(j, k), 0);
  });
}

Deno.test("a matrix with chosen eigenvalues, some of them equal and some 0, has those", () => {
  const values = Array.from({ length: 80 }, (_, index) => Math.floor(index / 3) ** 2 - 20).sort((a, b) => a - b);
  ascending(reflected(values), 80).forEach((value, index) => assertAlmostEquals(value, values[index]!, 1e-10));
});

Deno.test("a row that is nearly in form loses no digits", () => {
  const matrix = [3, 0.5, 1e-6, 0.5, 2, 1, 1e-6, 1, 1];
  const values = ascending(matrix, 3);
  assertAlmostEquals(values.reduce((sum, value) => sum + value, 0), 6, 1e-14);
  assertAlmostEquals(values.reduce((sum, value) => sum + value ** 2, 0), 16.5 + 2e-12, 1e-13);
});

Deno.test("only the lower triangle is read", () => {
  assertEquals(ascending([2, NaN, 1, 2], 2).map(Math.round), Float64Array.of(1, 3));
});

Deno.test("what is not finite has no eigenvalues", () => {
  assertThrows(() => ascending([NaN, 1, 1, 2], 2), Error, "Cannot compute eigenvalues");
});

for (const values of [[5, 3, 2, 1, 0.5, 4], [0, 0, 7, 0, 3, 0], [1e-9, 4, 0, 2, 1, 0]]) {
  Deno.test(`the root of a matrix with eigenvalues ${values} gives the matrix, and its rank`, () => {
    const size = values.length, matrix = reflected(values);
    const { values: root, rank } = semidefiniteRoot(matrix, size);
    assertEquals(rank, values.filter((value) => value > 0).length);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        let sum = 0;
        for (let k = 0; k < rank; k++) sum += root[i * rank + k]! * root[j * rank + k]!;
        assert(Math.abs(sum - matrix[i * size + j]!) < 1e-14 * 20);
      }
    }
  });
}
