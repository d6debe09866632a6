// Trains into a folder, or goes on there, and kills itself where it is told to: at the start of the n-th call that changes a
// file, in its middle or after it. Its parent may kill it at any other moment.
import { Trainer } from "@forger/trainers";
import { watchFileCalls } from "./file_calls.ts";
import { tinyTraining } from "./tiny_training.ts";

const [folder, killAt, where] = Deno.args as [string, string, "before" | "within" | "after"];
const last = Number(killAt);
let calls = 0;

function die(): never {
  Deno.kill(Deno.pid, "SIGKILL");
  throw new Error("it is still alive");
}

using _watch = watchFileCalls(folder, async ({ bytes, kind, path }, make) => {
  if (++calls !== last) return await make();
  if (where === "after") await make();
  if (where === "within" && bytes) {
    const half = bytes.subarray(0, Math.floor(bytes.length / 2)), append = kind === "append";
    // by a synchronous call, which is not watched
    using file = Deno.openSync(path, { append, create: append, write: !append });
    file.writeSync(half);
  }
  die();
});
const experiment = tinyTraining({ milliseconds: 3 });
const trainer = new Trainer(experiment, { compile: "graph", ...hasCheckpoint() ? {} : { folder } });
console.log("begins");
await (hasCheckpoint() ? trainer.resume(folder) : anew());
console.log(`done after ${calls} calls`);

function hasCheckpoint(): boolean {
  try {
    return Deno.readDirSync(`${folder}/checkpoints`).some(({ name }) => /^step_\d+\.json$/.test(name));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Where nothing can be gone on from, the user removes the folder and begins again. */
async function anew(): Promise<unknown> {
  await Deno.lstat(folder).then(() => Deno.removeSync(folder, { recursive: true }), () => {});
  return await trainer.train();
}
