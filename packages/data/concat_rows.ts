import { concatOnDevice } from "./_concat_on_device.ts";
import { concatStreamed } from "./_concat_streamed.ts";
import { disposeOnce } from "./_dispose_once.ts";
import { fingerprintOf } from "./_fingerprint_of.ts";
import type { SameKind } from "./same_kind.ts";
import type { Source } from "./source.ts";
import { isStreamed, type StreamedSource } from "./streamed_source.ts";

/** Options of {@linkcode concatRows}. */
export interface ConcatRowsOptions {
  /**
   * Where the classes come from: `"equal"` keeps those of the sources, which must all have the same, or none; `"by-source"`
   * makes each source a class that has its name. @default {"equal"}
   */
  readonly classes?: "equal" | "by-source";
  /** What the source is called in a run's records. @default the sources' names, with "and" between them */
  readonly name?: string;
}

/**
 * Puts the rows of several sources one after another, as one source.
 *
 * The range is the hull of theirs; modes are left out. A gathered batch is computed by each source and chosen from what they
 * give, so that a step costs what it costs with each of them together; {@linkcode cacheRows} avoids that. Disposing the new
 * source disposes each of the given ones once, also one that is given twice; they are not to be disposed besides.
 *
 * @param sources One or more, all on the device or all streamed; up to 256 if they are streamed.
 * @returns A source of the same kind as the given ones.
 * @throws {TypeError} If there is no source, they are of both kinds, or their rows differ in shape.
 * @throws {RangeError} If they differ in classes, share a name that is to be a class, or are too many.
 *
 * @example
 * ```ts
 * import { concatRows, functionPoints } from "@forger/data";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * const line = functionPoints({ f: (x) => x, domain: [-1, 1], count: 2, name: "line" });
 * const parabola = functionPoints({ f: (x) => x * x, domain: [-2, 2], count: 2, name: "parabola" });
 * const both = concatRows([line, parabola], { classes: "by-source" });
 * assertEquals([both.name, both.size, both.range], ["line and parabola", 4, [-2, 2]]);
 * const rows = tf.tensor1d([1, 2], "int32");
 * assertEquals(both.gather(rows).arraySync(), [[0.5, 0.5], [-1, 1]]);
 * assertEquals(both.gatherLabels!(rows).arraySync(), [0, 1]);
 * both.dispose();
 * ```
 */
export function concatRows<Given extends Source | StreamedSource>(
  sources: readonly Given[],
  options: ConcatRowsOptions = {},
): SameKind<Given> {
  return concat(sources, options) as SameKind<Given>;
}

type Sources = readonly (Source | StreamedSource)[];

function concat(sources: Sources, options: ConcatRowsOptions): Source | StreamedSource {
  const { classes: mode = "equal", name = sources.map(({ name }) => name).join(" and ") } = options;
  const classes = classesOf(checkSources(sources, name), mode, name);
  const parts = new Set(sources);
  let size = 0;
  const starts = sources.map((source) => (size += source.size) - source.size);
  const facts = {
    name,
    size,
    shape: sources[0]!.shape,
    range: [
      Math.min(...sources.map(({ range: [low] }) => low)),
      Math.max(...sources.map(({ range: [, high] }) => high)),
    ] as const,
    classes,
    fingerprint: fingerprintOfAll(sources),
    dispose: disposeOnce(() => parts.forEach((part) => part.dispose())),
  };
  const bySource = mode === "by-source";
  const streamed = sources.filter(isStreamed);
  return streamed.length > 0
    ? concatStreamed(streamed, { facts, starts, bySource })
    : concatOnDevice(sources as readonly Source[], { facts, starts, bySource });
}

/** Of what is known of the sources' rows; undefined where that is nothing. */
function fingerprintOfAll(sources: Sources): string | undefined {
  if (sources.every(({ fingerprint }) => fingerprint === undefined)) return undefined;
  return fingerprintOf(sources.map(({ name, size, fingerprint }) => [name, size, fingerprint ?? null]));
}

function checkSources(sources: Sources, name: string): Sources {
  const [first] = sources;
  if (!first) throw new TypeError("Cannot concatenate sources as there must be one or more: current number is 0");
  const streamed = sources.filter(isStreamed);
  if (streamed.length > 0 && streamed.length < sources.length) {
    throw new TypeError(
      `Cannot concatenate ${name} as all must be streamed or all on the device: only ${
        streamed.map(({ name }) => name).join(", ")
      } is streamed, and cacheRows puts its rows on the device`,
    );
  }
  for (const { name: other, shape } of sources) {
    if (String(shape) === String(first.shape)) continue;
    throw new TypeError(
      `Cannot concatenate ${name} as their rows must have the same shape: ${first.name} has [${first.shape}], ${other} has [${shape}]`,
    );
  }
  return sources;
}

function classesOf(
  sources: Sources,
  mode: NonNullable<ConcatRowsOptions["classes"]>,
  name: string,
): readonly string[] | undefined {
  if (mode === "by-source") {
    const names = sources.map(({ name }) => name);
    if (new Set(names).size === names.length) return names;
    throw new RangeError(
      `Cannot concatenate ${name} as sources that are to be classes must have different names: current names are ${
        names.join(", ")
      }`,
    );
  }
  if (mode !== "equal") {
    throw new RangeError(
      `Cannot concatenate ${name} as classes must be "equal" or "by-source": current value is ${mode}`,
    );
  }
  const [first] = sources as [Source | StreamedSource];
  for (const { name: other, classes } of sources) {
    if (JSON.stringify(classes) === JSON.stringify(first.classes)) continue;
    const shown = (list: readonly string[] | undefined) => list ? `[${list.join(", ")}]` : "none";
    throw new RangeError(
      `Cannot concatenate ${name} as they must have the same classes, or become classes with "by-source": ${first.name} has ${
        shown(first.classes)
      }, ${other} has ${shown(classes)}`,
    );
  }
  return first.classes;
}
