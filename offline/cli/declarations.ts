import type { OneOrMore, ParseOptions } from "./parse_args_types.ts";

const list = (names: OneOrMore | boolean | undefined): readonly string[] =>
  typeof names === "string" ? [names] : typeof names === "object" ? names : [];

/** What the options say of each key, with every set closed under the aliases. */
export class Declarations {
  readonly allBoolean: boolean;
  readonly boolean: ReadonlySet<string>;
  readonly string: ReadonlySet<string>;
  readonly collect: ReadonlySet<string>;
  readonly negatable: ReadonlySet<string>;
  readonly #names = new Map<string, readonly string[]>();
  readonly #default: Readonly<Record<string, unknown>>;

  constructor(options: ParseOptions) {
    for (const [key, others] of Object.entries(options.alias ?? {})) {
      const names = [key, ...list(others)];
      for (const name of names) this.#names.set(name, [name, ...names.filter((other) => other !== name)]);
    }
    const withAliases = (names: OneOrMore | boolean | undefined): ReadonlySet<string> =>
      new Set(list(names).flatMap((name) => this.namesOf(name)));
    this.allBoolean = options.boolean === true;
    this.boolean = withAliases(options.boolean);
    this.string = withAliases(options.string);
    this.collect = withAliases(options.collect);
    this.negatable = withAliases(options.negatable);
    this.#default = options.default ?? {};
  }

  /** The key and its aliases. */
  namesOf(key: string): readonly string[] {
    return this.#names.get(key) ?? [key];
  }

  /** Whether an option names the key that the argument sets. */
  knows(key: string, arg: string): boolean {
    return this.boolean.has(key) || this.string.has(key) || this.collect.has(key) || this.#names.has(key) ||
      (this.allBoolean && /^--[^=]+$/.test(arg));
  }

  /** The values of absent keys, those of the caller first. */
  *defaults(): Generator<[key: string, value: unknown]> {
    for (const [key, value] of Object.entries(this.#default)) {
      for (const name of this.namesOf(key)) yield [name, value];
    }
    for (const key of this.collect) yield [key, []];
    for (const key of this.boolean) yield [key, false];
  }
}
