/**
 * Trains examples on MNIST over several seeds, without their pictures and logs, and prints the score of each, and of
 * conditional ones how often a classifier reads the digit that was asked for.
 *
 *   deno task digits EXPERIMENT … [--steps N] [--seeds 1,2,3] [--option KEY=VALUE …] [--pictures FOLDER]
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "@std/cli/parse-args";
import { runChild } from "../benchmark/run_child.ts";
import type { DigitsRequest, DigitsResult } from "./train_digits.ts";

const TIMEOUT_SECONDS = 6 * 3600;

const flags = parseArgs(Deno.args, { string: ["_", "steps", "seeds", "option", "pictures"], collect: ["option"] });
const seeds = (flags.seeds ?? "1,2,3").split(",").map(Number);
const options = Object.fromEntries(flags.option.map((text) => text.split("=", 2) as [string, string]));
const script = fileURLToPath(new URL("train_digits.ts", import.meta.url));

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

for (const experiment of flags._.map(String)) {
  const results: DigitsResult[] = [];
  for (const seed of seeds) {
    const request: DigitsRequest = {
      experiment,
      options,
      seed,
      ...flags.steps && { steps: Number(flags.steps) },
      ...flags.pictures && { picture: `${flags.pictures}/${experiment}-${seed}.png` },
    };
    const result = await runChild<DigitsResult>({
      command: Deno.execPath(),
      args: ["run", "-A", script, JSON.stringify(request)],
      timeoutSeconds: TIMEOUT_SECONDS,
    });
    console.log(`${experiment}, seed ${seed}: ${describe(result)}`);
    results.push(result);
  }
  if (seeds.length > 1) console.log(`${experiment}: mean score ${mean(results.map(({ score }) => score)).toFixed(2)}`);
}

function describe({ asked, score, seconds, standardError }: DigitsResult): string {
  const share = asked === undefined ? "" : `, ${(100 * asked).toFixed(1)} % show the digit that was asked for`;
  return `MNIST score ${score.toFixed(2)} ± ${standardError.toFixed(2)}${share}, ${seconds.toFixed(0)} s`;
}
