/**
 * A stand-in for `jsr:@std/cli/parse-args`, written for Forger. It is linked by `deno.offline.json` where JSR cannot be
 * reached; elsewhere the real package is used.
 *
 * @module
 */
import { Declarations } from "./declarations.ts";
import type { ParsedArgs, ParseOptions } from "./parse_args_types.ts";

export type { OneOrMore, ParsedArgs, ParseOptions } from "./parse_args_types.ts";

type Tree = Record<string, unknown>;

const isNumber = (text: string): boolean =>
  /^0x[0-9a-f]+$/i.test(text) || /^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i.test(text);
const isBooleanText = (text: string | undefined): boolean => text === "true" || text === "false";
const isFlag = (arg: string): boolean => arg.length > 1 && arg.startsWith("-");

/** Where a dotted key lives: `a.b` is the property `b` of the object `a`. */
function locate(tree: Tree, key: string): { parent: Tree; name: string } {
  const path = key.split(".");
  const name = path.pop()!;
  let parent = tree;
  for (const part of path) {
    if (!Object.hasOwn(parent, part) || typeof parent[part] !== "object" || parent[part] === null) {
      put(parent, part, {});
    }
    parent = parent[part] as Tree;
  }
  return { parent, name };
}

/** Defines rather than assigns, so that a key such as `__proto__` is a plain property. */
function put(parent: Tree, name: string, value: unknown): void {
  Object.defineProperty(parent, name, { value, writable: true, enumerable: true, configurable: true });
}

class Parser {
  readonly result: Tree & { _: unknown[] } = { _: [] };

  constructor(readonly options: ParseOptions, readonly declared: Declarations = new Declarations(options)) {}

  /** Sets a key under all its names, unless the caller's `unknown` turns it down. */
  set(key: string, text: string | boolean, arg: string, collect = true): void {
    const { declared, options } = this;
    if (!declared.knows(key, arg) && options.unknown?.(arg, key, text) === false) return;
    const value = typeof text === "string" && !declared.string.has(key) && isNumber(text) ? Number(text) : text;
    for (const name of declared.namesOf(key)) {
      const { parent, name: last } = locate(this.result, name);
      if (!collect || !declared.collect.has(key)) put(parent, last, value);
      else {put(parent, last, [
          ...(Object.hasOwn(parent, last) && Array.isArray(parent[last]) ? parent[last] : []),
          value,
        ]);}
    }
  }

  positional(arg: string): void {
    if (this.options.unknown?.(arg) === false) return;
    this.result._.push(this.declared.string.has("_") || !isNumber(arg) ? arg : Number(arg));
  }

  /** Sets a key that stands last in its argument; returns whether it took the next argument as its value. */
  setFromNext(key: string, next: string | undefined, arg: string): boolean {
    const { declared } = this;
    const isLong = arg.startsWith("--");
    const takesValue = !declared.boolean.has(key) && !(isLong && declared.allBoolean);
    if (next !== undefined && takesValue && !isFlag(next) && !(isLong && next === "-")) {
      this.set(key, next, arg);
      return true;
    }
    if (next !== undefined && isBooleanText(next)) {
      this.set(key, next === "true", arg);
      return true;
    }
    this.set(key, declared.string.has(key) ? "" : true, arg);
    return false;
  }

  long(arg: string, next: string | undefined): boolean {
    const equals = arg.indexOf("=");
    if (equals > 2) {
      const key = arg.slice(2, equals), value = arg.slice(equals + 1);
      this.set(key, this.declared.boolean.has(key) ? value !== "false" : value, arg);
      return false;
    }
    const negated = /^--no-(.+)$/.exec(arg)?.[1];
    if (negated !== undefined && this.declared.negatable.has(negated)) {
      this.set(negated, false, arg, false);
      return false;
    }
    return this.setFromNext(arg.slice(2), next, arg);
  }

  /** A group of one-letter keys, whose last may have its value attached: `-abc`, `-n5`, `-n=5`, `-I/path`. */
  short(arg: string, next: string | undefined): boolean {
    const letters = arg.slice(1);
    for (let index = 0; index < letters.length - 1; index++) {
      const letter = letters[index]!, rest = letters.slice(index + 1);
      const attached = /^[A-Za-z]$/.test(letter) && rest.startsWith("=")
        ? rest.slice(1)
        : rest.startsWith("-") || (/^[A-Za-z]$/.test(letter) && isNumber(rest)) || /^\W/.test(rest)
        ? rest
        : undefined;
      if (attached !== undefined) {
        this.set(letter, this.declared.boolean.has(letter) ? attached !== "false" : attached, arg);
        return false;
      }
      this.set(letter, this.declared.string.has(letter) ? "" : true, arg);
    }
    return this.setFromNext(letters.at(-1)!, next, arg);
  }

  /** Gives keys that were absent their defaults. */
  fillIn(): void {
    for (const [key, value] of this.declared.defaults()) {
      const { parent, name } = locate(this.result, key);
      if (!Object.hasOwn(parent, name)) put(parent, name, value);
    }
  }

  run(args: readonly string[]): void {
    const end = args.indexOf("--");
    const before = end < 0 ? args : args.slice(0, end), after = end < 0 ? [] : args.slice(end + 1);
    let index = 0;
    for (; index < before.length; index++) {
      const arg = before[index]!, next = before[index + 1];
      if (isFlag(arg)) {
        if (arg.startsWith("--") ? this.long(arg, next) : this.short(arg, next)) index++;
        continue;
      }
      if (this.options.stopEarly) break;
      this.positional(arg);
    }
    for (const arg of before.slice(index)) this.result._.push(arg);
    this.fillIn();
    if (this.options["--"]) put(this.result, "--", [...after]);
    else for (const arg of after) this.result._.push(arg);
  }
}

/**
 * Parses the arguments of a command line.
 *
 * @param args The arguments, such as `Deno.args`.
 * @param options What the keys mean.
 * @returns The value of every key, and in `_` what belongs to none.
 */
export function parseArgs<const O extends ParseOptions = Record<never, never>>(
  args: string[],
  options?: O,
): ParsedArgs<O> {
  const parser = new Parser(options ?? {});
  parser.run(args);
  return parser.result as unknown as ParsedArgs<O>;
}
