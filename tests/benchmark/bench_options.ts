import { parseArgs } from "@std/cli/parse-args";
import { type Workload, WORKLOADS } from "./workloads.ts";

/** What the command line of the benchmark asks for. */
export interface BenchOptions {
  /** Where the result is written as JSON. */
  readonly json: string | undefined;
  /** Whether one short round is enough: to see that all works, not to learn how fast it is. */
  readonly quick: boolean;
  readonly workloads: readonly Workload[];
  readonly startup: boolean;
  readonly memory: boolean;
  /** What plugins cost that do nothing. */
  readonly idle: boolean;
  /** What checkpoints cost, and how long a run that goes on takes to its first step. */
  readonly checkpoints: boolean;
  /** How fast folders of images are read. */
  readonly images: boolean;
  /** What it costs that images are read while steps run. */
  readonly streaming: boolean;
  /** How long many samples take to lie in files. */
  readonly samples: boolean;
  /** What distances between sets of features take. */
  readonly metrics: boolean;
  /** What it costs to log all that can be logged. */
  readonly logging: boolean;
  /** How large reports are, how long pages take to open, and what training loses while one is open. */
  readonly pages: boolean;
  /** What a step takes that several processes make together. */
  readonly cluster: boolean;
}

const OTHERS = [
  "startup",
  "memory",
  "idle",
  "checkpoints",
  "images",
  "streaming",
  "samples",
  "metrics",
  "logging",
  "pages",
  "cluster",
];

/** How the benchmark is called. */
export const USAGE: string = `deno task bench [--json FILE] [--quick] [${
  [...WORKLOADS.map(({ name }) => shortName(name)), ...OTHERS].join(" | ")
}] …`;

/**
 * Reads the command line: by default everything is measured.
 *
 * @throws {RangeError} If an option or a name is unknown.
 */
export function benchOptions(args: readonly string[]): BenchOptions {
  const { _: names, json, quick } = parseArgs([...args], {
    boolean: ["quick"],
    string: ["json", "_"],
    unknown(arg: string) {
      if (arg.startsWith("-")) throw new RangeError(`Cannot run benchmark as options must be known: ${arg} is none`);
    },
  });
  if (json === "") throw new RangeError("Cannot run benchmark as --json must be followed by a file");
  const wanted = names.map((name) => shortName(String(name)));
  const known = [...WORKLOADS.map(({ name }) => shortName(name)), ...OTHERS];
  const stranger = wanted.find((name) => !known.includes(name));
  if (stranger !== undefined) {
    throw new RangeError(
      `Cannot run benchmark as a workload must be one of ${known.join(", ")}: current value is ${stranger}`,
    );
  }
  const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name);
  return {
    json,
    quick,
    workloads: WORKLOADS.filter(({ name }) => isWanted(shortName(name))),
    startup: isWanted("startup"),
    memory: isWanted("memory"),
    idle: isWanted("idle"),
    checkpoints: isWanted("checkpoints"),
    images: isWanted("images"),
    streaming: isWanted("streaming"),
    samples: isWanted("samples"),
    metrics: isWanted("metrics"),
    logging: isWanted("logging"),
    pages: isWanted("pages"),
    cluster: isWanted("cluster"),
  };
}

/** Such as `mlp` for `mlp gan`, so that a shell needs no quotes. */
function shortName(name: string): string {
  return name.replace(/ gan$/, "");
}
