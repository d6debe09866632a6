import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { benchOptions, USAGE } from "./bench_options.ts";

const TUTORIALS = ["mnist-dcgan", "mnist-mlp-keras", "function-1d", "mnist-dcgan-guidelines", "mnist-mlp"];

const OTHERS = [
  "startup",
  "memory",
  "idle",
  "checkpoints",
  "images",
  "streaming",
  "samples",
  "metrics",
  "logging",
  "pages",
  "cluster",
] as const;

const cases: [args: string[], names: string[], others: readonly string[]][] = [
  [[], ["1-d gan", "mlp gan", "dcgan", "wgan-gp", ...TUTORIALS], OTHERS],
  [["function-1d", "mnist-mlp"], ["function-1d", "mnist-mlp"], []],
  [["dcgan"], ["dcgan"], []],
  [["mlp", "1-d"], ["1-d gan", "mlp gan"], []],
  [["mlp gan", "memory"], ["mlp gan"], ["memory"]],
  [["startup"], [], ["startup"]],
  [["idle", "wgan-gp"], ["wgan-gp"], ["idle"]],
  [["checkpoints"], [], ["checkpoints"]],
  [["images"], [], ["images"]],
  [["samples", "streaming"], [], ["streaming", "samples"]],
  [["metrics"], [], ["metrics"]],
  [["logging"], [], ["logging"]],
  [["pages"], [], ["pages"]],
  [["cluster"], [], ["cluster"]],
];

for (const [args, names, others] of cases) {
  Deno.test(`bench ${args.join(" ")} measures ${[...names, ...others].join(", ")}`, () => {
    const options = benchOptions(args);
    assertEquals(options.workloads.map(({ name }) => name), names);
    assertEquals(OTHERS.filter((name) => options[name]), others);
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
    "must be one of 1-d, mlp, dcgan, wgan-gp, mnist-dcgan, mnist-mlp-keras, function-1d, mnist-dcgan-guidelines, mnist-mlp, startup, memory, idle, checkpoints, images, streaming, samples, metrics, logging, pages, cluster: current value is dcgn",
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
    "[1-d | mlp | dcgan | wgan-gp | mnist-dcgan | mnist-mlp-keras | function-1d | mnist-dcgan-guidelines | mnist-mlp | startup | memory | idle | checkpoints | images | streaming | samples | metrics | logging | pages | cluster]",
  );
});
