/** Whether a value is a promise, or what `await` takes for one. */
export function isThenable<Result>(value: Result | PromiseLike<Result>): value is PromiseLike<Result> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}
