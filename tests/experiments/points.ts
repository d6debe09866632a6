/**
 * Trains the experiments on points over several seeds, without pictures, and prints the tables of docs/function_1d.md and
 * docs/rings_2d.md: twenty minutes on two cores.
 *
 *   deno task points [function-1d] [ring] [grid] [--seeds 1,2,3,4,5]
 */
import { parseArgs } from "@std/cli/parse-args";
import { adam } from "@forger/core";
import { countModes, gridOfGaussians, ringOfGaussians } from "@forger/data";
import { learningRateSchedule, r1 } from "@forger/plugins";
import type { Experiment, PluginList } from "@forger/trainers";
import { curveFit, PARABOLA } from "./curve_fit.ts";
import { trainPoints } from "./train_points.ts";

const COUNT = 2500; // points that are judged, as in the papers

async function example(name: string): Promise<Experiment> {
  const module: { default: Experiment } = await import(new URL(`../../examples/${name}.ts`, import.meta.url).href);
  return module.default;
}

const flags = parseArgs(Deno.args, { string: ["seeds"] });
const seeds = (flags.seeds ?? "1,2,3,4,5").split(",").map(Number);

async function function1d(): Promise<void> {
  const definition = await example("function_1d");
  console.log("| seed | mean of |y − x²| | bins of 20 | deviation of x | accuracy real, fake | seconds |");
  for (const seed of seeds) {
    const { last, points, seconds } = await trainPoints(definition, seed, COUNT);
    const { bins, deviation, error } = curveFit(points, PARABOLA);
    const accuracies = [last["accuracy/real"]!, last["accuracy/fake"]!].map((share) => share.toFixed(2));
    const cells = [seed, error.toFixed(4), bins, deviation.toFixed(3), accuracies.join(", "), seconds.toFixed(1)];
    console.log(`| ${cells.join(" | ")} |`);
  }
}

/** Modes covered and the share of high-quality points, for each seed. */
async function gaussians(label: string, definition: Experiment): Promise<void> {
  const data = await definition.data(), { modes } = data;
  data.dispose();
  const cells: string[] = [];
  let time = 0;
  for (const seed of seeds) {
    const { points, seconds } = await trainPoints(definition, seed, COUNT);
    const { covered, highQuality } = countModes(points, modes!);
    cells.push(`${covered}, ${Math.round(100 * highQuality)} %`);
    time += seconds / seeds.length;
  }
  console.log(`| ${[label, ...cells, `${time.toFixed(1)} s`].join(" | ")} |`);
}

const less = adam(1e-3, { beta1: 0.5 });
const LESS_MOMENTUM: Partial<Experiment> = { optimizers: { discriminator: less, generator: less } };

/** Each change of `rings-2d` alone and together: the last row is `rings-2d` itself. */
const VARIANTS: readonly (readonly [label: string, changes: Partial<Experiment>, plugins?: PluginList])[] = [
  ["vanilla", {}],
  ["R1", {}, [r1({ gamma: 0.1 })]],
  ["falling rates", {}, [learningRateSchedule()]],
  ["less momentum", LESS_MOMENTUM],
  ["less momentum, falling rates", LESS_MOMENTUM, [learningRateSchedule()]],
  ["less momentum, R1", LESS_MOMENTUM, [r1({ gamma: 0.1 })]],
];

async function rings(layout: "ring" | "grid"): Promise<void> {
  const data = layout === "ring" ? ringOfGaussians : gridOfGaussians;
  console.log(`| ${layout} | ${seeds.map((seed) => `seed ${seed}`).join(" | ")} | time |`);
  const vanilla = await example("rings_2d_vanilla");
  for (const [label, changes, plugins = []] of VARIANTS) {
    await gaussians(label, { ...vanilla, ...changes, data, plugins });
  }
  await gaussians("all three (rings-2d)", { ...await example("rings_2d"), data });
}

const PARTS: Readonly<Record<string, () => Promise<void>>> = {
  "function-1d": function1d,
  "ring": () => rings("ring"),
  "grid": () => rings("grid"),
};

const wanted = flags._.length > 0 ? flags._.map(String) : Object.keys(PARTS);
const unknown = wanted.find((name) => !Object.hasOwn(PARTS, name));
if (unknown !== undefined) {
  console.error(`Cannot measure as part must be one of ${Object.keys(PARTS).join(", ")}: current value is ${unknown}`);
  Deno.exit(2);
}
for (const name of wanted) await PARTS[name]!();
