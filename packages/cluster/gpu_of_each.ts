/**
 * Which GPU each of several processes of one machine gets: one for itself, in the order of the workers.
 *
 * @param gpus The GPUs that may be used, as `CUDA_VISIBLE_DEVICES` names them.
 * @returns A GPU's name for each worker; undefined for each where there is no GPU.
 * @throws {RangeError} If there are GPUs, but not enough: workers that share one would only wait for each other.
 *
 * @example
 * ```ts
 * import { gpuOfEach } from "@forger/cluster";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(gpuOfEach(["0", "1", "2"], 2), ["0", "1"]);
 * ```
 */
export function gpuOfEach(gpus: readonly string[], workers: number): (string | undefined)[] {
  if (gpus.length > 0 && gpus.length < workers) {
    throw new RangeError(
      `Cannot train with ${workers} workers as each must have a GPU of its own: this machine has ${gpus.length} to use; CUDA_VISIBLE_DEVICES=-1 trains on processors`,
    );
  }
  return Array.from({ length: workers }, (_, worker) => gpus[worker]);
}
