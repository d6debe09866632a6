import { type Command, command } from "./command.ts";
import { DATA_FLAGS } from "./data_flags.ts";
import { DOCTOR_FLAGS } from "./doctor_flags.ts";
import { findExperiment } from "./find_experiment.ts";
import { FSCK_FLAGS } from "./fsck_flags.ts";
import { fsckFolder } from "./fsck_folder.ts";
import { listExperiments } from "./list_experiments.ts";
import { unknownFlag } from "./flags.ts";
import { isPath } from "./load_module.ts";
import { checkSampleFlags, SAMPLE_FLAGS } from "./sample_flags.ts";
import { sampleFolder } from "./sample_folder.ts";
import { readSavedRun, type SavedRun } from "./saved_run.ts";
import { StopSignals } from "./stop_signals.ts";
import { TRAIN_FLAGS } from "./train_flags.ts";
import { UsageError } from "./usage_error.ts";
import { VERSION } from "./version.ts";

/** Loads a command's module when it is reached: a path that stands in `import(…)` itself is loaded before the first line runs. */
async function load<Module>(path: string): Promise<Module> {
  return await import(path);
}

function refuseMore([more]: readonly string[], command: string): void {
  if (more !== undefined) throw new UsageError(`Cannot ${command} with "${more}" as it must have fewer arguments`);
}

/** What a run was begun with. It may come from a stranger, so that it names an experiment and never a file, which would be run. */
function namedExperiment(saved: SavedRun | undefined): string | undefined {
  if (saved === undefined || !isPath(saved.name)) return saved?.name;
  throw new UsageError(
    `Cannot resume ${saved.folder} as its config.json must name an experiment: it names the file ${saved.name}`,
    { help: "name the file yourself before --resume, if you know what it does" },
  );
}

/** All commands. */
export const COMMANDS: readonly Command[] = [
  command(
    {
      name: "train",
      summary: "Trains an experiment",
      usage: "[experiment] [flags]",
      notes: [
        "The experiment is one of examples/ [mnist], or a file of your own. Some have options, which --list shows: these are flags too.",
        "Ctrl-C ends training after the current call, with everything written; a second one exits at once.",
        "Exit codes: 0 done, 1 failed, 2 a mistake in the command or its files, 130 Ctrl-C, 143 SIGTERM.",
      ],
      examples: [
        "deno task train",
        "deno task train mnist-dcgan --steps 2000 --out runs/try",
        "deno task train --resume runs/mnist",
        "deno task train ./mine.ts --plugin ema:decay=0.99 --plugin ./darken.ts:by=0.3",
      ],
    },
    TRAIN_FLAGS,
    async ({ rest: [given, ...more], unknown, values: flags }, output) => {
      refuseMore(more, "train");
      if (flags.list) {
        for (const name of unknown.keys()) throw unknownFlag(`--${name}`, TRAIN_FLAGS);
        output.print(await listExperiments());
        return 0;
      }
      const saved = flags.resume === undefined ? undefined : await readSavedRun(flags.resume);
      const source = given ?? namedExperiment(saved) ?? "mnist", path = await findExperiment(source);
      output.print(`Forger ${VERSION}: ${source}`); // at once, as what follows takes seconds
      const stop = new StopSignals(output);
      try {
        const { trainCommand } = await load<typeof import("./train_command.ts")>("./train_command.ts");
        const code = await trainCommand(flags, { options: unknown, output, path, saved, stop });
        return stop.exitCode ?? code;
      } finally {
        stop.close();
      }
    },
    { keepUnknown: true }, // they may be options of the experiment
  ),
  command(
    {
      name: "data",
      summary: "Checks a folder of images",
      usage: "<folder> [flags]",
      notes: [
        "Reads every file once; names those that cannot be read, do not fit, are grey among colours or show the same; and draws what a network sees.",
        "What it decodes is kept, so that training on the folder at the same size begins at once.",
        "Exit codes: 0 all images can be read, 1 some cannot, 2 a mistake in the command.",
      ],
      examples: ["deno task data ./photos", "deno task data ./photos --size 128 --fit contain"],
    },
    DATA_FLAGS,
    async ({ rest: [folder, ...more], values: flags }, output) => {
      if (folder === undefined) {
        throw new UsageError("Cannot check images as a folder must be named: deno task data <folder>");
      }
      refuseMore(more, "check images");
      const { dataCommand } = await load<typeof import("./data_command.ts")>("./data_command.ts");
      return await dataCommand(folder, flags, output);
    },
  ),
  command(
    {
      name: "sample",
      summary: "Draws what a run's generator makes",
      usage: "<run> [flags]",
      notes: [
        "The run is its folder, or the name of one in runs/. Without flags it draws one picture, of a conditional generator with a row of each class.",
        "Image 17 of a seed is the same however many there are. Files that are there are replaced.",
        "Exit codes: 0 done, 1 failed, 2 a mistake in the command.",
      ],
      examples: [
        "deno task sample flowers",
        "deno task sample flowers --count 10000 --truncation 1.5 --out /tmp/flowers",
        "deno task sample mnist-conditional --class 7 --grid 4x12",
        "deno task sample flowers --walk 8 --format webp",
      ],
    },
    SAMPLE_FLAGS,
    async ({ rest: [run, ...more], values: flags }, output) => {
      if (run === undefined) throw new UsageError("Cannot sample as a run must be named: deno task sample <run>");
      refuseMore(more, "sample");
      checkSampleFlags(flags);
      const folder = await sampleFolder(run);
      output.print(`Forger ${VERSION}: ${folder}`); // at once, as what follows takes seconds
      const { sampleCommand } = await load<typeof import("./sample_command.ts")>("./sample_command.ts");
      await sampleCommand(folder, flags, output);
      return 0;
    },
  ),
  command(
    {
      name: "fsck",
      summary: "Checks the files of a run",
      usage: "<run> [flags]",
      notes: [
        "The run is its folder, or the name of one in runs/. Names what is damaged, missing or left over, and says from which step it can be resumed and whether it can be sampled from. Nothing is changed.",
        "Exit codes: 0 all fine, 1 something is damaged or missing, 2 a mistake in the command.",
      ],
      examples: ["deno task fsck mnist", "deno task fsck runs/mnist-2 --verbose"],
    },
    FSCK_FLAGS,
    async ({ rest: [run, ...more], values: flags }, output) => {
      if (run === undefined) throw new UsageError("Cannot check a run as it must be named: deno task fsck <run>");
      refuseMore(more, "check a run");
      const folder = await fsckFolder(run);
      const { fsckCommand } = await load<typeof import("./fsck_command.ts")>("./fsck_command.ts");
      return await fsckCommand(folder, flags, output);
    },
  ),
  command(
    {
      name: "doctor",
      summary: "Checks this machine",
      usage: "[flags]",
      notes: ["Exit codes: 0 all that training needs is there, 1 something is missing, 2 a mistake in the command."],
      examples: ["deno task doctor"],
    },
    DOCTOR_FLAGS,
    async ({ rest: more }, output) => {
      refuseMore(more, "run doctor");
      const { doctorCommand } = await load<typeof import("./doctor_command.ts")>("./doctor_command.ts");
      return await doctorCommand(output);
    },
  ),
];
