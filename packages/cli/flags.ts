import { parseArgs } from "@std/cli/parse-args";
import { UsageError } from "./usage_error.ts";

/** How the text of a flag's value is read. */
export interface ValueCheck<Value> {
  /** What the value must be, to follow the words "must be". */
  readonly rule: string;
  /** The values that there are, where they can be counted. */
  readonly choices?: readonly string[];
  /** The value, or undefined where the text breaks the rule. */
  read(text: string): Value | undefined;
}

/** What every flag says of itself. */
interface FlagText {
  /** What it does, for the help. */
  readonly help: string;
}

/** A flag that is there or not. */
export interface Switch extends FlagText {
  readonly kind: "switch";
  /** A letter that stands for it. */
  readonly letter?: string;
}

/** A flag with a value, or one that may be repeated to make a list. */
export interface ValueFlag<Kind extends "value" | "list", Value> extends FlagText {
  readonly kind: Kind;
  /** What stands for the value in the help. */
  readonly placeholder: string;
  readonly check: ValueCheck<Value>;
}

/** The flag that gives a value of type `Value`; the brackets keep a choice of several words one type. */
export type Flag<Value> = [Value] extends [boolean] ? Switch
  : [Value] extends [readonly (infer Item)[]] ? ValueFlag<"list", Item>
  : ValueFlag<"value", Value>;

/** The flags of a command, in the order of its help: parsing, checks and help all follow from it. */
export type FlagTable<Values> = { readonly [Name in keyof Values]-?: Flag<Exclude<Values[Name], undefined>> };

/** A flag of any type, for code that goes through a table. */
export type AnyFlag = Switch | ValueFlag<"value" | "list", unknown>;

/** A command line, read. */
export interface ParsedFlags<Values> {
  readonly values: Values;
  /** What belongs to no flag. */
  readonly rest: readonly string[];
  /** Flags that the table has not, by their names without dashes; `true` where one has no value. */
  readonly unknown: ReadonlyMap<string, string | true>;
}

/**
 * Reads a command line.
 *
 * @param keepUnknown Whether unknown flags of more than a letter are kept for someone else to judge.
 * @throws {UsageError} If a flag is unknown, lacks its value, or has one that breaks its rule.
 */
export function parseFlags<Values>(
  table: FlagTable<Values>,
  args: readonly string[],
  { keepUnknown = false }: { readonly keepUnknown?: boolean } = {},
): ParsedFlags<Values> {
  const flags = Object.entries(table) as [string, AnyFlag][];
  const named = (...kinds: AnyFlag["kind"][]) =>
    flags.filter(([, { kind }]) => kinds.includes(kind)).map(([name]) => name);
  const valued = named("value", "list");
  refuseSwitchValues(args, named("switch"));
  const letters = flags.flatMap(([name, flag]) =>
    "letter" in flag && flag.letter ? [[name, flag.letter] as const] : []
  );
  const unknown = new Map<string, string | true>();
  const helpOf = (arg: string) => dashHelp(args, arg, valued);
  const parsed = parseArgs(attachNegativeNumbers(args, valued), {
    alias: Object.fromEntries(letters),
    boolean: named("switch"),
    string: [...valued, "_"],
    collect: named("list"),
    unknown: (arg: string, key?: string, value?: unknown) => {
      if (key === undefined) return;
      if (!keepUnknown || !arg.startsWith("--")) throw unknownFlag(arg, table, helpOf(arg));
      unknown.set(key, value === true ? true : String(value));
    },
  }) as Readonly<Record<string, unknown>> & { readonly _: readonly string[] };
  const values = Object.fromEntries(flags.map(([name, flag]) => [name, valueOf(name, flag, parsed[name])]));
  return { values: values as Values, rest: parsed._, unknown };
}

/** A value that a switch cannot take would be passed over in silence. */
function refuseSwitchValues(args: readonly string[], switches: readonly string[]): void {
  for (const arg of args) {
    if (arg === "--") return;
    const [, name = "", value] = /^--([^=]+)=(.*)$/s.exec(arg) ?? [];
    if (switches.includes(name)) {
      throw new UsageError(`Cannot use --${name} as it must have no value: current value is ${value}`);
    }
  }
}

/** `--steps -1` becomes `--steps=-1`, as its value would be taken for a flag. */
function attachNegativeNumbers(args: readonly string[], valued: readonly string[]): string[] {
  return args.reduce<string[]>((joined, arg) => {
    const last = joined.at(-1) ?? "";
    if (/^-\.?\d/.test(arg) && valued.includes(last.slice(2))) joined[joined.length - 1] = `${last}=${arg}`;
    else joined.push(arg);
    return joined;
  }, []);
}

/**
 * What to say of a flag that a table has not.
 *
 * @param help What may have been meant, if not another flag.
 */
export function unknownFlag(arg: string, table: Readonly<Record<string, unknown>>, help?: string): UsageError {
  const name = arg.split("=")[0]!, known = Object.keys(table).map((flag) => `--${flag}`);
  return new UsageError(
    `Cannot use ${name} as it must be a known flag`,
    help === undefined ? { misspelt: { name, known } } : { help },
  );
}

/** How a value or a name is written that begins with a dash; undefined where another flag is meant. */
function dashHelp(args: readonly string[], arg: string, valued: readonly string[]): string | undefined {
  if (arg.startsWith("--") || arg.length === 2) return undefined;
  const before = args[args.indexOf(arg) - 1] ?? "";
  return valued.includes(before.slice(2))
    ? `a value that begins with a dash follows an equals sign: ${before}=${arg}`
    : `what begins with a dash and is no flag is written as a path, or after all flags and two dashes: ./${arg}, or -- ${arg}`;
}

function valueOf(name: string, flag: AnyFlag, parsed: unknown): unknown {
  if (flag.kind === "switch" || parsed === undefined) return parsed;
  if (flag.kind === "list") return (parsed as string[]).map((text) => checked(name, flag, text));
  return checked(name, flag, parsed as string);
}

function checked(name: string, { check, placeholder }: ValueFlag<"value" | "list", unknown>, text: string): unknown {
  if (text === "") throw new UsageError(`Cannot use --${name} as it must have a value: --${name} ${placeholder}`);
  const value = check.read(text);
  if (value !== undefined) return value;
  throw new UsageError(`Cannot use --${name} as it must be ${check.rule}: current value is ${text}`, {
    misspelt: check.choices && { name: text, known: check.choices },
  });
}
