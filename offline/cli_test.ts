// Conformance: runs against whichever `@std/cli` the configuration supplies, the real one or the stand-in.
import { assertEquals } from "@std/assert";
import { parseArgs } from "@std/cli/parse-args";

type Options = Parameters<typeof parseArgs>[1];

const cases: [label: string, args: string, options: Options, expected: Record<string, unknown>][] = [
  ["no arguments", "", {}, { _: [] }],
  ["positionals", "train mnist", {}, { _: ["train", "mnist"] }],
  ["numbers among positionals", "7 0x10 1e3 7f", {}, { _: [7, 16, 1000, "7f"] }],
  ["positionals kept as text", "7", { string: "_" }, { _: ["7"] }],
  ["a value after a blank", "--name run", {}, { name: "run", _: [] }],
  ["a value after =", "--name=run", {}, { name: "run", _: [] }],
  ["= in a value", "--plugin=ema:decay=0.9", {}, { plugin: "ema:decay=0.9", _: [] }],
  ["an empty value", "--name=", { string: "name" }, { name: "", _: [] }],
  ["a number", "--steps 100", {}, { steps: 100, _: [] }],
  ["a number kept as text", "--steps 0100", { string: "steps" }, { steps: "0100", _: [] }],
  ["a text key without a value", "--name", { string: "name" }, { name: "", _: [] }],
  ["a text key before another key", "--name --verbose", { string: "name", boolean: "verbose" }, {
    name: "",
    verbose: true,
    _: [],
  }],
  ["an absent text key", "", { string: "name" }, { _: [] }],
  ["an undeclared key without a value", "--verbose", {}, { verbose: true, _: [] }],
  ["a boolean takes no value", "--verbose mnist", { boolean: "verbose" }, { verbose: true, _: ["mnist"] }],
  ["a boolean takes true and false", "--a false --b true", { boolean: ["a", "b"] }, { a: false, b: true, _: [] }],
  ["a boolean after =", "--a=false --b=true", { boolean: ["a", "b"] }, { a: false, b: true, _: [] }],
  ["an absent boolean", "", { boolean: ["a"] }, { a: false, _: [] }],
  ["all are boolean", "--a one --b=two", { boolean: true }, { a: true, b: "two", _: ["one"] }],
  ["a default", "", { default: { steps: 5 } }, { steps: 5, _: [] }],
  ["a value over a default", "--steps 6", { default: { steps: 5 } }, { steps: 6, _: [] }],
  ["a boolean's default", "", { boolean: "a", default: { a: true } }, { a: true, _: [] }],
  ["the last value counts", "--a 1 --a 2", {}, { a: 2, _: [] }],
  ["collected values", "--a 1 --a x", { collect: "a" }, { a: [1, "x"], _: [] }],
  ["one collected value", "--a 1", { collect: "a", string: "a" }, { a: ["1"], _: [] }],
  ["an absent collected key", "", { collect: "a" }, { a: [], _: [] }],
  ["a collected key's default", "--a x", { collect: "a", default: { a: ["y"] } }, { a: ["x"], _: [] }],
  ["negation", "--no-color", { negatable: "color", boolean: "color", default: { color: true } }, {
    color: false,
    _: [],
  }],
  ["negation of another key", "--no-color", {}, { "no-color": true, _: [] }],
  ["the last of both counts", "--no-a --a", { negatable: "a", boolean: "a" }, { a: true, _: [] }],
  ["an alias of a long key", "-h", { alias: { help: "h" }, boolean: "help" }, { help: true, h: true, _: [] }],
  ["an alias, declared the other way", "--help", { alias: { h: ["help", "usage"] }, boolean: "help" }, {
    help: true,
    h: true,
    usage: true,
    _: [],
  }],
  ["an alias of a text key", "-n 07", { alias: { name: "n" }, string: "name" }, { name: "07", n: "07", _: [] }],
  ["an alias of a collected key", "-p a --plugin b", { alias: { plugin: "p" }, collect: "plugin" }, {
    plugin: ["a", "b"],
    p: ["a", "b"],
    _: [],
  }],
  ["a default under an alias", "", { alias: { name: "n" }, default: { name: "run" } }, {
    name: "run",
    n: "run",
    _: [],
  }],
  ["grouped letters", "-abc x", {}, { a: true, b: true, c: "x", _: [] }],
  ["a number attached to a letter", "-n5", {}, { n: 5, _: [] }],
  ["a value attached to a letter with =", "-n=5 -m=a=b", {}, { n: 5, m: "a=b", _: [] }],
  ["a path attached to a letter", "-I/usr", {}, { I: "/usr", _: [] }],
  ["a lone hyphen is a value", "-n - -", {}, { n: "-", _: ["-"] }],
  ["stop early", "--a b c --d", { stopEarly: true }, { a: "b", _: ["c", "--d"] }],
  ["after --", "--a -- --b c", {}, { a: true, _: ["--b", "c"] }],
  ["after --, apart", "x -- --b c", { "--": true }, { _: ["x"], "--": ["--b", "c"] }],
  ["dotted keys", "--a.b 1 --a.c.d x", {}, { a: { b: 1, c: { d: "x" } }, _: [] }],
];

