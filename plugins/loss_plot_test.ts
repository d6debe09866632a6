import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import sharp from "sharp";
import { lossPlot } from "./loss_plot.ts";
import { drive, hook } from "./testdata/drive.ts";
import { fakeRun, report } from "./testdata/fake_run.ts";

const losses = (step: number) => ({ discriminator: 1 / step, "discriminator/real": 7, generator: Math.log(step) });

/** What a picture shows: its texts in order. */
const texts = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!);

Deno.test("the drawing is an SVG with title, axes and a legend of both players, without their terms", async () => {
  const run = await fakeRun({ name: "mnist" });
  await drive(lossPlot(), run, [report([1, 300], losses)]);
  const svg = await Deno.readTextFile(`${run.folder}/losses.svg`);
  assertMatch(svg, /^<svg width="960" height="540" /);
  const shown = texts(svg);
  for (const text of ["Losses of mnist", "step", "loss", "discriminator", "generator", "300"]) {
    assert(shown.includes(text), text);
  }
  assertEquals(shown.includes("discriminator/real"), false);
  const { width, height } = await sharp(new TextEncoder().encode(svg)).metadata();
  assertEquals([width, height], [960, 540]);
});

Deno.test("it is drawn when a multiple of the steps is passed, and at the end", async () => {
  const run = await fakeRun(), plugin = lossPlot({ every: 100 });
  const drawn = async () => {
    const { mtime } = await Deno.stat(`${run.folder}/losses.svg`).catch(() => ({ mtime: undefined }));
    await Deno.remove(`${run.folder}/losses.svg`).catch(() => {});
    return mtime !== undefined;
  };
  await hook(plugin, "onTrainBegin")(run);
  const history: boolean[] = [];
  for (const steps of [[1, 99], [100, 100], [101, 199], [200, 450], [451, 499]] as const) {
    await hook(plugin, "onStepEnd")(report(steps, losses), run);
    history.push(await drawn());
  }
  await hook(plugin, "onTrainEnd")("stopped", run);
  assertEquals([...history, await drawn()], [false, true, false, true, false, true]);
});

Deno.test("the end of a failed run is drawn, with the step from which a loss is not finite", async () => {
  const run = await fakeRun();
  await drive(lossPlot(), run, [report([1, 120], (step) => ({ generator: step > 90 ? NaN : 1 }))], "failed");
  assertStringIncludes(await Deno.readTextFile(`${run.folder}/losses.svg`), "generator is not finite from step 91");
});

Deno.test("steps that a run goes back to replace what was drawn of them", async () => {
  const straight = await fakeRun(), back = await fakeRun();
  const lost = report([60, 90], (step) => ({ generator: step > 80 ? NaN : 50 }));
  await drive(lossPlot(), straight, [report([1, 120], losses)]);
  await drive(lossPlot(), back, [report([1, 59], losses), lost, report([60, 120], losses)]);
  const [expected, drawn] = [straight, back].map(({ folder }) => Deno.readTextFileSync(`${folder}/losses.svg`));
  assertEquals(drawn, expected);
});

Deno.test("a run without a step leaves no drawing, and one step is drawn", async () => {
  const run = await fakeRun();
  await drive(lossPlot(), run, [], "failed");
  assertEquals([...Deno.readDirSync(run.folder)], []);
  await drive(lossPlot(), run, [report([1, 1], losses)]);
  assertStringIncludes(await Deno.readTextFile(`${run.folder}/losses.svg`), "</svg>");
});

Deno.test("a long run's drawing stays small", async () => {
  const run = await fakeRun();
  await drive(lossPlot({ every: 1_000_000 }), run, [report([1, 50_000], losses), report([50_001, 100_000], losses)]);
  const { size } = await Deno.stat(`${run.folder}/losses.svg`);
  assert(size < 100_000, `${size} bytes`);
});

Deno.test("the axis has round numbers that hold the smoothed curve, whatever the losses' size", async () => {
  for (const scale of [1e-4, 0.3, 1, 77, 1e6]) {
    const run = await fakeRun();
    await drive(lossPlot(), run, [report([1, 200], (step) => ({ generator: scale * (1 + step / 200) }))]);
    const svg = await Deno.readTextFile(`${run.folder}/losses.svg`);
    const marks = [...svg.matchAll(/text-anchor="end"[^>]*>([^<]*)</g)].map(([, text]) =>
      Number(text!.replaceAll(",", ""))
    );
    assert(Math.max(...marks) >= 1.95 * scale && Math.max(...marks) <= 2.5 * scale, `${marks} for ${scale}`);
    assert(Math.min(...marks) <= 1.05 * scale, `${marks} for ${scale}`);
  }
});
