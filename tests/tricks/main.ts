/**
 * Trains `mnist-vanilla` with each trick alone and with all of `mnist-tricks`, over three seeds, and prints the table of
 * docs/mnist_tricks.md: about an hour and a half on two cores.
 *
 *   deno task tricks [VARIANT …] [--steps N] [--seeds 1,2,3] [--json FILE]
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "@std/cli/parse-args";
import { runChild } from "../benchmark/run_child.ts";
import type { VariantRequest, VariantResult } from "./train_variant.ts";
import { tricksTable, type VariantScores } from "./tricks_table.ts";
import { VARIANTS } from "./variants.ts";

const TIMEOUT_SECONDS = 3600;

const flags = parseArgs(Deno.args, { string: ["steps", "seeds", "json"] });
const seeds = (flags.seeds ?? "1,2,3").split(",").map(Number);
const names = flags._.length > 0 ? flags._.map(String) : Object.keys(VARIANTS);
const unknown = names.find((name) => !Object.hasOwn(VARIANTS, name));
if (unknown !== undefined) {
  console.error(
    `Cannot train as variant must be one of ${Object.keys(VARIANTS).join(", ")}: current value is ${unknown}`,
  );
  Deno.exit(2);
}

const script = fileURLToPath(new URL("train_variant.ts", import.meta.url));
const results: VariantScores[] = [];
for (const variant of names) {
  const scores: number[] = [];
  for (const seed of seeds) {
    const request: VariantRequest = { variant, seed, ...flags.steps && { steps: Number(flags.steps) } };
    const { score, standardError } = await runChild<VariantResult>({
      command: Deno.execPath(),
      args: ["run", "-A", script, JSON.stringify(request)],
      timeoutSeconds: TIMEOUT_SECONDS,
    });
    console.error(`${variant}, seed ${seed}: ${score.toFixed(2)} ± ${standardError.toFixed(2)}`);
    scores.push(score);
  }
  results.push({ variant, scores });
  if (flags.json) await Deno.writeTextFile(flags.json, JSON.stringify(results, null, 2));
}
console.log(tricksTable(results));
