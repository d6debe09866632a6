import type { BackendName } from "@forger/core";
import type { FlagTable, ValueCheck } from "./flags.ts";
import { UsageError } from "./usage_error.ts";
import { anyText, folderToWrite, integerFrom, oneOf, threadCount } from "./value_checks.ts";

/** How many images a picture has, down and across. */
export interface Grid {
  readonly rows: number;
  readonly columns: number;
}

/** What the flags of `sample` say. */
export interface SampleFlags {
  readonly count?: number;
  readonly grid?: Grid;
  readonly walk?: number;
  readonly class: readonly string[];
  readonly seed?: number;
  readonly truncation?: number;
  readonly format?: "png" | "webp" | "gif" | "npy";
  readonly out?: string;
  readonly experiment?: string;
  readonly backend?: BackendName | "auto";
  readonly threads?: number;
  readonly verbose: boolean;
  readonly help: boolean;
}

const gridCheck: ValueCheck<Grid> = {
  rule: "rows x columns, such as 4x6",
  read(text) {
    const [, rows, columns] = /^([1-9]\d{0,3})x([1-9]\d{0,3})$/.exec(text) ?? [];
    return rows && columns ? { rows: Number(rows), columns: Number(columns) } : undefined;
  },
};

const positiveNumber: ValueCheck<number> = {
  rule: "a positive number",
  read(text) {
    const value = /^(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : NaN;
    return value > 0 && Number.isFinite(value) ? value : undefined;
  },
};

/** The flags of `sample`. */
export const SAMPLE_FLAGS: FlagTable<SampleFlags> = {
  count: {
    kind: "value",
    placeholder: "N",
    help: "so many images, each in a file of its own; of npy in one file [64]",
    check: integerFrom(1),
  },
  grid: {
    kind: "value",
    placeholder: "RxC",
    help: "one picture of R rows and C columns [8x8, 4x4 of a walk; a row of each class where there are classes]",
    check: gridCheck,
  },
  walk: {
    kind: "value",
    placeholder: "N",
    help: "an animation through N images and back to the first, in each place of the grid",
    check: integerFrom(2),
  },
  class: {
    kind: "list",
    placeholder: "CLASS",
    help: "a class by its name or its number from 0; repeatable [all]",
    check: anyText("a class"),
  },
  seed: { kind: "value", placeholder: "N", help: "another seed gives other images [42]", check: integerFrom(0) },
  truncation: {
    kind: "value",
    placeholder: "T",
    help: "no number of a normal latent is farther from 0: 1.5 for more typical images, too little spoils them [none]",
    check: positiveNumber,
  },
  format: {
    kind: "value",
    placeholder: "NAME",
    help: "png, webp, gif or npy [png, gif of a walk]",
    check: oneOf("png", "webp", "gif", "npy"),
  },
  out: { kind: "value", placeholder: "FOLDER", help: "where files go [<run>/generated]", check: folderToWrite() },
  experiment: {
    kind: "value",
    placeholder: "FILE",
    help: "the run's experiment, a file of your own, for layers of your own",
    check: anyText("an experiment's file"),
  },
  backend: {
    kind: "value",
    placeholder: "NAME",
    help: "auto, tensorflow, webgpu or cpu [auto: tensorflow, or cpu where there is none]",
    check: oneOf("auto", "tensorflow", "webgpu", "cpu"),
  },
  threads: { kind: "value", placeholder: "N", help: "threads of one operation [all cores]", check: threadCount() },
  verbose: { kind: "switch", help: "show TensorFlow's own messages, and the stack of an error" },
  help: { kind: "switch", letter: "h", help: "show this help" },
};

type Clash = readonly [clashes: (flags: SampleFlags) => boolean, problem: string, help: string];

const CLASHES: readonly Clash[] = [
  [
    ({ count, walk }) => count !== undefined && walk !== undefined,
    "Cannot use --count with --walk as a walk must be one animation",
    "leave out one of them, or say with --grid how many images walk",
  ],
  [
    ({ format, walk }) => walk !== undefined && (format === "png" || format === "npy"),
    "Cannot use --format with --walk as an animation must be a gif or a webp",
    "leave out --format for a gif",
  ],
  [
    ({ format, walk }) => format === "gif" && walk === undefined,
    "Cannot use --format gif as there must be a walk to show: pictures that stand still are png or webp",
    "add --walk 6, or leave out --format",
  ],
  [
    ({ format, grid }) => format === "npy" && grid !== undefined,
    "Cannot use --grid with --format npy as a grid must be a picture",
    "leave out one of them, and say with --count how many images there are to be",
  ],
];

/**
 * Refuses flags that do not go together.
 *
 * @throws {UsageError} If some do not: it says which to leave out.
 */
export function checkSampleFlags(flags: SampleFlags): void {
  for (const [clashes, problem, help] of CLASHES) if (clashes(flags)) throw new UsageError(problem, { help });
}
