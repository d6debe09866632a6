/**
 * Measures numbers that others have published on this machine, and says which lie in their band: losses, parameters, the
 * smallest GAN, and the score of digits over a training.
 *
 *   deno task verify [losses] [parameters] [parabola] [digits] [--json FILE]
 *
 * Exit codes: 0 all in their bands, 1 some are not, 2 a mistake in the command.
 */
import { parseArgs } from "@std/cli/parse-args";
import { type Check, passes, type Reading } from "./check.ts";
import { DIGIT_CURVE } from "./digit_curve.ts";
import { LOSS_ORACLES } from "./loss_oracles.ts";
import { PARABOLA_GATE } from "./parabola_gate.ts";
import { PARAMETER_COUNTS } from "./parameter_counts.ts";
import { verifyTable } from "./verify_table.ts";

const CHECKS: readonly Check[] = [LOSS_ORACLES, PARAMETER_COUNTS, PARABOLA_GATE, DIGIT_CURVE];

function misuse(message: string): never {
  console.error(`error: ${message}`);
  Deno.exit(2);
}

const flags = parseArgs(Deno.args, {
  string: ["json"],
  unknown: (arg: string) => arg.startsWith("-") ? misuse(`Cannot verify with ${arg} as there is no such flag`) : true,
});
const wanted = flags._.map(String);
for (const name of wanted) {
  if (CHECKS.some((check) => check.name === name)) continue;
  misuse(`Cannot verify "${name}" as it must be one of ${CHECKS.map((check) => check.name).join(", ")}`);
}

const results: { readonly name: string; readonly readings: readonly Reading[] }[] = [];
for (const { name, title, sources, duration, run } of CHECKS) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n${name}: ${title} (${duration} on two cores)`);
  for (const source of sources) console.log(`  ${source}`);
  const readings = await run((text) => console.error(`  … ${text}`));
  console.log(verifyTable(readings));
  results.push({ name, readings });
}
const readings = results.flatMap(({ readings }) => readings), failed = readings.filter((reading) => !passes(reading));
if (flags.json) await Deno.writeTextFile(flags.json, `${JSON.stringify(results, null, 2)}\n`);
console.log(`\n${readings.length - failed.length} of ${readings.length} numbers lie in their bands`);
Deno.exit(failed.length === 0 ? 0 : 1);
