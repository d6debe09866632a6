import type { Run, StepReport } from "@forger/trainers";
import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { progress, type ProgressOptions } from "./progress.ts";
import { drive, hook } from "./testdata/drive.ts";
import { fakeRun, report } from "./testdata/fake_run.ts";

/** What the plugin writes during a run. */
async function written(
  options: ProgressOptions,
  reports: readonly StepReport[],
  changes: Partial<Run> = {},
  reason: "finished" | "stopped" | "failed" = "finished",
): Promise<string> {
  let text = "";
  const plugin = progress({ ...options, write: (part) => text += part });
  await drive(plugin, await fakeRun({ name: "mnist", folder: "runs/mnist", ...changes }), reports, reason);
  return text;
}

/** Steps that take 10 ms each, reported every 100 steps. */
function steadily(
  last: number,
  values: Record<string, number> = { discriminator: 0.5, generator: 1.25 },
): StepReport[] {
  return Array.from({ length: last / 100 }, (_, index) => report([100 * index + 1, 100 * index + 100], () => values));
}

/** What a terminal's line shows after the text: what was overwritten is gone. */
const visible = (text: string): string[] => text.split("\n").map((line) => line.split("\r\x1b[K").at(-1)!);

Deno.test("without a terminal there is a line every ten seconds, and one at the end", async () => {
  const text = await written({ terminal: false }, steadily(3500), { steps: 3500 });
  assertEquals(text.split("\n"), [
    "Training mnist for 3,500 steps on CPU with TensorFlow.js 4.22.0, into runs/mnist",
    "  2%  100/3500  discriminator 0.500  generator 1.250  epoch 0",
    " 31%  1100/3500  100 steps/s  24 s left  discriminator 0.500  generator 1.250  epoch 0",
    " 60%  2100/3500  100 steps/s  14 s left  discriminator 0.500  generator 1.250  epoch 0",
    " 88%  3100/3500  100 steps/s  4 s left  discriminator 0.500  generator 1.250  epoch 0",
    "100%  3500/3500  100 steps/s  0 s left  discriminator 0.500  generator 1.250  epoch 0",
    "Finished 3,500 steps in 35 s: runs/mnist",
    "",
  ]);
});

Deno.test("a terminal shows one bar that is overwritten, and keeps its last state", async () => {
  const text = await written({ terminal: true, columns: () => 140 }, steadily(1000));
  assertEquals(text.split("\r\x1b[K").length, 1 + 1 + 10 + 1); // introduction, ten reports, conclusion
  assertEquals(visible(text).slice(1), [
    `mnist 100% ${"█".repeat(30)}  1000/1000  100 steps/s  0 s left  discriminator 0.500  generator 1.250  epoch 0`,
    "Finished 1,000 steps in 10 s: runs/mnist",
    "",
  ]);
  const half = visible(await written({ terminal: true, columns: () => 140 }, steadily(500), {}, "stopped"))[1]!;
  assert(half.startsWith(`mnist  50% ${"█".repeat(15)}${"░".repeat(15)}  500/1000`), half);
});

const widths: [columns: number, line: string][] = [
  [
    140,
    "mnist  50% ███████████████░░░░░░░░░░░░░░░  500/1000  100 steps/s  5 s left  discriminator 0.500  generator 1.250  epoch 0",
  ],
  [
    115,
    "mnist  50% ██████████░░░░░░░░░░  500/1000  100 steps/s  5 s left  discriminator 0.500  generator 1.250  epoch 0",
  ],
  [100, "mnist  50% █████░░░░░  500/1000  100 steps/s  5 s left  discriminator 0.500  generator 1.250"],
  [80, "mnist  50% █████░░░░░  500/1000  100 steps/s  5 s left  discriminator 0.500"],
  [30, "mnist  50% █████░░░░░"],
  [10, "mnist  50"],
  [1, ""],
];

for (const [columns, line] of widths) {
  Deno.test(`a terminal of ${columns} columns shows what fits into it`, async () => {
    const text = await written({ terminal: true, columns: () => columns }, steadily(500));
    assertEquals(visible(text)[1], line);
    assert(line.length < columns);
  });
}

