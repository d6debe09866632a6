import type { LayersModel } from "@forger/core";
import type { ExportOptions } from "./export_options.ts";

/** The file that says how an export is loaded. */
export const README = "README.txt";

/** How it begins: what tells an earlier export from other files. */
export const README_BEGINNING = "Exported by Forger";

const LATENTS: Readonly<Record<string, (options: Readonly<Record<string, number>>) => string>> = {
  "normal": () => "each number standard normal: mean 0, deviation 1",
  "truncated-normal": ({ limit }) =>
    `each number standard normal, drawn again where it is farther from 0 than ${limit}`,
  "uniform": ({ low, high }) => `each number uniform between ${low} and ${high}`,
  "spherical": () => "in a random direction, of length sqrt(size): normal numbers divided by their root mean square",
};

/** Says in words how latents are drawn. */
export function describeLatent({ name, options = {} }: ExportOptions["latent"]): string {
  const describe = Object.hasOwn(LATENTS, name) ? LATENTS[name] : undefined;
  if (describe) return describe(options);
  const settings = Object.entries(options).map(([key, value]) => `, ${key} ${value}`);
  return `of the distribution ${name}${settings.join("")}`;
}

/** How a network's inputs and its output are called in an export. */
export interface ExportNames {
  readonly inputs: readonly string[];
  readonly output: string;
}

/** The names of inputs and output where the format has them from us. */
export const NAMES: ExportNames = { inputs: ["latent", "labels"], output: "images" };

/** What the file says of one format. */
export interface ReadmeText {
  /** What the format is, such as `a TensorFlow SavedModel`. */
  readonly format: string;
  readonly names: ExportNames;
  /** A program that loads it and generates two images. */
  readonly program: string;
}

/** The text of README.txt. */
export function readmeText(
  network: LayersModel,
  options: ExportOptions,
  { format, names, program }: ReadmeText,
): string {
  const { classes, latent, range: [low, high] } = options;
  const shape = network.outputs[0]!.shape.slice(1).join(", ");
  const labels = classes
    ? [
      "",
      `Input ${names.inputs[1]}: float32 [batch, ${classes.length}], one-hot: 1 at the class's number, 0 elsewhere.`,
      "Between two classes, numbers that add up to 1 mix them. The classes are:",
      ...classes.map((name, index) => `  ${index}  ${name}`),
    ]
    : [];
  return [
    `${README_BEGINNING}: a generator as ${format}.`,
    "",
    `Input ${names.inputs[0]}: float32 [batch, ${latent.size}], ${describeLatent(latent)}.`,
    ...labels,
    "",
    `Output ${names.output}: float32 [batch, ${shape}], values from ${low} to ${high}.`,
    "",
    program.replace(/^\n+/, "").trimEnd(),
    "",
  ].join("\n");
}
