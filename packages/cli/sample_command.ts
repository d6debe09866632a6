import { count as inWords } from "./describe_start.ts";
import type { Output } from "./output.ts";
import { writeSampleArray, writeSampleFiles } from "./sample_files.ts";
import type { SampleFlags } from "./sample_flags.ts";
import { writeSampleGrid, writeSampleWalk, type WrittenSamples } from "./sample_pictures.ts";
import { sampleSource } from "./sample_source.ts";
import { savedGenerator } from "./saved_generator.ts";
import { startWithProgress } from "./start_with_progress.ts";

/** Images of an array, unless one said how many. */
const ARRAY_COUNT = 64;

/** What {@linkcode sampleCommand} may be told besides. */
export interface SampleCommandOptions {
  /** Ends the sampling, with its reason thrown. */
  readonly signal?: AbortSignal;
}

/**
 * Generates images with the generator that a run saved, and writes them as the command line asks for.
 *
 * @param folder A run's folder that holds its generator.
 * @param flags Go together, as `checkSampleFlags` has seen.
 * @throws {UsageError} If the generator cannot do what is asked for, or has layers that nothing here knows.
 * @throws {Error} If the generator cannot be loaded, or a file not be written.
 */
export async function sampleCommand(
  folder: string,
  flags: SampleFlags,
  output: Output,
  { signal }: SampleCommandOptions = {},
): Promise<void> {
  const { reason } = await startWithProgress(flags);
  if (reason) output.printError(`warning: sampling is slow without libtensorflow. ${reason}`);
  const saved = await savedGenerator(folder, { action: "sample from", file: flags.experiment });
  try {
    const source = { ...sampleSource(saved, flags), signal },
      { count, format, grid, out = `${folder}/generated`, walk } = flags;
    const report = (write: () => Promise<WrittenSamples>) => reportSamples(write, output);
    if (walk !== undefined) {
      const moving = format === "webp" ? format : "gif";
      await report(() => writeSampleWalk(source, { folder: out, format: moving, grid, stops: walk }));
    } else if (format === "npy") {
      await report(() => writeSampleArray(source, { count: count ?? ARRAY_COUNT, folder: out }));
    } else {
      const still = format === "webp" ? format : "png";
      if (grid || count === undefined) {
        await report(() => writeSampleGrid(source, { folder: out, format: still, grid }));
      }
      if (count !== undefined) await report(() => writeSampleFiles(source, { count, folder: out, format: still }));
    }
  } finally {
    saved.generator.dispose();
  }
}

/** Writes, and says what was written and how fast. */
async function reportSamples(write: () => Promise<WrittenSamples>, output: Output): Promise<void> {
  const begin = performance.now(), { files, images, notes = [], warning } = await write();
  const seconds = (performance.now() - begin) / 1000, rate = inWords(Math.round(images / seconds));
  output.print(
    `${inWords(images)} image${images === 1 ? "" : "s"} in ${seconds.toFixed(1)} s, ${rate} a second: ${files}`,
  );
  for (const note of notes) output.print(note);
  if (warning) output.printError(`warning: ${warning}`);
}
