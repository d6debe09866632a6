import { assertEquals, assertRejects } from "@std/assert";
import { fileURLToPath } from "node:url";
import { loadExperiment } from "./load_experiment.ts";
import { UsageError } from "./usage_error.ts";

const folder = await Deno.makeTempDir();

Deno.test("an experiment is loaded", async () => {
  const { name, steps } = await loadExperiment(fileURLToPath(new URL("./testdata/tiny.ts", import.meta.url)));
  assertEquals([name, steps], ["tiny", 3]);
});

const rest = "data() {}, networks() {}, latent: {}, loss: {}, optimizers: {}, batch: 1, steps: 1";
const bad: [name: string, code: string, fault: string][] = [
  ["empty", "export {};", "its default export must be an experiment: current type is undefined"],
  ["function", "export default () => 1;", "its default export must be an experiment: current type is function"],
  ["nameless", `export default { ${rest} };`, "its name must be of type string: current type is undefined"],
  [
    "data",
    `export default { name: "a", ${rest}, data: {} };`,
    "its data must be of type function: current type is object",
  ],
  [
    "batch",
    `export default { name: "a", ${rest}, batch: "1" };`,
    "its batch must be of type number or object: current type is string",
  ],
];

for (const [name, code, fault] of bad) {
  Deno.test(`what is no experiment is refused: ${fault}`, async () => {
    const path = `${folder}/${name}.ts`;
    await Deno.writeTextFile(path, code);
    const error = await assertRejects(() => loadExperiment(path), UsageError);
    assertEquals(error.message, `Cannot load experiment ${path} as ${fault}`);
  });
}
