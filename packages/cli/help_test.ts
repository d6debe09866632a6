import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { DOCTOR_FLAGS } from "./doctor_flags.ts";
import { commandHelp, type CommandText, overallHelp } from "./help.ts";
import { TRAIN_FLAGS } from "./train_flags.ts";

const text: CommandText = {
  name: "work",
  summary: "Works hard",
  usage: "[what] [flags]",
  examples: ["deno task work"],
};

Deno.test("a command's help shows usage, every flag and examples", () => {
  assertEquals(
    commandHelp<{ n?: number; help: boolean }>({ ...text, notes: ["More."] }, {
      n: { kind: "value", placeholder: "N", help: "how much", check: { rule: "any", read: Number } },
      help: { kind: "switch", letter: "h", help: "show this help" },
    }),
    `Works hard.

Usage: deno task work [what] [flags]

Flags:
  --n N       how much
  -h, --help  show this help

More.

Examples:
  deno task work`,
  );
});

Deno.test("the overall help shows every command", () => {
  assertStringIncludes(overallHelp([text, { ...text, name: "rest" }]), "  work  Works hard\n  rest  Works hard");
});

Deno.test("the help of the commands fits into 120 columns", () => {
  const lines = [commandHelp(text, TRAIN_FLAGS), commandHelp(text, DOCTOR_FLAGS)].join("\n").split("\n");
  assertEquals(lines.filter((line) => line.length > 120), []);
  assert(lines.length > Object.keys(TRAIN_FLAGS).length);
});
