import { configurable, type Experiment } from "@forger/trainers";
import { assertEquals, assertThrows } from "@std/assert";
import { configureExperiment } from "./configure_experiment.ts";
import tiny from "./testdata/tiny.ts";
import { UsageError } from "./usage_error.ts";

const example: Experiment = configurable(
  {
    size: { description: "how large", default: "small", values: ["small", "large"] },
    batch: { description: "how many", default: 4 },
    fast: { description: "how soon", default: false },
    title: { description: "what it is called", default: "tiny" },
  },
  ({ batch, fast, size, title }) => ({ ...tiny, name: `${title}-${size}`, batch, steps: fast ? 1 : 3 }),
);

const good: [given: [string, string | true][], expected: unknown[]][] = [
  [[], ["tiny-small", 4, 3]],
  [[["size", "large"]], ["tiny-large", 4, 3]],
  [[["batch", "7"], ["fast", true]], ["tiny-small", 7, 1]],
  [[["fast", "false"], ["title", "7"]], ["7-small", 4, 3]],
];
for (const [given, expected] of good) {
  Deno.test(`options are set: ${given.join(" ") || "none"}`, () => {
    const { batch, name, steps } = configureExperiment(example, new Map(given), []);
    assertEquals([name, batch, steps], expected);
  });
}

const bad: [given: [string, string | true], message: string, known?: readonly string[]][] = [
  [["size", "larg"], "Cannot use --size as it must be one of small, large: current value is larg", ["small", "large"]],
  [["size", true], "Cannot use --size as it must have a value: --size small|large"],
  [["batch", "many"], "Cannot use --batch as it must be a number: current value is many"],
  [["batch", ""], "Cannot use --batch as it must have a value: --batch VALUE"],
  [["fast", "soon"], "Cannot use --fast as it must be true or false: current value is soon"],
  [
    ["sise", "large"],
    "Cannot use --sise as it must be a known flag, or an option of tiny-small",
    ["--steps", "--size", "--batch", "--fast", "--title"],
  ],
];
for (const [given, message, known] of bad) {
  Deno.test(`options are refused: ${given.join(" ")}`, () => {
    const error = assertThrows(() => configureExperiment(example, new Map([given]), ["steps"]), UsageError);
    assertEquals([error.message, error.misspelt?.known], [message, known]);
  });
}

Deno.test("an experiment without options has none to set", () => {
  assertEquals(configureExperiment(tiny, new Map(), []), tiny);
  assertThrows(
    () => configureExperiment(tiny, new Map([["size", "large"]]), []),
    UsageError,
    "Cannot use --size as it must be a known flag, or an option of tiny",
  );
});