Deno.test("the rate is that of the last ten seconds, and the first call with its compilation is left out", async () => {
  const nothing = () => ({});
  const reports = [
    report([1, 1], nothing, { elapsed: 60_000 }),
    report([2, 101], nothing, { elapsed: 61_000 }),
    report([102, 1101], nothing, { elapsed: 71_000 }),
    report([1102, 1111], nothing, { elapsed: 91_000 }),
  ];
  const lines = (await written({ terminal: false, interval: 0 }, reports, { steps: 2111 })).split("\n");
  assertEquals(lines.slice(1, 5), [
    "  0%  1/2111  epoch 0",
    "  4%  101/2111  100 steps/s  20 s left  epoch 0",
    " 52%  1101/2111  100 steps/s  10 s left  epoch 0",
    " 52%  1111/2111  0.50 steps/s  33 min 20 s left  epoch 0",
  ]);
});

Deno.test("losses are smoothed, and their terms left out", async () => {
  const values = (step: number) => ({ discriminator: step % 2, "discriminator/real": 5, generator: 12345.678 });
  const text = await written({ terminal: false }, [report([1, 2000], values)], { steps: 2000 });
  assertMatch(text, /discriminator 0\.(49|50)\d {2}generator 1\.235e\+4 {2}epoch 0\n/);
});

Deno.test("a loss that was not finite for a while is a number again afterwards, one that is not finite is shown", async () => {
  const line = async (value: (step: number) => number) => {
    const reports = [report([1, 20], (step) => ({ generator: value(step) }))];
    return (await written({ terminal: false }, reports, { steps: 20 })).split("\n")[1]!;
  };
  assert((await line((step) => step === 5 ? NaN : 2)).includes("  generator 2.000  "));
  assert((await line((step) => step > 5 ? NaN : 2)).includes("  generator NaN  "));
});

Deno.test("it is said once how the step is compiled", async () => {
  const decision = { mode: "xla", reason: "0.10 ms a step with XLA, 0.89 ms as a graph", nodeCount: 9 } as const;
  const text = await written({ terminal: true, columns: () => 120 }, steadily(300), { decision });
  const sentence = "Each step runs as one function compiled by XLA: 0.10 ms a step with XLA, 0.89 ms as a graph";
  assertEquals(text.split(sentence).length, 2);
  assertEquals(visible(text)[1], sentence);
});

Deno.test("it is said where libtensorflow is missing, and why", async () => {
  const compute = { backend: "cpu", device: "CPU", version: "4.22.0", reason: "pip is missing" } as const;
  const text = await written({ terminal: false }, [], { compute });
  assertEquals(text.split("\n")[1], "This is slow, as libtensorflow is missing: pip is missing");
  const gpu = { backend: "tensorflow", device: "GPU:0", version: "2.21.0" } as const;
  assertMatch(await written({ terminal: false }, [], { compute: gpu }), /on GPU:0 with libtensorflow 2\.21\.0, into/);
});

const endings: [reason: "stopped" | "failed", steps: number, conclusion: string][] = [
  ["stopped", 300, "Stopped after 300 of 1,000 steps and 3 s: runs/mnist"],
  ["failed", 300, "Failed after 300 of 1,000 steps and 3 s: runs/mnist"],
  ["failed", 0, "Failed after 0 of 1,000 steps and 0 s: runs/mnist"],
];

for (const [reason, steps, conclusion] of endings) {
  Deno.test(`a run that ${reason} after ${steps} steps says: ${conclusion}`, async () => {
    for (const terminal of [true, false]) {
      const lines = visible(await written({ terminal, columns: () => 120 }, steadily(steps), {}, reason));
      assertEquals(lines.slice(-2), [conclusion, ""]);
      if (steps > 0) assert(lines.at(-3)!.includes(" 300/1000 "), lines.at(-3));
    }
  });
}

Deno.test("a run that a plugin stopped says why", async () => {
  const text = await written({ terminal: false }, steadily(300), { stopReason: "no progress" }, "stopped");
  assertEquals(visible(text).at(-2), "Stopped (no progress) after 300 of 1,000 steps and 3 s: runs/mnist");
});

Deno.test("a warning is a line of its own, and a terminal's bar is drawn again below it", async () => {
  for (const terminal of [true, false]) {
    let text = "";
    const plugin = progress({ terminal, columns: () => 40, interval: 1e9, write: (part) => text += part });
    const run = await fakeRun({ name: "mnist" }), reports = steadily(300);
    await hook(plugin, "onTrainBegin")(run);
    await hook(plugin, "onStepEnd")(reports[0]!, run);
    hook(plugin, "onWarning")("the loss is 0", run);
    await hook(plugin, "onStepEnd")(reports[1]!, run);
    assertEquals(visible(text).slice(terminal ? 1 : 2), [
      "warning: the loss is 0",
      terminal ? "mnist  20% ██░░░░░░░░  200/1000" : "",
    ]);
  }
});

