import { startCompute } from "@forger/core";
import type { Experiment, TrainerSettings } from "@forger/trainers";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { dryRun } from "./dry_run.ts";
import { CapturedOutput } from "./testdata/captured_output.ts";
import tiny from "./testdata/tiny.ts";
import { UsageError } from "./usage_error.ts";

await startCompute({ backend: "cpu" });

async function shown(changes: Partial<Experiment> = {}, settings: TrainerSettings = {}): Promise<string> {
  const output = new CapturedOutput();
  await dryRun({ ...tiny, ...changes }, settings, output);
  return output.printed;
}

function row(text: string, name: string): string | undefined {
  return text.split("\n").find((line) => line.startsWith(`  ${name} `))?.replace(/^ *\S+ +/, "");
}

Deno.test("a dry run shows both networks and the plan", async () => {
  const text = await shown();
  assertStringIncludes(text, "generator_dense_1 (Dense)");
  assertStringIncludes(text, "discriminator_output (Dense)");
  assertEquals(
    text.slice(text.indexOf("  experiment")).replace(/libtensorflow \S+/, "libtensorflow X"),
    [
      "  experiment     tiny",
      "  data           squares, 12 rows of [2, 2, 1] from -1 to 1",
      "  latent         normal, 2 numbers",
      "  batch          4",
      "  steps          3",
      "  epochs         1.00",
      "  images         12 real ones seen",
      "  updates        discriminator joint, fakes fresh",
      "  loss           non-saturating",
      "  discriminator  adam, learning rate 0.001, beta1 0.9, beta2 0.999, epsilon 1e-7",
      "  generator      adam, learning rate 0.001, beta1 0.9, beta2 0.999, epsilon 1e-7",
      "  plugins        none",
      "  seed           1",
      "  compute        TensorFlow.js without libtensorflow X on CPU",
      "  compile        off, as cpu runs operation by operation",
      "  folder         runs/tiny",
      "",
    ].join("\n"),
  );
});

Deno.test("a dry run shows what the command line changes", async () => {
  const text = await shown({ plugins: [{ name: "one" }, [false, { name: "two", every: 1000 }]] }, {
    batch: { real: 6, fake: 2, generator: 4 },
    folder: "elsewhere",
    seed: 9,
    steps: 50,
  });
  assertEquals(
    ["batch", "steps", "epochs", "images", "plugins", "seed", "folder"].map((name) => row(text, name)),
    [
      "6 real and 2 fake, 4 for the generator",
      "50",
      "25.00",
      "300 real ones seen",
      "one, two every 1,000 steps",
      "9",
      "elsewhere",
    ],
  );
});

Deno.test("a dry run trains nothing, runs no plugin and leaves no file", async () => {
  const before = { folder: Deno.cwd(), temporary: Deno.env.get("TMPDIR") };
  const folder = await Deno.makeTempDir();
  Deno.chdir(folder);
  Deno.env.set("TMPDIR", folder);
  const fail = () => {
    throw new Error("must not run");
  };
  const bad = { name: "bad", transformReal: fail, onTrainBegin: fail, onStepEnd: fail, onTrainEnd: fail };
  try {
    await shown({ loss: { ...tiny.loss, discriminator: fail }, plugins: [bad] });
    assertEquals(await Array.fromAsync(Deno.readDir(folder)), []);
  } finally {
    Deno.chdir(before.folder);
    if (before.temporary === undefined) Deno.env.delete("TMPDIR");
    else Deno.env.set("TMPDIR", before.temporary);
  }
});

Deno.test("a dry run names the folder that a run would take", async () => {
  const before = Deno.cwd(), folder = await Deno.makeTempDir();
  Deno.chdir(folder);
  try {
    await Deno.mkdir("runs/tiny", { recursive: true });
    assertEquals(row(await shown(), "folder"), "runs/tiny-2");
    await Deno.writeTextFile("runs/tiny/config.json", "{}");
    assert(row(await shown({}, { folder: "runs/tiny" }), "folder")!.includes("holds a run already"));
  } finally {
    Deno.chdir(before);
  }
});

Deno.test("a dry run refuses what a run would refuse", async () => {
  await assertRejects(() => shown({ batch: 13 }), UsageError, "at most its size, 12");
});
