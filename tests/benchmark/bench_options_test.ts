import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { benchOptions, USAGE } from "./bench_options.ts";

const TUTORIALS = ["mnist-dcgan", "mnist-mlp-keras", "function-1d", "mnist-dcgan-guidelines", "mnist-mlp"];

const cases: [args: string[], names: string[], startup: boolean, memory: boolean, idle: boolean][] = [
  [[], ["1-d gan", "mlp gan", "dcgan", "wgan-gp", ...TUTORIALS], true, true, true],
  [["function-1d", "mnist-mlp"], ["function-1d", "mnist-mlp"], false, false, false],
  [["dcgan"], ["dcgan"], false, false, false],
  [["mlp", "1-d"], ["1-d gan", "mlp gan"], false, false, false],
  [["mlp gan", "memory"], ["mlp gan"], false, true, false],
  [["startup"], [], true, false, false],
  [["idle", "wgan-gp"], ["wgan-gp"], false, false, true],
];

for (const [args, names, startup, memory, idle] of cases) {
  Deno.test(`bench ${args.join(" ")} measures ${names.join(", ") || "no workload"}`, () => {
    const options = benchOptions(args);
    assertEquals(options.workloads.map(({ name }) => name), names);
    assertEquals([options.startup, options.memory, options.idle], [startup, memory, idle]);
  });
}

Deno.test("bench reads --quick and --json", () => {
  const { json, quick } = benchOptions(["--quick", "--json", "out.json", "dcgan"]);
  assertEquals([json, quick], ["out.json", true]);
  assertEquals([benchOptions([]).json, benchOptions([]).quick], [undefined, false]);
});

const faults: [args: string[], message: string][] = [
  [["--fast"], "options must be known: --fast is none"],
  [
    ["dcgn"],
    "must be one of 1-d, mlp, dcgan, wgan-gp, mnist-dcgan, mnist-mlp-keras, function-1d, mnist-dcgan-guidelines, mnist-mlp, startup, memory, idle: current value is dcgn",
  ],
  [["--json"], "--json must be followed by a file"],
];

for (const [args, message] of faults) {
  Deno.test(`bench refuses ${args.join(" ")}`, () => {
    assertThrows(() => benchOptions(args), RangeError, message);
  });
}

Deno.test("the usage names all that can be measured", () => {
  assertStringIncludes(
    USAGE,
    "[1-d | mlp | dcgan | wgan-gp | mnist-dcgan | mnist-mlp-keras | function-1d | mnist-dcgan-guidelines | mnist-mlp | startup | memory | idle]",
  );
});