Deno.test("a run that goes back is measured from there on", async () => {
  const nothing = () => ({});
  const reports = [
    report([1, 100], nothing, { elapsed: 1000 }),
    report([101, 200], nothing, { elapsed: 2000 }),
    report([51, 100], nothing, { elapsed: 3000 }),
    report([101, 150], nothing, { elapsed: 4000 }),
  ];
  const lines = (await written({ terminal: false, interval: 0 }, reports)).split("\n");
  assertEquals(lines.slice(2, 5), [
    " 20%  200/1000  100 steps/s  8 s left  epoch 0",
    " 10%  100/1000  epoch 0",
    " 15%  150/1000  50.0 steps/s  17 s left  epoch 0",
  ]);
});

/** What steps log in the tests of lines every so many steps. */
const logged = (step: number) => ({
  generator: 1 / (step + 1),
  "generator/term": 7,
  "accuracy/real": 0.0002 + step / 1000,
  ...step % 200 === 0 && { "modes/covered": step / 100 },
});

/** Reports that end where calls happen to end, and not at multiples. */
const CALLS = [[1, 130], [131, 390], [391, 420], [421, 450]].map(([first, last]) => report([first!, last!], logged));

Deno.test("without a terminal there is a line for each multiple, with that step's values, and one at the end", async () => {
  const show = ["accuracy/real", "modes/covered", "nothing"];
  assertEquals((await written({ terminal: false, every: 100, show }, CALLS, { steps: 450 })).split("\n").slice(1), [
    "step 100  generator 0.009901  accuracy/real 0.1002  modes/covered –  nothing –",
    "step 200  generator 0.004975  accuracy/real 0.2002  modes/covered 2  nothing –",
    "step 300  generator 0.003322  accuracy/real 0.3002  modes/covered –  nothing –",
    "step 400  generator 0.002494  accuracy/real 0.4002  modes/covered 4  nothing –",
    "100%  450/450  100 steps/s  0 s left  generator 0.003  accuracy/real 0.426  modes/covered 4  nothing –  epoch 0",
    "Finished 450 steps in 5 s: runs/mnist",
    "",
  ]);
});

Deno.test("on a terminal such lines stand above the bar, which is drawn again at once", async () => {
  const values = ["modes/covered", "accuracy/real"];
  const options = { terminal: true, columns: () => 60, every: 200, values };
  const text = await written(options, CALLS, { steps: 450 });
  assertEquals(visible(text).slice(1), [
    "step 200  modes/covered 2  accuracy/real 0.2002",
    "step 400  modes/covered 4  accuracy/real 0.4002",
    "mnist 100% ██████████  450/450  100 steps/s  0 s left",
    "Finished 450 steps in 5 s: runs/mnist",
    "",
  ]);
  const bar = "\r\x1b[Kmnist  86% ████████░░  390/450  ";
  assert(text.includes(`accuracy/real 0.2002\n${bar}`), text);
  const rare = await written({ ...options, interval: 1e9 }, CALLS.slice(0, 3), { steps: 450 });
  assert(rare.includes(`accuracy/real 0.2002\n${bar}`), rare);
});

Deno.test("both kinds of lines come without a terminal if both are asked for", async () => {
  const text = await written({ terminal: false, interval: 0, every: 150, values: "generator" }, steadily(300));
  const lines = text.split("\n");
  assertEquals(lines.slice(1, 5), [
    " 10%  100/1000  discriminator 0.500  generator 1.250  epoch 0",
    "step 150  generator 1.25",
    " 20%  200/1000  100 steps/s  8 s left  discriminator 0.500  generator 1.250  epoch 0",
    "step 300  generator 1.25",
  ]);
});

const numbers: [value: number, text: string][] = [
  [0.693147, "0.6931"],
  [0.45, "0.45"],
  [1234.5678, "1235"],
  [123456, "123456"],
  [0.00012346, "0.0001235"],
  [1e-9, "1e-9"],
  [-2.5, "-2.5"],
  [NaN, "NaN"],
  [-Infinity, "-Infinity"],
];
for (const [value, text] of numbers) {
  Deno.test(`a step's value ${value} is shown as ${text}`, async () => {
    const reports = [report([2000, 2000], () => ({ generator: value }))];
    const lines = (await written({ terminal: false, every: 1000 }, reports)).split("\n");
    assertEquals(lines[1], `step 2,000  generator ${text}`);
  });
}

