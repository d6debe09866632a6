import { clusterOf } from "./cluster_of.ts";
import { type Command, command } from "./command.ts";
import { DATA_FLAGS } from "./data_flags.ts";
import { DOCTOR_FLAGS } from "./doctor_flags.ts";
import { existingRunFolder } from "./existing_run_folder.ts";
import { checkEvaluateFlags, EVALUATE_FLAGS } from "./evaluate_flags.ts";
import { checkExportFlags, EXPORT_FLAGS } from "./export_flags.ts";
import { findExperiment } from "./find_experiment.ts";
import { FSCK_FLAGS } from "./fsck_flags.ts";
import { listExperiments } from "./list_experiments.ts";
import { unknownFlag } from "./flags.ts";
import { isPath } from "./load_module.ts";
import { followParent, hasParent } from "./parent_process.ts";
import { checkPlaygroundFlags, PLAYGROUND_FLAGS } from "./playground_flags.ts";
import { REPORT_FLAGS } from "./report_flags.ts";
import { checkSampleFlags, SAMPLE_FLAGS } from "./sample_flags.ts";
import { sampleFolder } from "./sample_folder.ts";
import { readSavedRun, type SavedRun } from "./saved_run.ts";
import { startsWorkers } from "./starts_workers.ts";
import { StopSignals } from "./stop_signals.ts";
import { TRAIN_FLAGS } from "./train_flags.ts";
import { untilSignal } from "./until_signal.ts";
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
        "deno task train flowers --ui",
        "deno task train mnist-dcgan --workers 2 --restart 3",
        "deno task train ./mine.ts --plugin ema:decay=0.99 --plugin ./darken.ts:by=0.3",
      ],
    },
    TRAIN_FLAGS,
    async ({ rest: [given, ...more], unknown, values: flags }, output, args) => {
      refuseMore(more, "train");
      if (flags.list) {
        if (given !== undefined) throw new UsageError(`Cannot list with "${given}" as it must have no arguments`);
        for (const name of unknown.keys()) throw unknownFlag(`--${name}`, TRAIN_FLAGS);
        output.print(await listExperiments());
        return 0;
      }
      const saved = flags.resume === undefined ? undefined : await readSavedRun(flags.resume);
      const source = given ?? namedExperiment(saved) ?? "mnist", path = await findExperiment(source);
      if (startsWorkers(flags)) {
        const { startWorkers } = await load<typeof import("./start_workers.ts")>("./start_workers.ts");
        return await startWorkers(flags, { args, options: unknown, output, path, saved });
      }
      const cluster = clusterOf(flags), leavesToParent = hasParent();
      // at once, as what follows takes seconds
      if (cluster === undefined || cluster.own === 0) output.print(`Forger ${VERSION}: ${source}`);
      const stop = new StopSignals(output, { leavesToParent });
      if (leavesToParent) void followParent(stop);
      try {
        const { trainCommand } = await load<typeof import("./train_command.ts")>("./train_command.ts");
        const code = await trainCommand(flags, { cluster, options: unknown, output, path, saved, stop });
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
        "Exit codes: 0 done, 1 failed, 2 a mistake in the command, 130 Ctrl-C, 143 SIGTERM.",
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
      return await untilSignal((signal) => sampleCommand(folder, flags, output, { signal }));
    },
  ),
  command(
    {
      name: "evaluate",
      summary: "Measures how good a run's generator is",
      usage: "<run> [flags]",
      notes: [
        "The run is its folder, or the name of one in runs/; <run>/best is the best generator that the plugin evaluate kept. What is measured is printed with its card, which says how, and appended to the run's evaluations.jsonl.",
        "A network's file may be followed by what it takes and gives: ./model.json:range=[0,1],layer=pool, or ./model.onnx:mean=[0.485,0.456,0.406],deviation=[0.229,0.224,0.225],range=[0,1].",
        "Arrows tell whether lower or higher is better. The last column is what real rows get in the place of generated ones.",
        "Exit codes: 0 done, 1 failed, 2 a mistake in the command.",
      ],
      examples: [
        "deno task evaluate mnist",
        "deno task evaluate mnist --against mnist-2 --samples 2000",
        "deno task evaluate flowers --metric kernel-distance --extractor ./inception/model.json",
      ],
    },
    EVALUATE_FLAGS,
    async ({ rest: [run, ...more], values: flags }, output) => {
      if (run === undefined) throw new UsageError("Cannot evaluate as a run must be named: deno task evaluate <run>");
      refuseMore(more, "evaluate");
      checkEvaluateFlags(flags);
      if (!flags.json) output.print(`Forger ${VERSION}: ${run}`); // at once, as what follows takes seconds
      const { evaluateCommand } = await load<typeof import("./evaluate_command.ts")>("./evaluate_command.ts");
      await evaluateCommand(run, flags, output);
      return 0;
    },
  ),
  command(
    {
      name: "export",
      summary: "Writes a run's generator for other programs",
      usage: "<run> --to FORMAT [flags]",
      notes: [
        "The run is its folder, or the name of one in runs/. The README.txt beside the files says how they are loaded, and what goes in and comes out.",
        "An earlier export in the folder is replaced, as a whole. Exit codes: 0 done, 1 failed, 2 a mistake in the command.",
      ],
      examples: [
        "deno task export mnist --to onnx",
        "deno task export flowers --to layers --out ./site/model",
        "deno task export mnist --to savedmodel --checkpoint 2000",
      ],
    },
    EXPORT_FLAGS,
    async ({ rest: [run, ...more], values }, output) => {
      if (run === undefined) {
        throw new UsageError("Cannot export as a run must be named: deno task export <run> --to FORMAT");
      }
      refuseMore(more, "export");
      const flags = checkExportFlags(values);
      output.print(`Forger ${VERSION}: ${run}`); // at once, as what follows takes seconds
      const { exportCommand } = await load<typeof import("./export_command.ts")>("./export_command.ts");
      await exportCommand(run, flags, output);
      return 0;
    },
  ),
  command(
    {
      name: "playground",
      summary: "Makes a page to play with a run's generator",
      usage: "<run> [flags]",
      notes: [
        "The run is its folder, or the name of one in runs/. The page runs the generator in the browser, and loads nothing from elsewhere: put its folder on any web server, or open index.html.",
        "Files that are there are replaced. Exit codes: 0 done, 1 failed, 2 a mistake in the command.",
      ],
      examples: ["deno task playground mnist", "deno task playground runs/flowers --out ./site --serve"],
    },
    PLAYGROUND_FLAGS,
    async ({ rest: [run, ...more], values: flags }, output) => {
      if (run === undefined) {
        throw new UsageError("Cannot make a playground as a run must be named: deno task playground <run>");
      }
      refuseMore(more, "make a playground");
      checkPlaygroundFlags(flags);
      const folder = await sampleFolder(run);
      output.print(`Forger ${VERSION}: ${folder}`); // at once, as what follows takes seconds
      const { playgroundCommand } = await load<typeof import("./playground_command.ts")>("./playground_command.ts");
      await playgroundCommand(folder, flags, output);
      return 0;
    },
  ),
  command(
    {
      name: "report",
      summary: "Writes a page that shows a run",
      usage: "<run> [flags]",
      notes: [
        "The run is its folder, or the name of one in runs/. The page is one file, report.html in the run's folder, that needs no other file and no network. Training writes it too, when it ends.",
        "What is missing or damaged is left out, and named. Exit codes: 0 done, 1 failed, 2 a mistake in the command.",
      ],
      examples: ["deno task report mnist", "deno task report runs/mnist-2 --out /tmp/mnist.html"],
    },
    REPORT_FLAGS,
    async ({ rest: [run, ...more], values: flags }, output) => {
      if (run === undefined) throw new UsageError("Cannot report on a run as it must be named: deno task report <run>");
      refuseMore(more, "report on a run");
      const folder = await existingRunFolder("report on", run);
      const { reportCommand } = await load<typeof import("./report_command.ts")>("./report_command.ts");
      await reportCommand(folder, flags, output);
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
      const folder = await existingRunFolder("check", run);
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
