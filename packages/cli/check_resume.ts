import {
  checkpointFolder,
  checkpointName,
  type Experiment,
  newestCheckpoint,
  type Plugin,
  readCheckpoint,
  Trainer,
  type TrainerSettings,
} from "@forger/trainers";
import type { Output } from "./output.ts";

/** What {@linkcode checkResume} needs. */
export interface CheckResumeParts {
  readonly experiment: Experiment;
  readonly settings: TrainerSettings;
  /** The run's folder; nothing is written into it. */
  readonly folder: string;
  readonly allow: readonly string[];
  /** How many steps each part has. */
  readonly steps: number;
  readonly output: Output;
}

/**
 * Trains on from a run's newest checkpoint in a temporary folder: once in one go, and once with a break, from which it is resumed.
 *
 * @returns Whether both end with the same bits.
 */
export async function checkResume(
  { experiment, settings, folder, allow, steps, output }: CheckResumeParts,
): Promise<boolean> {
  const { checkpoint: { state: { step } } } = await newestCheckpoint(folder);
  const left = (settings.steps ?? experiment.steps) - step, part = Math.min(steps, Math.floor(left / 2));
  if (part < 1) {
    throw new RangeError(
      `Cannot check the resuming of ${folder} as it must have two steps left or more: it is at step ${step} of ${
        step + left
      }; --steps with --allow steps gives it more`,
    );
  }
  const trainTo = async (run: string, last: number): Promise<void> => {
    const stop: Plugin = {
      name: "check-resume",
      every: 1,
      onStepEnd: (report, run) => void (report.step === last && run.stop("the part is over")),
      onWarning() {}, // the run's tables and pictures are not in the temporary folder, of which plugins warn
    };
    const plugins = [experiment.plugins ?? [], stop].flat().filter((plugin) =>
      !(plugin && "name" in plugin && plugin.name === "progress")
    );
    const { networks } = await new Trainer({ ...experiment, plugins }, settings).resume(run, {
      allow: [...new Set([...allow, "plugins"])],
    });
    networks.generator.dispose();
    networks.discriminator.dispose();
  };
  const temporary = await Deno.makeTempDir({ prefix: "forger-check-resume-" });
  try {
    const [straight, broken] = [`${temporary}/straight`, `${temporary}/broken`];
    for (const run of [straight, broken]) await copyCheckpoint(folder, run, step);
    output.print(`From step ${step}: ${2 * part} steps in one go …`);
    await trainTo(straight, step + 2 * part);
    output.print(`… and ${part} steps, a break, and ${part} more …`);
    await trainTo(broken, step + part);
    await trainTo(broken, step + 2 * part);
    return await compare(straight, broken, step + 2 * part, output);
  } finally {
    await Deno.remove(temporary, { recursive: true });
  }
}

async function copyCheckpoint(from: string, to: string, step: number): Promise<void> {
  await Deno.mkdir(checkpointFolder(to), { recursive: true });
  await Deno.copyFile(`${from}/config.json`, `${to}/config.json`);
  for (const ending of ["json", "safetensors"]) {
    const name = `${checkpointName(step)}.${ending}`;
    await Deno.copyFile(`${checkpointFolder(from)}/${name}`, `${checkpointFolder(to)}/${name}`);
  }
}

async function compare(first: string, second: string, step: number, output: Output): Promise<boolean> {
  const [one, other] = [await readCheckpoint(first, step), await readCheckpoint(second, step)];
  const names = Object.keys(one.state.tensors);
  const bytesOf = ({ state }: typeof one, name: string) => {
    const { values } = state.tensors[name]!;
    return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  };
  const differing = names.filter((name) => {
    const [a, b] = [bytesOf(one, name), bytesOf(other, name)];
    return a.length !== b.length || a.some((byte, index) => byte !== b[index]);
  });
  if (differing.length === 0) {
    output.print(`The same bits: all ${names.length} weights and slots after step ${step}.`);
    return true;
  }
  output.printError(
    `${differing.length} of ${names.length} weights and slots differ after step ${step}: ${
      differing.slice(0, 5).join(", ")
    }`,
  );
  return false;
}
