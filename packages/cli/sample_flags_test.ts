import { assertEquals, assertThrows } from "@std/assert";
import { parseFlags } from "./flags.ts";
import { checkSampleFlags, SAMPLE_FLAGS, type SampleFlags } from "./sample_flags.ts";
import { UsageError } from "./usage_error.ts";

function read(line: string): SampleFlags {
  const { values } = parseFlags(SAMPLE_FLAGS, line.split(" ").filter(Boolean));
  checkSampleFlags(values);
  return values;
}

Deno.test("flags are read as numbers, grids and lists", () => {
  const { class: classes, count, grid, seed, truncation } = read(
    "--count 5 --grid 3x12 --seed 0 --truncation .5 --class a --class 7",
  );
  assertEquals({ classes, count, grid, seed, truncation }, {
    classes: ["a", "7"],
    count: 5,
    grid: { rows: 3, columns: 12 },
    seed: 0,
    truncation: 0.5,
  });
});

const together = [
  "",
  "--count 3 --grid 2x2",
  "--count 3 --format webp",
  "--count 3 --format npy",
  "--format npy --class 1",
  "--walk 2 --grid 1x3",
  "--walk 3 --format gif",
  "--walk 3 --format webp --class 1",
];

for (const line of together) {
  Deno.test(`flags go together: ${line || "none"}`, () => {
    read(line);
  });
}

const refused: [line: string, message: string][] = [
  ["--walk 3 --count 5", "Cannot use --count with --walk as a walk must be one animation"],
  ["--walk 3 --format png", "Cannot use --format with --walk as an animation must be a gif or a webp"],
  ["--walk 3 --format npy", "Cannot use --format with --walk as an animation must be a gif or a webp"],
  ["--format gif", "Cannot use --format gif as there must be a walk to show"],
  ["--format gif --count 3", "Cannot use --format gif as there must be a walk to show"],
  ["--format npy --grid 2x2", "Cannot use --grid with --format npy as a grid must be a picture"],
  ["--walk 1", "Cannot use --walk as it must be an integer of 2 or more: current value is 1"],
  ["--count 0", "Cannot use --count as it must be a positive integer: current value is 0"],
  ["--grid 4", "Cannot use --grid as it must be rows x columns, such as 4x6: current value is 4"],
  ["--grid 0x4", "current value is 0x4"],
  ["--grid 4x-1", "current value is 4x-1"],
  ["--truncation 0", "Cannot use --truncation as it must be a positive number: current value is 0"],
  ["--truncation -1", "current value is -1"],
  ["--truncation 1e9", "current value is 1e9"],
  ["--format jpg", "Cannot use --format as it must be png, webp, gif or npy: current value is jpg"],
];

for (const [line, message] of refused) {
  Deno.test(`flags are refused: ${line}`, () => {
    assertThrows(() => read(line), UsageError, message);
  });
}
