import { assertEquals, assertThrows } from "@std/assert";
import { configurable, type ConfigurableExperiment } from "./configurable.ts";
import { tinyExperiment } from "./testdata/tiny_experiment.ts";

const OPTIONS = {
  size: { description: "how large", default: "small", values: ["small", "large"] },
  batch: { description: "how many", default: 4 },
  fast: { description: "how soon", default: false },
} as const;

const example: ConfigurableExperiment<typeof OPTIONS> = configurable(
  OPTIONS,
  ({ batch, fast, size }) => tinyExperiment({ name: `tiny-${size}`, batch, steps: fast ? 1 : 12 }),
);

Deno.test("an experiment with options is one with their defaults as it stands", () => {
  assertEquals([example.name, example.batch, example.steps], ["tiny-small", 4, 12]);
  assertEquals(example.optionValues, { size: "small", batch: 4, fast: false });
});

Deno.test("values that are given replace defaults, each time anew", () => {
  const large = example.configure({ size: "large", fast: true });
  assertEquals([large.name, large.batch, large.steps], ["tiny-large", 4, 1]);
  assertEquals(large.optionValues, { size: "large", batch: 4, fast: true });
  assertEquals(large.configure({ batch: 7 }).optionValues, { size: "small", batch: 7, fast: false });
  assertEquals(example.optionValues.size, "small");
});

const refused: [values: Record<string, unknown>, fault: string][] = [
  [{ sise: "large" }, 'its options must be known: "sise" is none of size, batch, fast'],
  [{ toString: 1 }, 'its options must be known: "toString" is none of size, batch, fast'],
  [{ size: "huge" }, "size must be one of small, large: current value is huge"],
  [{ batch: "7" }, "batch must be a number: current value is 7"],
  [{ batch: NaN }, "batch must be a number: current value is NaN"],
  [{ fast: 1 }, "fast must be a boolean: current value is 1"],
];
for (const [values, fault] of refused) {
  Deno.test(`options are refused: ${fault}`, () => {
    assertThrows(() => example.configure(values), RangeError, `Cannot configure experiment as ${fault}`);
  });
}