Deno.test("a value is the mean over the last 50 steps, whatever the reports' lengths", async () => {
  const values = (step: number) => ({ "accuracy/real": step / 10 });
  const shown = async (reports: readonly StepReport[]) => {
    const text = await written({ terminal: false, interval: 0, show: "accuracy/real" }, reports, { steps: 200 });
    return text.split("\n").at(-3)!.match(/accuracy\/real (\S+)/)![1];
  };
  const tens = Array.from({ length: 20 }, (_, index) => report([10 * index + 1, 10 * index + 10], values));
  assertEquals([await shown(tens), await shown([report([1, 200], values)])], ["17.550", "17.550"]);
  const wrong = report([171, 195], () => ({ "accuracy/real": 1000 })); // done again
  assertEquals(await shown([...tens.slice(0, 17), wrong, ...tens.slice(17)]), "17.550");
});

Deno.test("names for lines that there are none of are refused", () => {
  assertThrows(
    () => progress({ values: "generator" }),
    RangeError,
    "Cannot create progress as every must be given where values are: current value is undefined",
  );
});

Deno.test("a resumed run says where it goes on, how far it is, and how long it took since", async () => {
  const reports = [
    report([2001, 2100], () => ({ generator: 1 }), { elapsed: 1000 }),
    report([2101, 3100], () => ({
      generator: 1,
    }), { elapsed: 11_000 }),
  ];
  const changes = { step: 2000, steps: 4100 };
  const text = await written({ terminal: false, interval: 0 }, reports, changes, "stopped");
  assertEquals(text.split("\n"), [
    "Resuming mnist at step 2,000 of 4,100 on CPU with TensorFlow.js 4.22.0, into runs/mnist",
    " 51%  2100/4100  generator 1.000  epoch 0",
    " 75%  3100/4100  100 steps/s  10 s left  generator 1.000  epoch 0",
    "Stopped after 3,100 of 4,100 steps and 11 s since step 2,000: runs/mnist",
    "",
  ]);
  const whole = await written({ terminal: false, interval: 0 }, reports, { ...changes, steps: 3100 });
  assertEquals(whole.split("\n").at(-2), "Finished 3,100 steps, 1,100 of them in 11 s: runs/mnist");
  assertEquals(
    (await written({ terminal: false }, [], { step: 4100, steps: 4100 })).split("\n").at(-2),
    "Finished 4,100 steps, 0 of them in 0 s: runs/mnist",
  );
});

Deno.test("values that are shown are known again where a run is resumed", async () => {
  const values = (step: number) => ({ generator: step % 7, "accuracy/real": step, ...step === 20 && { seldom: 5 } });
  const make = () => {
    let text = "";
    const options = { terminal: false, interval: 0, show: ["accuracy/real", "seldom", "never"] };
    return { plugin: progress({ ...options, write: (part) => text += part }), line: () => text.split("\n").at(-2)! };
  };
  const straight = make(), before = make(), after = make(), run = await fakeRun();
  const parts = [[1, 90], [91, 120], [121, 130]] as const;
  const feed = ({ plugin }: typeof straight, index: number) =>
    hook(plugin, "onStepEnd")(report(parts[index]!, values), run);
  for (const one of [straight, before, after]) await hook(one.plugin, "onTrainBegin")(run);
  for (const index of [0, 1, 2]) await feed(straight, index);
  for (const index of [0, 1]) await feed(before, index);
  hook(after.plugin, "restoreState")(JSON.parse(JSON.stringify(hook(before.plugin, "saveState")())), run);
  await feed(after, 2);
  const facts = ({ line }: typeof straight) => line().match(/generator .*/)![0];
  assertEquals(facts(after), facts(straight));
  assertMatch(facts(after), /accuracy\/real 105\.500 {2}seldom 5 {2}never – /);
});

for (
  const [what, error, ends] of [
    ["a reader that went away", new Deno.errors.BrokenPipe("Broken pipe"), false],
    ["a terminal that was closed", Object.assign(new Error("Input/output error"), { code: "EIO" }), false],
    ["a full disk", Object.assign(new Error("No space left on device"), { code: "ENOSPC" }), true],
  ] as const
) {
  Deno.test(`${what} ${ends ? "ends" : "does not end"} the training`, async () => {
    const { writeSync } = Deno.stdout, run = await fakeRun(), plugin = progress({ terminal: false });
    const begin = () => hook(plugin, "onTrainBegin")(run);
    Deno.stdout.writeSync = () => {
      throw error;
    };
    try {
      if (ends) assertThrows(begin, Error, "No space left");
      else begin();
    } finally {
      Deno.stdout.writeSync = writeSync;
    }
  });
}
