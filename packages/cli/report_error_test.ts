import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { LibtensorflowError } from "@forger/core";
import { reportError, type ReportErrorOptions } from "./report_error.ts";
import { CapturedOutput } from "./testdata/captured_output.ts";
import { UsageError } from "./usage_error.ts";

async function reported(error: unknown, options?: ReportErrorOptions): Promise<string> {
  const output = new CapturedOutput();
  await reportError(error, output, options);
  assertEquals(output.printed, "");
  return output.errors;
}

const cases: [label: string, error: Error, text: string][] = [
  [
    "a worded error",
    new RangeError("Cannot do it as x must be 1: current value is 2"),
    "error: Cannot do it as x must be 1: current value is 2\n",
  ],
  [
    "what a terminal would obey",
    new UsageError("Cannot resume \x1b[31mred", { help: "do\nthat\x07" }),
    "error: Cannot resume \\u{1b}[31mred\nhelp: do\nthat\\u{7}\n",
  ],
  [
    "a usage error with help",
    new UsageError("Cannot do it", { help: "do that" }),
    "error: Cannot do it\nhelp: do that\n",
  ],
  [
    "a misspelt name",
    new UsageError("Cannot do it", { misspelt: { name: "mnsit", known: ["tiny", "mnist"] }, help: "or not" }),
    "error: Cannot do it\nhelp: did you mean mnist?\nhelp: or not\n",
  ],
  [
    "a misspelt name among none",
    new UsageError("Cannot do it", { misspelt: { name: "x", known: [] } }),
    "error: Cannot do it\n",
  ],
  [
    "a missing library",
    new LibtensorflowError("Cannot find it", "install it"),
    "error: Cannot find it\nhelp: install it\n",
  ],
  [
    "a worded error in a hook",
    new Error(`Cannot run hook "x" of plugin "y" at step 3: Cannot write z`, { cause: new Error("Cannot write z") }),
    `error: Cannot run hook "x" of plugin "y" at step 3: Cannot write z\n`,
  ],
  [
    "a missing permission",
    new Deno.errors.NotCapable("Requires read access"),
    "error: Requires read access\nhelp: start Forger with `deno run -A`\n",
  ],
];

for (const [label, error, text] of cases) {
  Deno.test(`${label} is reported in a line or two`, async () => assertEquals(await reported(error), text));
}

Deno.test("a bug in a hook is reported in one line with its place", async () => {
  const text = await reported(
    new Error(`Cannot run hook "x" of plugin "y" at step 3: no`, { cause: new TypeError("no") }),
  );
  assertMatch(text, /^error: Cannot run hook "x" of plugin "y" at step 3: no \(.*report_error_test\.ts:\d+:\d+\)\n$/);
});

Deno.test("a bug is reported with its stack, and as one", async () => {
  const text = await reported(new TypeError("Cannot read properties of undefined (reading 'x')"));
  assertMatch(text, /^TypeError: Cannot read properties .*\n {4}at .*report_error_test\.ts/);
  assertStringIncludes(text, "error: this is a bug");
});

Deno.test("what is thrown without being an error is a bug", async () => {
  assertStringIncludes(await reported("a text"), "error: this is a bug");
});

Deno.test("a worded error's stack is shown where it is asked for, with the cause", async () => {
  const error = new UsageError("Cannot do it", { cause: new Error("deep") });
  const text = await reported(error, { verbose: true });
  assertMatch(text, /^error: Cannot do it\n(.|\n)* {4}at (.|\n)*cause(.|\n)*deep/);
});

Deno.test("a hook's result that the trainer refuses has no place of the trainer's", async () => {
  const output = new CapturedOutput();
  const cause = new TypeError("its result must keep the shape");
  cause.stack = `TypeError: ${cause.message}\n    at check (${
    new URL("../trainers/check.ts", import.meta.url).href
  }:1:2)`;
  await reportError(new Error(`Cannot run hook "x": ${cause.message}`, { cause }), output);
  assertEquals(output.errors, 'error: Cannot run hook "x": its result must keep the shape\n');
});
