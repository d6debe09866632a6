import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { benchOptions, USAGE } from "./bench_options.ts";

const cases: [args: string[], names: string[], startup: boolean, memory: boolean][] = [
  [[], ["1-d gan", "mlp gan", "dcgan"], true, true],
  [["dcgan"], ["dcgan"], false, false],
  [["mlp", "1-d"], ["1-d gan", "mlp gan"], false, false],
  [["mlp gan", "memory"], ["mlp gan"], false, true],
  [["startup"], [], true, false],
];

for (const [args, names, startup, memory] of cases) {
  Deno.test(`bench ${args.join(" ")} measures ${names.join(", ") || "no workload"}`, () => {
    const options = benchOptions(args);
    assertEquals(options.workloads.map(({ name }) => name), names);
    assertEquals([options.startup, options.memory], [startup, memory]);
  });
}

Deno.test("bench reads --quick and --json", () => {
  const { json, quick } = benchOptions(["--quick", "--json", "out.json", "dcgan"]);
  assertEquals([json, quick], ["out.json", true]);
  assertEquals([benchOptions([]).json, benchOptions([]).quick], [undefined, false]);
});

const faults: [args: string[], message: string][] = [
  [["--fast"], "options must be known: --fast is none"],
  [["dcgn"], "must be one of 1-d, mlp, dcgan, startup, memory: current value is dcgn"],
  [["--json"], "--json must be followed by a file"],
];

for (const [args, message] of faults) {
  Deno.test(`bench refuses ${args.join(" ")}`, () => {
    assertThrows(() => benchOptions(args), RangeError, message);
  });
}

Deno.test("the usage names all that can be measured", () => {
  assertStringIncludes(USAGE, "[1-d | mlp | dcgan | startup | memory]");
});
