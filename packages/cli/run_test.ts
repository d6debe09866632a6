import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { run } from "./run.ts";
import { CapturedOutput } from "./testdata/captured_output.ts";
import { VERSION } from "./version.ts";

async function outcome(...args: string[]): Promise<{ code: number; printed: string; errors: string }> {
  const output = new CapturedOutput();
  const code = await run(args, output);
  return { code, printed: output.printed, errors: output.errors };
}

for (const args of [["--help"], ["-h"]]) {
  Deno.test(`${args} shows the commands`, async () => {
    const { code, errors, printed } = await outcome(...args);
    assertEquals([code, errors], [0, ""]);
    for (
      const line of [
        "train       Trains an experiment\n",
        "evaluate    Measures how good a run's generator is\n",
        "export      Writes a run's generator for other programs\n",
        "playground  Makes a page to play with a run's generator\n",
        "report      Writes a page that shows a run\n",
        "doctor      Checks this machine\n",
      ]
    ) {
      assertStringIncludes(printed, line);
    }
  });
}

Deno.test("no command is misuse, and shows the commands", async () => {
  const { code, errors, printed } = await outcome();
  assertEquals([code, printed], [2, ""]);
  assertStringIncludes(errors, "Usage: deno task <command>");
});

Deno.test("--version shows the version", async () => {
  assertEquals(await outcome("--version"), { code: 0, printed: `${VERSION}\n`, errors: "" });
  assertMatch(VERSION, /^\d+\.\d+\.\d+/);
});

for (const command of ["train", "doctor"]) {
  Deno.test(`${command} has a help of its own, whatever else is wrong`, async () => {
    const { code, errors, printed } = await outcome(command, "--nonsense", "--help");
    assertEquals([code, errors], [0, ""]);
    assertStringIncludes(printed, `Usage: deno task ${command} `);
  });
}

Deno.test("--list shows the experiments and the plugins with their options", async () => {
  const { code, printed } = await outcome("train", "--list");
  assertEquals(code, 0);
  assertMatch(printed, /^ {2}mnist +a small DCGAN/m);
  assertMatch(printed, /^ {2}mnist-dcgan +\S/m);
  assertMatch(printed, /^ {2}ema\n {4}decay +how much/m);
  assertMatch(printed, /^ {4}--data +a folder of photographs .*none$/m); // its default is a text without letters
});

const misuse: [args: string[], errors: string][] = [
  [
    ["trian"],
    "error: Cannot run trian as it must be a command: known are train, data, sample",
  ],
  [["trian"], "help: did you mean train?\n"],
  [
    ["train", "--list", "--stpes=3"],
    "error: Cannot use --stpes as it must be a known flag\nhelp: did you mean --steps?\n",
  ],
  [["train", "--steps", "-1"], "error: Cannot use --steps as it must be a positive integer: current value is -1\n"],
  [
    ["train", "mnsit"],
    "error: Cannot train mnsit as it must be an experiment: known are flowers, function-1d, mnist, ",
  ],
  [["train", "mnsit"], "help: did you mean mnist?\n"],
  [["train", "mnist", "again"], `error: Cannot train with "again" as it must have fewer arguments\n`],
  [["doctor", "who"], `error: Cannot run doctor with "who" as it must have fewer arguments\n`],
  [["doctor", "--steps"], "error: Cannot use --steps as it must be a known flag\n"],
];

Deno.test("a flag that neither the command nor the experiment knows is refused once the experiment is loaded", async () => {
  const { code, errors, printed } = await outcome("train", "--stpes", "3");
  assertEquals(code, 2);
  assertMatch(printed, /^Forger \S+: mnist\n$/);
  assertStringIncludes(errors, "Cannot use --stpes as it must be a known flag, or an option of mnist\n");
  assertStringIncludes(errors, "help: did you mean --steps?\n");
});

for (const [args, errors] of misuse) {
  Deno.test(`misuse is refused with exit code 2: ${args.join(" ")}`, async () => {
    const result = await outcome(...args);
    assertEquals([result.code, result.printed], [2, ""]);
    assertStringIncludes(result.errors, errors);
  });
}

Deno.test("a run's settings name an experiment and never a file to run", async () => {
  const folder = await Deno.makeTempDir(), file = `${folder}/stranger.ts`;
  await Deno.writeTextFile(file, `Deno.writeTextFileSync(${JSON.stringify(`${folder}/ran`)}, "");`);
  const settings = { seed: 1, steps: 1, batch: { real: 1, fake: 1, generator: 1 }, compute: { compile: "auto" } };
  for (const name of [file, `file://${file}`, "../stranger.ts", "stranger.ts", "..\\stranger.ts"]) {
    await Deno.writeTextFile(`${folder}/config.json`, JSON.stringify({ name, ...settings }));
    const output = new CapturedOutput();
    assertEquals(await run(["train", "--resume", folder], output), 2, name);
    assertStringIncludes(output.errors, `error: Cannot resume ${folder} as its config.json must name an experiment`);
    assertStringIncludes(output.errors, "help: name the file yourself");
    assertEquals(await Deno.stat(`${folder}/ran`).catch(() => "not there"), "not there", name);
  }
  await Deno.remove(folder, { recursive: true });
});
