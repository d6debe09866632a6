import { assertEquals, assertThrows } from "@std/assert";
import { type FlagTable, parseFlags } from "./flags.ts";
import { UsageError } from "./usage_error.ts";
import { anyText, integerFrom, oneOf } from "./value_checks.ts";

interface Flags {
  readonly steps?: number;
  readonly mode?: "fast" | "slow";
  readonly name: readonly string[];
  readonly quiet: boolean;
}

const TABLE: FlagTable<Flags> = {
  steps: { kind: "value", placeholder: "N", help: "steps", check: integerFrom(1) },
  mode: { kind: "value", placeholder: "MODE", help: "mode", check: oneOf("fast", "slow") },
  name: { kind: "list", placeholder: "NAME", help: "names", check: anyText("a name") },
  quiet: { kind: "switch", letter: "q", help: "quiet" },
};
const NOTHING: Flags = { steps: undefined, mode: undefined, name: [], quiet: false };

const good: [args: string[], values: Partial<Flags>, rest: string[]][] = [
  [[], {}, []],
  [["--steps", "3"], { steps: 3 }, []],
  [["--steps=3"], { steps: 3 }, []],
  [["--steps", "3", "--steps", "5"], { steps: 5 }, []],
  [["--mode", "fast", "--quiet"], { mode: "fast", quiet: true }, []],
  [["-q"], { quiet: true }, []],
  [["--name", "a", "--name=b:c=1,d=[2,3]"], { name: ["a", "b:c=1,d=[2,3]"] }, []],
  [["here", "--steps", "3", "7"], { steps: 3 }, ["here", "7"]],
  [["--quiet", "here"], { quiet: true }, ["here"]],
  [["--", "--steps"], {}, ["--steps"]],
  [["--", "--quiet=7"], {}, ["--quiet=7"]],
];

for (const [args, values, rest] of good) {
  Deno.test(`flags are read from: ${args.join(" ") || "nothing"}`, () => {
    assertEquals(parseFlags(TABLE, args), { values: { ...NOTHING, ...values }, rest, unknown: new Map() });
  });
}

const bad: [args: string[], message: string, known?: string[]][] = [
  [["--steps"], "Cannot use --steps as it must have a value: --steps N"],
  [["--steps="], "Cannot use --steps as it must have a value: --steps N"],
  [["--steps", "--quiet"], "Cannot use --steps as it must have a value: --steps N"],
  [["--steps", "-1"], "Cannot use --steps as it must be a positive integer: current value is -1"],
  [["--steps=-1"], "Cannot use --steps as it must be a positive integer: current value is -1"],
  [["--steps", "0"], "Cannot use --steps as it must be a positive integer: current value is 0"],
  [["--steps", "2.5"], "Cannot use --steps as it must be a positive integer: current value is 2.5"],
  [["--steps", "many"], "Cannot use --steps as it must be a positive integer: current value is many"],
  [["--mode", "fats"], "Cannot use --mode as it must be fast or slow: current value is fats", ["fast", "slow"]],
  [["--setps", "3"], "Cannot use --setps as it must be a known flag", ["--steps", "--mode", "--name", "--quiet"]],
  [["--setps=3"], "Cannot use --setps as it must be a known flag", ["--steps", "--mode", "--name", "--quiet"]],
  [["--quiet=7"], "Cannot use --quiet as it must have no value: current value is 7"],
  [["--quiet=", "--steps", "3"], "Cannot use --quiet as it must have no value: current value is "],
  [["-x"], "Cannot use -x as it must be a known flag", ["--steps", "--mode", "--name", "--quiet"]],
  [["-5"], "Cannot use -5 as it must be a known flag", ["--steps", "--mode", "--name", "--quiet"]],
];

for (const [args, message, known] of bad) {
  Deno.test(`flags are refused in: ${args.join(" ")}`, () => {
    const error = assertThrows(() => parseFlags(TABLE, args), UsageError);
    assertEquals([error.message, error.misspelt?.known], [message, known]);
  });
}

const dashes: [args: string[], help: string][] = [
  [["--name", "-run"], "a value that begins with a dash follows an equals sign: --name=-run"],
  [
    ["-run"],
    "what begins with a dash and is no flag is written as a path, or after all flags and two dashes: ./-run, or -- -run",
  ],
];
for (const [args, help] of dashes) {
  Deno.test(`how a name with a dash is written is said of: ${args.join(" ")}`, () => {
    const error = assertThrows(() => parseFlags(TABLE, args), UsageError, "Cannot use -run as it must be a known flag");
    assertEquals([error.help, error.misspelt], [help, undefined]);
  });
}

const kept: [args: string[], unknown: [string, string | true][], rest: string[]][] = [
  [["--width", "7", "here"], [["width", "7"]], ["here"]],
  [["--width=7", "--quiet"], [["width", "7"]], []],
  [["--width=-7"], [["width", "-7"]], []],
  [["--wide", "--steps", "3"], [["wide", true]], []],
];
for (const [args, unknown, rest] of kept) {
  Deno.test(`unknown flags are kept if so wanted from: ${args.join(" ")}`, () => {
    const parsed = parseFlags(TABLE, args, { keepUnknown: true });
    assertEquals([...parsed.unknown], unknown);
    assertEquals(parsed.rest, rest);
  });
}

Deno.test("unknown letters are refused also where flags are kept", () => {
  assertThrows(() => parseFlags(TABLE, ["-x", "1"], { keepUnknown: true }), UsageError, "Cannot use -x");
});
