import { checkCount } from "./_check_count.ts";
import type { Features } from "./features.ts";

/**
 * Refuses what are not features, or too few.
 *
 * @param action What cannot be done with them, for instance `compute the Fréchet distance`.
 * @param name What they are: `real features`.
 * @param least How many rows there must be.
 * @throws {RangeError} If a size is none, there are fewer rows than `least`, or a number is not finite.
 * @throws {TypeError} If the values are not `count * size` numbers.
 */
export function checkFeatures(action: string, name: string, features: Features, least = 1): void {
  const { values, count, size } = features;
  if (!(values instanceof Float32Array || values instanceof Float64Array)) {
    throw new TypeError(`Cannot ${action} as the values of ${name} must be a Float32Array or a Float64Array`);
  }
  checkCount(action, `the size of ${name}`, size);
  checkCount(action, `the number of ${name}`, count, least);
  if (values.length !== count * size) {
    throw new TypeError(
      `Cannot ${action} as ${name} must hold count x size values: ` +
        `expected ${count} x ${size} = ${count * size}, received ${values.length}`,
    );
  }
  for (let index = 0; index < values.length; index++) {
    if (Number.isFinite(values[index])) continue;
    throw new RangeError(
      `Cannot ${action} as ${name} must be finite: ` +
        `current value of row ${Math.floor(index / size)}, column ${index % size} is ${values[index]}`,
    );
  }
}

/**
 * Refuses two sets of features that cannot be compared.
 *
 * @throws {RangeError} As {@linkcode checkFeatures}, or if all real rows are the same.
 * @throws {TypeError} As {@linkcode checkFeatures}, or if their sizes differ.
 */
export function checkFeaturePair(action: string, real: Features, fake: Features, least = 1): void {
  checkFeatures(action, "real features", real, least);
  checkFeatures(action, "fake features", fake, least);
  if (real.size !== fake.size) {
    throw new TypeError(
      `Cannot ${action} as real and fake features must have the same size: ` +
        `real are [${real.count}, ${real.size}], fake are [${fake.count}, ${fake.size}]`,
    );
  }
  const { values, count, size } = real;
  if (count > 1 && values.every((value, index) => value === values[index % size])) {
    throw new RangeError(
      `Cannot ${action} as real features must differ: all ${count} rows are the same, so the extractor sees nothing`,
    );
  }
}