for (const [label, args, options, expected] of cases) {
  Deno.test(`parseArgs handles ${label}`, () => {
    assertEquals({ ...parseArgs(args.split(" ").filter((arg) => arg), options) }, expected);
  });
}

Deno.test("parseArgs keeps a key named like a built-in property to itself", () => {
  const parsed: Record<string, unknown> = parseArgs(["--__proto__.polluted", "1", "--toString"]);
  assertEquals(parsed["toString"] as unknown, true);
  assertEquals(({} as Record<string, unknown>).polluted, undefined);
});

Deno.test("parseArgs asks about what no option names", () => {
  const asked: unknown[][] = [];
  const parsed = parseArgs(["--stpes", "3", "--steps", "4", "mnist", "-x", "--color"], {
    string: "steps",
    collect: "plugin",
    alias: { color: "c" },
    unknown: (arg: string, key?: string, value?: unknown) => {
      asked.push(key === undefined ? [arg] : [arg, key, value]);
      return false;
    },
  });
  assertEquals(asked, [["--stpes", "stpes", "3"], ["mnist"], ["-x", "x", true]]);
  assertEquals(parsed.steps, "4");
  assertEquals(parsed._, []);
});

Deno.test("parseArgs keeps what unknown does not turn down", () => {
  const parsed = parseArgs(["--other", "x", "y"], { string: "steps", unknown: () => true });
  assertEquals(parsed.other, "x");
  assertEquals(parsed._, ["y"]);
});

Deno.test("parseArgs gives declared keys their types", () => {
  const parsed = parseArgs(["--steps", "3", "--plugin", "ema"], {
    string: ["steps", "name", "run"],
    boolean: ["verbose", "color"],
    collect: ["plugin"],
    negatable: ["color"],
    alias: { steps: "s", verbose: ["v"] },
    default: { name: "mnist", color: true },
    "--": true,
  });
  const steps: string | undefined = parsed.steps;
  const run: string | undefined = parsed.run;
  const alias: string | undefined = parsed.s;
  const name: string = parsed.name;
  const color: boolean = parsed.color;
  const verbose: boolean = parsed.v;
  const plugin: unknown[] = parsed.plugin;
  const rest: string[] = parsed["--"];
  const positionals: (string | number)[] = parsed._;
  const other: unknown = parsed.other;
  assertEquals(
    [steps, run, alias, name, color, verbose, plugin, rest, positionals, other],
    ["3", undefined, "3", "mnist", true, false, ["ema"], [], [], undefined],
  );
});

Deno.test("parseArgs gives collected texts a type", () => {
  const plugins: string[] = parseArgs(["--plugin", "a"], { string: ["plugin"], collect: ["plugin"] }).plugin;
  assertEquals(plugins, ["a"]);
});
