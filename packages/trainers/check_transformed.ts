import * as tf from "@tensorflow/tfjs";
import { notFinite, type Tensor } from "@forger/core";
import type { LossTerms } from "@forger/losses";
import type { Player } from "./networks.ts";
import { refusePromise } from "./refuse_promise.ts";

type Tensors = Readonly<Record<string, Tensor | undefined>>;

/** Refuses what is no single tensor of the same shape and type as before. */
export function checkTensor(changed: unknown, original: Tensor, what = "its result"): void {
  checkSynchronous(changed);
  if (!isTensor(changed)) throw new TypeError(`${what} must be a tensor: current type is ${describeType(changed)}`);
  const same = changed.shape.length === original.shape.length &&
    changed.shape.every((length, axis) => length === original.shape[axis]);
  if (!same) {
    throw new TypeError(`${what} must keep the shape: expected [${original.shape}], received [${changed.shape}]`);
  }
  if (changed.dtype !== original.dtype) {
    throw new TypeError(`${what} must keep the type: expected ${original.dtype}, received ${changed.dtype}`);
  }
  if (changed !== original) checkFinite(changed, [original], what);
}

/** Refuses a list that has not one tensor for each of the originals. */
export function checkTensors(changed: unknown, originals: readonly Tensor[]): void {
  checkSynchronous(changed);
  if (!Array.isArray(changed) || changed.length !== originals.length) {
    const received = Array.isArray(changed) ? `${changed.length} tensors` : describeType(changed);
    throw new TypeError(`its result must be a list of ${originals.length} tensors: received ${received}`);
  }
  changed.forEach((tensor, index) => checkTensor(tensor, originals[index]!, `its tensor ${index}`));
}

/** Refuses an object that has not a tensor of the same shape for each of the original's. */
export function checkTensorRecord(changed: unknown, original: Tensors): void {
  checkObject(changed);
  for (const [name, tensor] of Object.entries(original)) {
    if (tensor) checkTensor((changed as Tensors)[name], tensor, `its "${name}"`);
  }
}

/** Refuses loss terms that are no scalars. */
export function checkTerms(changed: unknown, originals: Tensors): void {
  checkObject(changed);
  const entries = Object.entries(changed as Tensors);
  if (entries.length === 0) throw new TypeError("its result must have at least one term: it is empty");
  for (const [name, term] of entries) {
    const what = `its term "${name}"`;
    if (!isTensor(term)) throw new TypeError(`${what} must be a tensor: current type is ${describeType(term)}`);
    if (term.size !== 1) throw new TypeError(`${what} must be a scalar: current shape is [${term.shape}]`);
    if (!Object.values(originals).includes(term)) {
      checkFinite(term, Object.values(originals).filter((tensor) => tensor !== undefined), what);
    }
  }
}

/** Refuses what a loss gives for a player where it is no terms: a loss may be the user's own. */
export function checkLossTerms(terms: LossTerms, loss: string, player: Player): LossTerms {
  try {
    checkTerms(terms, terms);
    return terms;
  } catch (error) {
    throw new TypeError(`Cannot train the ${player} with loss ${loss} as ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function checkObject(value: unknown): void {
  checkSynchronous(value);
  if (typeof value !== "object" || value === null || value instanceof tf.Tensor || Array.isArray(value)) {
    throw new TypeError(`its result must be an object of tensors: current type is ${describeType(value)}`);
  }
}

function checkSynchronous(value: unknown): void {
  refusePromise(value, "its result must be there at once, as the hook runs inside the compiled step");
}

/** Values are known when the step is recorded, and at every step of a run that is not compiled. */
function checkFinite(changed: Tensor, originals: readonly Tensor[], what: string): void {
  const found = notFinite(changed);
  if (found === undefined || originals.some((original) => notFinite(original) !== undefined)) return;
  throw new RangeError(`${what} must be finite: it holds ${found}`);
}

function isTensor(value: unknown): value is Tensor {
  return value instanceof tf.Tensor;
}

function describeType(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return value instanceof tf.Tensor ? "tensor" : typeof value;
}
