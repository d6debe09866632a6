import { assertAlmostEquals, assertEquals } from "@std/assert";
import { symmetricEigenvectors } from "./_symmetric_eigenvectors.ts";

/** How far a product of the matrix is from the vector times its value, and the vectors are from right angles. */
function assertEigenvectors(matrix: Float64Array, size: number, tolerance: number): Float64Array {
  const { values, vectors } = symmetricEigenvectors(matrix, size);
  for (let row = 0; row < size; row++) {
    const vector = vectors.subarray(row * size, (row + 1) * size);
    for (let place = 0; place < size; place++) {
      const product = vector.reduce((sum, value, index) => sum + matrix[place * size + index]! * value, 0);
      assertAlmostEquals(product, values[row]! * vector[place]!, tolerance);
    }
    for (let other = 0; other < size; other++) {
      const dot = vector.reduce((sum, value, index) => sum + value * vectors[other * size + index]!, 0);
      assertAlmostEquals(dot, row === other ? 1 : 0, 1e-12);
    }
  }
  return values.toSorted();
}

Deno.test("a matrix of two rows has known eigenvectors", () => {
  const matrix = Float64Array.of(2, 1, 1, 2), values = assertEigenvectors(matrix, 2, 1e-12);
  assertAlmostEquals(values[0]!, 1, 1e-12);
  assertAlmostEquals(values[1]!, 3, 1e-12);
  assertEquals(matrix, Float64Array.of(2, 1, 1, 2));
});

Deno.test("the second difference has the eigenvalues 2 - 2 cos(kπ / (n + 1))", () => {
  const size = 24, matrix = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    matrix[row * size + row] = 2;
    if (row > 0) matrix[row * size + row - 1] = matrix[(row - 1) * size + row] = -1;
  }
  assertEigenvectors(matrix, size, 1e-12).forEach((value, index) =>
    assertAlmostEquals(value, 2 - 2 * Math.cos((index + 1) * Math.PI / (size + 1)), 1e-12)
  );
});

for (
  const [name, matrix, size] of [
    ["zeros", new Float64Array(9), 3],
    ["a diagonal", Float64Array.of(3, 0, 0, 0, -1, 0, 0, 0, 3), 3],
    ["a rank of one", Float64Array.of(1, 2, 3, 2, 4, 6, 3, 6, 9), 3],
    ["one number", Float64Array.of(-7), 1],
    ["very different sizes", Float64Array.of(1e12, 1, 1, 1e-6), 2],
  ] as const
) {
  Deno.test(`eigenvectors are found of ${name}`, () => {
    const scale = matrix.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    assertEigenvectors(matrix, size, 1e-13 * scale);
  });
}
