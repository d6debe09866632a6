import type { SampleFlags } from "./sample_flags.ts";
import { UsageError } from "./usage_error.ts";

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
