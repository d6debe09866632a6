import type { Run } from "@forger/trainers";
import { encodeImageGrid } from "@forger/samplers";
import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import sharp from "sharp";
import { Film, type FilmOptions } from "./_film.ts";
import { fakeRun, report } from "./testdata/fake_run.ts";

const KEEPING = [{ name: "keeping", onSettled() {} }];

/** A film whose frames are squares as grey as their step. */
function film(options: Partial<FilmOptions> = {}, keeps = true, side = 8): Film {
  const made = new Film({
    every: 10,
    frames: 3,
    name: "grey",
    async draw(_run, step) {
      const image = tf.fill([1, side, side, 1], step);
      try {
        return await encodeImageGrid(image, { range: [0, 255] });
      } finally {
        image.dispose();
      }
    },
    ...options,
  });
  made.configure(keeps ? KEEPING : []);
  return made;
}

/** Takes frames at every ten steps, from one to another. */
async function shoot(film: Film, run: Run, [first, last]: readonly [number, number]): Promise<void> {
  for (let step = first; step <= last; step += 10) {
    await film.follow(report([step - 9, step], () => ({})), run);
  }
}

/** The steps of a GIF's frames. */
async function framesIn({ folder }: Run): Promise<number[]> {
  const file = `${folder}/samples/grey.gif`, { pages = 1 } = await sharp(file, { animated: true }).metadata();
  const steps: number[] = [];
  for (let page = 0; page < pages; page++) {
    const { data, info } = await sharp(file, { page }).raw().toBuffer({ resolveWithObject: true });
    steps.push(data[(32 * info.width + 32) * info.channels]!);
  }
  return steps;
}

const folderOf = ({ folder }: Run) => `${folder}/samples/.frames/grey`;
const files = (run: Run) =>
  [...Deno.readDirSync(folderOf(run))].map(({ name }) => Number(name.slice(5, 11))).toSorted((a, b) => a - b);

/** A film that is put away after step 60 and goes on after step 50, as the state says. */
async function resumed(
  options: Partial<FilmOptions> = {},
  change: (run: Run) => Promise<void> = async () => {},
  side = 8,
) {
  const warnings: string[] = [];
  const run = await fakeRun({ warn: (text) => void warnings.push(text) }), first = film();
  await first.begin(run);
  await shoot(first, run, [10, 50]);
  const state = JSON.parse(JSON.stringify(first.state));
  await shoot(first, run, [60, 60]);
  await change(run);
  const second = film(options, true, side), after = { ...run, step: 50 };
  await second.begin(after);
  second.restore(state, after);
  return { run: after, second, warnings };
}

Deno.test("frames of a run that may be resumed are files, of which none is removed", async () => {
  const run = await fakeRun(), one = film();
  await one.begin(run);
  await shoot(one, run, [10, 90]);
  await one.end("finished", run);
  assertEquals(files(run), [0, 10, 20, 30, 40, 60, 80]); // every tenth until there are too many, then every twentieth
  assertEquals(await framesIn(run), [0, 40, 80, 90]);
});

Deno.test("frames of another run are in memory alone", async () => {
  const run = await fakeRun(), one = film({}, false);
  await one.begin(run);
  await shoot(one, run, [10, 30]);
  await one.end("finished", run);
  assertEquals(await framesIn(run), [0, 10, 20, 30]);
  assertEquals([...Deno.readDirSync(`${run.folder}/samples`)].map(({ name }) => name), ["grey.gif"]);
});

Deno.test("a resumed film has the frames from before, and drops some where the whole one does", async () => {
  const { run, second, warnings } = await resumed();
  await shoot(second, run, [60, 100]);
  await second.end("finished", run);
  const whole = film(), other = await fakeRun();
  await whole.begin(other);
  await shoot(whole, other, [10, 100]);
  await whole.end("finished", other);
  assertEquals([await framesIn(run), warnings], [await framesIn(other), []]);
  assertEquals(
    await Deno.readFile(`${run.folder}/samples/grey.gif`),
    await Deno.readFile(`${other.folder}/samples/grey.gif`),
  );
});

Deno.test("a resumed film that ends at once has the last frame as well", async () => {
  const { run, second } = await resumed();
  await second.end("finished", run);
  assertEquals(await framesIn(run), [0, 20, 40, 50]);
});

Deno.test("a film that failed after it was resumed has the frames that were taken before", async () => {
  const { run, second } = await resumed();
  await second.end("failed", run);
  assertEquals(await framesIn(run), [0, 20, 40]);
});

Deno.test("frames whose files are gone are left out, which is said", async () => {
  const { run, second, warnings } = await resumed({}, (run) => Deno.remove(`${folderOf(run)}/step_000020.png`));
  await second.end("finished", run);
  assertEquals(await framesIn(run), [0, 40, 50]);
  assertEquals(warnings, [
    `grey.gif lacks 1 of its frames, which in ${folderOf(run)} are missing, damaged or of another size`,
  ]);
});

for (
  const [what, damage] of [
    ["empty", (path) => Deno.writeFile(path, new Uint8Array(0))],
    ["of another format", (path) => Deno.writeTextFile(path, "no picture at all, but long enough for a size")],
    ["cut short", async (path) => Deno.truncate(path, (await Deno.stat(path)).size - 20)],
  ] satisfies [string, (path: string) => Promise<void>][]
) {
  Deno.test(`frames whose files are ${what} are left out, which is said`, async () => {
    const { run, second, warnings } = await resumed({}, (run) => damage(`${folderOf(run)}/step_000020.png`));
    await second.end("finished", run);
    assertEquals(await framesIn(run), [0, 40, 50]);
    assertEquals(warnings.length, 1);
  });
}

Deno.test("frames of another size are left out, which is said", async () => {
  const { run, second, warnings } = await resumed({}, undefined, 16);
  await shoot(second, run, [60, 60]);
  await second.end("finished", run);
  assertEquals((await framesIn(run)).length, 1);
  assertEquals(warnings.length, 1);
});

Deno.test("another cadence counts from where it is resumed", async () => {
  const { run, second } = await resumed({ every: 5, frames: 9 });
  for (const step of [55, 60]) await second.follow(report([step - 4, step], () => ({})), run);
  await second.end("finished", run);
  assertEquals(await framesIn(run), [0, 20, 40, 55, 60]);
});

Deno.test("a film that is new in a resumed run begins with its first frame from then on", async () => {
  const run = await fakeRun({ step: 50 }), one = film();
  await one.begin(run);
  await shoot(one, run, [60, 70]);
  await one.end("finished", run);
  assertEquals(await framesIn(run), [60, 70]);
});

Deno.test("a film goes back with its run, and ends there where the run does", async () => {
  for (const keeps of [true, false]) {
    const run = await fakeRun(), one = film({}, keeps);
    await one.begin(run);
    await shoot(one, run, [10, 10]);
    const { state } = one;
    await shoot(one, run, [20, 30]);
    one.restore(state, { ...run, step: 15 });
    await one.end("stopped", run);
    assertEquals(await framesIn(run), [0, 10, 15]);
  }
});
