import type { Features } from "../features.ts";
import reference from "./reference.json" with { type: "json" };

/** What `reference.py` computed of two sets of features. */
export interface ReferenceCase {
  readonly name: string;
  readonly real: Features;
  readonly fake: Features;
  readonly frechet: number;
  readonly kernel: number | null;
  readonly otherKernel: number | null;
  readonly manifolds: Readonly<
    Record<string, { precision: number; recall: number; density: number; coverage: number }>
  >;
  readonly memorisation: number;
  readonly realDiversity: number;
  readonly line: number;
  readonly lineOfSquares: number | null;
}

function featuresOf(base64: string, size: number): Features {
  const values = new Float32Array(Uint8Array.fromBase64(base64).buffer);
  return { values, count: values.length / size, size };
}

/** The stored cases. */
export const referenceCases: readonly ReferenceCase[] = reference.cases.map((
  { real, fake, size, ...values },
) => ({ ...values, real: featuresOf(real, size), fake: featuresOf(fake, size) }));

/** Logits of ten classes, and their inception scores by the number of splits. */
export const inceptionReference: {
  readonly logits: Features;
  readonly scores: Readonly<Record<string, { value: number; standardDeviation: number }>>;
} = { logits: featuresOf(reference.logits, 10), scores: reference.inception };

/** Features with numbers of one's own. */
export function rows(size: number, ...values: number[]): Features {
  return { values: Float64Array.from(values), count: values.length / size, size };
}

/** Evenly distributed numbers in (-1, 1) that look random and are always the same. */
export function scattered(count: number, size: number, seed = 1): Features & { readonly values: Float64Array } {
  let state = seed;
  const values = Float64Array.from({ length: count * size }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
  return { values, count, size };
}

/** How far a value is from what it must be, relative to the latter. */
export function relativeError(actual: number, expected: number): number {
  return Math.abs(actual - expected) / Math.abs(expected);
}
