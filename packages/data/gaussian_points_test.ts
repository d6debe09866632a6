import { startCompute } from "@forger/core";
import { assertAlmostEquals, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { countModes } from "./count_modes.ts";
import { gridOfGaussians } from "./grid_of_gaussians.ts";
import { ringOfGaussians } from "./ring_of_gaussians.ts";
import type { Source } from "./source.ts";

await startCompute({ backend: "cpu" });

const all = ({ size }: Source) => tf.range(0, size, 1, "int32");
const pointsOf = (source: Source) => source.gather(all(source)).dataSync();
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

const mixtures: [label: string, create: (options?: { seed?: number }) => Source, modes: number, stddev: number][] = [
  ["ringOfGaussians", ringOfGaussians, 8, 0.02],
  ["gridOfGaussians", gridOfGaussians, 25, 0.05],
  ["ringOfGaussians with a wide mode", ({ seed } = {}) => ringOfGaussians({ modes: 1, stddev: 3, seed }), 1, 3],
];

for (const [label, create, modes, stddev] of mixtures) {
  Deno.test(`${label} draws each mode round, with its mean, its deviation and its share`, () => {
    const source = create(), points = pointsOf(source), labels = source.gatherLabels!(all(source)).dataSync();
    assertEquals([source.size, source.modes!.centers.length, source.modes!.stddev], [65_536, modes, stddev]);
    source.modes!.centers.forEach(([centerX, centerY], mode) => {
      const rows = [...labels.keys()].filter((row) => labels[row] === mode), count = rows.length;
      assertAlmostEquals(count, 65_536 / modes, 1);
      const x = rows.map((row) => points[2 * row]! - centerX), y = rows.map((row) => points[2 * row + 1]! - centerY);
      const error = stddev / Math.sqrt(count); // the standard error of a mean
      for (const offsets of [x, y]) {
        assertAlmostEquals(mean(offsets), 0, 5 * error);
        const found = Math.sqrt(mean(offsets.map((offset) => offset * offset)));
        assertAlmostEquals(found, stddev, 5 * error / Math.SQRT2); // the standard error of a deviation
      }
      assertAlmostEquals(mean(x.map((offset, index) => offset * y[index]!)), 0, 5 * stddev * error);
    });
  });

  Deno.test(`${label} covers all of its modes, and 1 - exp(-9/2) of its points are of high quality`, () => {
    const source = create(), share = 1 - Math.exp(-4.5);
    const { covered, highQuality } = countModes(pointsOf(source), source.modes!);
    assertEquals(covered, modes);
    assertAlmostEquals(highQuality, share, 5 * Math.sqrt(share * (1 - share) / source.size));
  });

  Deno.test(`${label} is a function of its seed`, () => {
    const first = pointsOf(create({ seed: 1 }));
    assertEquals(pointsOf(create({ seed: 1 })), first);
    assertNotEquals(pointsOf(create({ seed: 2 })), first);
    assertEquals(pointsOf(create()), pointsOf(create({ seed: 0 })));
  });
}

Deno.test("the centres of a ring go round it from the right, anticlockwise", () => {
  const { modes, classes } = ringOfGaussians({ modes: 4, radius: 3, count: 4 });
  const expected = [[3, 0], [0, 3], [-3, 0], [0, -3]];
  modes!.centers.forEach((center, mode) => {
    center.forEach((value, axis) => assertAlmostEquals(value, expected[mode]![axis]!, 1e-12));
  });
  assertEquals(classes, ["(3, 0)", "(0, 3)", "(-3, 0)", "(0, -3)"]);
});

Deno.test("the centres of a grid go row by row from the lowest, each from the left", () => {
  assertEquals(gridOfGaussians({ side: 2, spacing: 3, count: 4 }).modes!.centers, [
    [-1.5, -1.5],
    [1.5, -1.5],
    [-1.5, 1.5],
    [1.5, 1.5],
  ]);
});

Deno.test("points that do not go into the modes evenly leave the first modes a point more", () => {
  const source = ringOfGaussians({ modes: 3, count: 8 });
  assertEquals(source.gatherLabels!(all(source)).arraySync(), [0, 1, 2, 0, 1, 2, 0, 1]);
});

const faults: [create: () => Source, message: string][] = [
  [() => ringOfGaussians({ modes: 0 }), "ring of Gaussians as modes must be a positive integer: current value is 0"],
  [() => ringOfGaussians({ radius: -1 }), "ring of Gaussians as radius must be a positive number: current value is -1"],
  [() => ringOfGaussians({ stddev: 0 }), "ring of Gaussians as stddev must be a positive number: current value is 0"],
  [() => ringOfGaussians({ count: 1.5 }), "ring of Gaussians as count must be a positive integer"],
  [() => ringOfGaussians({ seed: -1 }), "ring of Gaussians as seed must be an integer from 0 to 2^53 - 1"],
  [() => gridOfGaussians({ side: 2.5 }), "grid of Gaussians as side must be a positive integer"],
  [() => gridOfGaussians({ spacing: NaN }), "grid of Gaussians as spacing must be a positive number"],
  [() => gridOfGaussians({ stddev: Infinity }), "grid of Gaussians as stddev must be a positive number"],
  [() => gridOfGaussians({ count: 0 }), "grid of Gaussians as count must be a positive integer"],
  [() => gridOfGaussians({ seed: 0.5 }), "grid of Gaussians as seed must be an integer from 0 to 2^53 - 1"],
];

for (const [create, message] of faults) {
  Deno.test(`Gaussians are refused: ${message}`, () => {
    assertThrows(create, RangeError, `Cannot create source ${message}`);
  });
}
