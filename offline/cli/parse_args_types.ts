/** A name, or several. */
export type OneOrMore = string | readonly string[];

/** What {@linkcode parseArgs} is to make of the arguments. */
export interface ParseOptions {
  /** Whether what follows `--` goes to the key `--` rather than to `_`. @default {false} */
  readonly "--"?: boolean;
  /** Other names of a key; the value is set under each name. */
  readonly alias?: Readonly<Record<string, OneOrMore>>;
  /** Keys that take no value, or `true` for every `--key` that is not followed by `=`. They are `false` where absent. */
  readonly boolean?: boolean | OneOrMore;
  /** Values of the keys that are absent. */
  readonly default?: Readonly<Record<string, unknown>>;
  /** Whether everything from the first argument that is no option goes to `_`. @default {false} */
  readonly stopEarly?: boolean;
  /** Keys whose value stays a text: what looks like a number is not made one. `_` is a key here too. */
  readonly string?: OneOrMore;
  /** Keys that may be given repeatedly: their values become an array. For other keys the last one counts. */
  readonly collect?: OneOrMore;
  /** Keys that `--no-<key>` sets to `false`. */
  readonly negatable?: OneOrMore;
  /** Called for every argument that no option names; what it returns `false` for is left out. */
  // deno-lint-ignore no-explicit-any
  readonly unknown?: (arg: string, key?: string, value?: unknown) => any;
}

/** The type of an option, or of several: distributes over `Key`. */
type Option<O, Key extends keyof ParseOptions> = Key extends unknown
  ? O extends { readonly [K in Key]: infer Value } ? Value : never
  : never;
type Names<T> = T extends string ? T : T extends readonly string[] ? T[number] : never;
type NamesIn<O, Key extends keyof ParseOptions> = Exclude<Names<Option<O, Key>>, "_">;
type Widen<T> = T extends string ? string : T extends number ? number : T extends boolean ? boolean : T;

/** A single value of a key, before defaults and collecting. */
type Single<O, K> =
  | (K extends NamesIn<O, "boolean"> ? boolean : K extends NamesIn<O, "string"> ? string : unknown)
  | (K extends NamesIn<O, "negatable"> ? false : never);
type Defaults<O> = O extends { readonly default: infer Values } ? Values : unknown; // `unknown` has no keys
type Default<O, K> = K extends keyof Defaults<O> ? Widen<Defaults<O>[K]> : never;
type Value<O, K> = Default<O, K> | (K extends NamesIn<O, "collect"> ? Single<O, K>[] : Single<O, K>);

type Declared<O> = NamesIn<O, "boolean" | "string" | "collect"> | (keyof Defaults<O> & string);
/** A text without a default is absent where it was not given. */
type Absent<O> = Exclude<NamesIn<O, "string">, NamesIn<O, "boolean" | "collect"> | keyof Defaults<O>>;

type Keys<O> =
  & { [K in Exclude<Declared<O>, Absent<O>>]: Value<O, K> }
  & { [K in Absent<O>]?: Value<O, K> };
type AliasOption<O> = O extends { readonly alias: infer Values } ? Values : unknown;
type Aliases<O> = {
  [K in keyof AliasOption<O> & string as Names<AliasOption<O>[K]>]: K extends Absent<O> ? Value<O, K> | undefined
    : Value<O, K>;
};
type Flatten<T> = { [K in keyof T]: T[K] };
type IsTyped<O> = O extends { boolean: true | OneOrMore } | { string: OneOrMore } | { collect: OneOrMore } ? true
  : false;

/** The result of {@linkcode parseArgs}: the keys that the options declare with their types, and the rest in `_`. */
export type ParsedArgs<O> =
  & { _: Array<string | number> }
  & (Option<O, "--"> extends true ? { "--": string[] } : unknown)
  & (IsTyped<O> extends true ? Flatten<Keys<O> & Aliases<O>> & { [key: string]: unknown }
    // deno-lint-ignore no-explicit-any
    : { [key: string]: any });
