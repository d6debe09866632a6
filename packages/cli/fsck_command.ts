import { startCompute } from "@forger/core";
import { checkRun, type RunCheck } from "@forger/trainers";
import { asUsageError } from "./as_usage_error.ts";
import type { FsckFlags } from "./fsck_flags.ts";
import { fsckPicture } from "./fsck_picture.ts";
import { fsckText } from "./fsck_text.ts";
import { loadingBar } from "./loading_bar.ts";
import type { Output } from "./output.ts";

/**
 * Looks at every file of a run, and says what is damaged, missing or left over and what can still be used; changes nothing.
 *
 * @returns The exit code: 0, or 1 where a file is damaged or missing.
 * @throws {UsageError} If the folder is no run's.
 */
export async function fsckCommand(folder: string, { verbose }: FsckFlags, output: Output): Promise<number> {
  await startCompute({ backend: "cpu" }); // loading a generator needs no more
  const bar = loadingBar({ what: "files" });
  let check: RunCheck;
  try {
    const onProgress = (done: number, total: number) => bar.update(done, total);
    check = await checkRun(folder, { checkPicture: fsckPicture, onProgress });
  } catch (error) {
    throw asUsageError(error);
  } finally {
    bar.finish();
  }
  output.print(fsckText(check, { all: verbose }));
  return check.files.some(({ state }) => state === "damaged" || state === "missing") ? 1 : 0;
}
