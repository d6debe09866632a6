// Cuts the writing and removing of checkpoints after each call to the operating system, once as a kill and once as a power
// cut would, and looks whether the newest checkpoint that is found is whole.
import { startCompute } from "@forger/core";
import { newestCheckpoint, readCheckpoint, type RunState, Trainer } from "@forger/trainers";
import { assert, assertEquals, assertGreater } from "@std/assert";
import { type FileCall, watchFileCalls } from "./file_calls.ts";
import { type Remains, SimulatedDisk } from "./simulated_disk.ts";
import { EVERY, tinyTraining } from "./tiny_training.ts";

await startCompute({ backend: "cpu" });

/** Checkpoints that are written; of the older ones all but the last `keep` are removed. */
const WRITTEN = 3;

/** In so many parts each write is done. */
const PARTS = 5;

interface Recorded {
  readonly calls: readonly FileCall[];
  /** Each checkpoint's state, by its step. */
  readonly states: ReadonlyMap<number, RunState>;
}

const CHECKPOINT = /\/checkpoints\/step_(\d+)\.json$/;

/** Trains, and notes what is done with files in the folder of checkpoints. */
async function record(keep: number): Promise<Recorded> {
  const folder = `${await Deno.makeTempDir({ prefix: "forger-cut-" })}/run`, calls: FileCall[] = [];
  const states = new Map<number, RunState>();
  {
    using _watch = watchFileCalls(`${folder}/checkpoints`, async (call, make) => {
      const result = await make();
      calls.push(call);
      const [, step] = CHECKPOINT.exec(call.to ?? "") ?? [];
      if (step !== undefined) states.set(Number(step), (await readCheckpoint(folder, Number(step))).state);
      return result;
    });
    await new Trainer(tinyTraining({ keep }), { folder, steps: WRITTEN * EVERY, compile: "off" }).train();
  }
  await Deno.remove(folder, { recursive: true });
  const inner = (path: string) => path.slice(folder.length);
  const within = calls.map(({ path, to, ...call }) => ({ ...call, path: inner(path), to: to && inner(to) }));
  return { states, calls: within.flatMap(inParts) };
}

/** Writing may be cut in its middle. */
function inParts(call: FileCall): FileCall[] {
  const { bytes } = call;
  if (!bytes) return [call];
  const places = Array.from({ length: PARTS + 1 }, (_, part) => Math.floor(part * bytes.length / PARTS));
  return places.slice(1).map((end, part) => ({ ...call, bytes: bytes.subarray(places[part], end) }));
}

/** Lays out what was left in a folder, and says which checkpoint is found there. */
async function found(folder: string, remains: Remains): Promise<{ step: number; state: RunState } | undefined> {
  await Deno.mkdir(`${folder}/checkpoints`, { recursive: true });
  for (const [path, bytes] of remains) Deno.writeFileSync(`${folder}${path}`, bytes);
  try {
    const { checkpoint: { state } } = await newestCheckpoint(folder);
    return { step: state.step, state };
  } catch (error) {
    assert((error as Error).message.startsWith(`Cannot go on from ${folder} as it must have a checkpoint`), `${error}`);
    return undefined;
  } finally {
    for (const path of remains.keys()) Deno.removeSync(`${folder}${path}`);
  }
}

for (const keep of [1, 2]) {
  Deno.test(`wherever the writing of checkpoints is cut, of which ${keep} are kept, the newest or the one before is found whole`, async () => {
    const { calls, states } = await record(keep);
    assertEquals([...states.keys()], [EVERY, 2 * EVERY, 3 * EVERY]);
    const kinds = new Set(calls.map(({ kind }) => kind));
    assertEquals(kinds, new Set(["make folder", "open", "write", "sync", "rename", "remove"]));
    const folder = await Deno.makeTempDir({ prefix: "forger-cut-" }), disk = new SimulatedDisk();
    let done = 0, begun = 0, cuts = 0;
    for (const [index, call] of calls.entries()) {
      disk.make(call);
      const [, step] = /step_(\d+)/.exec(call.path) ?? [];
      if (step !== undefined && call.kind !== "remove") begun = Math.max(begun, Number(step));
      // a checkpoint is written when the folder is synchronised after its description has its name
      const renamed = CHECKPOINT.exec(calls.slice(0, index).findLast(({ kind }) => kind === "rename")?.to ?? "");
      if (call.kind === "sync" && call.path === "/checkpoints" && renamed) done = Number(renamed[1]);
      for (
        const [where, remains] of [["killed", disk.whenKilled()], ...[...disk.whenCut()].map((one) => ["cut", one])]
      ) {
        cuts++;
        const what = `${where} after call ${index}, ${call.kind} ${call.path}`;
        const checkpoint = await found(folder, remains as Remains);
        if (done > 0) assert(checkpoint, `${what}: none is found, though that of step ${done} was written`);
        if (!checkpoint) continue;
        assert(
          checkpoint.step >= done && checkpoint.step <= begun,
          `${what}: ${checkpoint.step} of ${done} to ${begun}`,
        );
        assertEquals(checkpoint.state, states.get(checkpoint.step), what);
      }
    }
    assertEquals(done, WRITTEN * EVERY);
    assertGreater(cuts, 5 * calls.length);
  });
}
