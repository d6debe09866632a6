import type { Check } from "@forger/core";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { doctorCommand } from "./doctor_command.ts";
import { CapturedOutput } from "./testdata/captured_output.ts";

const cases: [label: string, kinds: Check["ok"][], code: number][] = [
  ["all is well", ["ok", "ok"], 0],
  ["there are warnings only", ["ok", "warning"], 0],
  ["there is a problem", ["ok", "problem", "warning"], 1],
];

for (const [label, kinds, code] of cases) {
  Deno.test(`the doctor's exit code is ${code} where ${label}`, async () => {
    const output = new CapturedOutput();
    const checks = kinds.map((ok, index): Check => ({ name: `thing ${index}`, ok, found: "found", remedy: "mend it" }));
    assertEquals(await doctorCommand(output, () => Promise.resolve(checks)), code);
    for (const { name, ok } of checks) assertStringIncludes(output.printed, `${ok.padEnd(7)}  ${name}  found`);
  });
}
