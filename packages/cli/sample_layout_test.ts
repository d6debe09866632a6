import { assertEquals } from "@std/assert";
import { sampleLayout, usualGrid } from "./sample_layout.ts";

const A = { label: 4, name: "a" }, B = { label: 1, name: "b" };

Deno.test("without classes images stand one after another", () => {
  assertEquals(sampleLayout({ rows: 2, columns: 3 }), { rows: 2, columns: 3, numbers: [0, 1, 2, 3, 4, 5] });
});

Deno.test("images of one class stand one after another, without a name", () => {
  assertEquals(sampleLayout({ rows: 2, columns: 2 }, [A]), {
    rows: 2,
    columns: 2,
    numbers: [0, 1, 2, 3],
    labels: [4, 4, 4, 4],
  });
});

Deno.test("each row shows one class and each column one latent, and rows beyond the classes show others", () => {
  assertEquals(sampleLayout({ rows: 5, columns: 2 }, [A, B]), {
    rows: 5,
    columns: 2,
    numbers: [0, 1, 0, 1, 2, 3, 2, 3, 4, 5],
    labels: [4, 4, 1, 1, 4, 4, 1, 1, 4, 4],
    rowLabels: ["a", "b", "a", "b", "a"],
  });
});

Deno.test("fewer rows than classes show the first ones", () => {
  assertEquals(sampleLayout({ rows: 1, columns: 2 }, [A, B]).rowLabels, ["a"]);
});

const grids: [classes: number, walks: boolean, rows: number, columns: number][] = [
  [1, false, 8, 8],
  [1, true, 4, 4],
  [2, false, 2, 10],
  [10, true, 10, 4],
  [1000, false, 40, 10],
];

for (const [classes, walks, rows, columns] of grids) {
  Deno.test(`a ${walks ? "walk" : "picture"} of ${classes} classes is usually ${rows} x ${columns}`, () => {
    assertEquals(usualGrid({ classes, walks }), { rows, columns });
  });
}
