import util from "node:util";

/**
 * Gives `node:util` back the two functions that the TensorFlow.js kernels call and that current Node and Deno no longer have.
 *
 * Importing this module is enough; it must come before the kernels.
 */
const missing: Record<string, (value: unknown) => boolean> = {
  isNullOrUndefined: (value) => value === null || value === undefined,
  isArray: Array.isArray,
};
for (const [name, check] of Object.entries(missing)) {
  if (!(name in util)) Object.assign(util, { [name]: check });
}
