import { exportLayers } from "@forger/exports";
import { loadNetwork } from "@forger/layers";
import { type ServedPlayground, servePlayground, writePlayground, type WrittenPlayground } from "@forger/pages";
import { loadGenerator, type SavedGenerator } from "@forger/trainers";
import { basename, resolve } from "node:path";
import { asUsageError } from "./as_usage_error.ts";
import type { Output } from "./output.ts";
import type { PlaygroundFlags } from "./playground_flags.ts";
import { startWithProgress } from "./start_with_progress.ts";

/**
 * Writes the page on which a run's generator can be played with, and serves it where that is asked for.
 *
 * @param folder A run's folder that holds its generator.
 * @throws {UsageError} If the generator cannot be put on a page, or the port not be taken.
 * @throws {Error} If the generator cannot be loaded, or a file not be written.
 */
export async function playgroundCommand(
  folder: string,
  flags: PlaygroundFlags,
  output: Output,
): Promise<void> {
  const { out = `${folder}/playground`, port, serve } = flags;
  await startWithProgress(flags);
  const saved = await loadGenerator(folder);
  try {
    const name = basename(resolve(folder));
    const { bytes, opensAsFile, page } = await writeFrom(saved, out, name);
    output.print(`${(bytes / 1e6).toFixed(1)} MB of files for any web server: ${out}`);
    if (!serve) {
      output.print(
        opensAsFile
          ? `To play with it, open ${page} in a browser`
          : "To play with it, add --serve: the weights are too many for a page that is opened as a file",
      );
    }
  } catch (error) {
    throw asUsageError(error);
  } finally {
    saved.generator.dispose();
  }
  if (!serve) return;
  const server = servePage(out, port);
  output.print(`${server.address}   Ctrl-C ends`);
  await server.finished;
}

function servePage(folder: string, port: number | undefined): ServedPlayground {
  try {
    return servePlayground(folder, { port });
  } catch (error) {
    throw asUsageError(error);
  }
}

/** A page knows the layers of TensorFlow.js alone, of which the export makes those of Forger. */
async function writeFrom(saved: SavedGenerator, out: string, name: string): Promise<WrittenPlayground> {
  // in its own folder, so that it needs the right to write to no other
  const folder = `${out}/.model.${crypto.randomUUID().slice(0, 8)}.partial`;
  try {
    const { classes, generator, latent, range } = saved;
    await exportLayers(generator, `${folder}/model`, { latent, range, classes });
    const { network } = await loadNetwork(`${folder}/model`);
    try {
      return await writePlayground(saved, out, { name, network });
    } finally {
      network.dispose();
    }
  } finally {
    await Deno.remove(folder, { recursive: true }).catch(unlessMissing); // where the export was refused
  }
}

function unlessMissing(error: unknown): void {
  if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return;
  throw error;
}
