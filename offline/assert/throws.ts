import { AssertionError } from "./assertion_error.ts";

// deno-lint-ignore no-explicit-any
type ErrorClass<E extends Error> = abstract new (...args: any[]) => E;

interface Expectation {
  readonly errorClass?: ErrorClass<Error>;
  readonly msgIncludes?: string;
  readonly suffix: string;
}

/** Tells the overload with a class from the one that has only a message. */
function expectation(first?: ErrorClass<Error> | string, msgIncludes?: string, msg?: string): Expectation {
  const [errorClass, note] = typeof first === "function" ? [first, msg] : [undefined, first];
  return { errorClass, msgIncludes: errorClass && msgIncludes, suffix: note ? `: ${note}` : "" };
}

function check(error: unknown, { errorClass, msgIncludes, suffix }: Expectation): unknown {
  if (!errorClass) return error;
  if (!(error instanceof Error)) {
    throw new AssertionError(`Expected an error, something else was thrown: ${Deno.inspect(error)}${suffix}`);
  }
  const isOfClass: boolean = error instanceof errorClass; // in a variable, so that the compiler does not narrow to `never`
  if (!isOfClass) {
    throw new AssertionError(
      `Expected a ${errorClass.name}, got a ${error.constructor.name} "${error.message}"${suffix}`,
      {
        cause: error,
      },
    );
  }
  if (msgIncludes && !error.message.includes(msgIncludes)) {
    throw new AssertionError(
      `Expected an error message that includes "${msgIncludes}", got "${error.message}"${suffix}`,
      {
        cause: error,
      },
    );
  }
  return error;
}

/** Asserts that a function throws, and returns what it threw. */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/** Asserts that a function throws an error of a class, whose message may have to include a text, and returns the error. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  errorClass: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows(
  fn: () => unknown,
  first?: ErrorClass<Error> | string,
  msgIncludes?: string,
  msg?: string,
): unknown {
  const expected = expectation(first, msgIncludes, msg);
  try {
    fn();
  } catch (error) {
    return check(error, expected);
  }
  throw new AssertionError(`Expected the function to throw${expected.suffix}`);
}

/** Asserts that a function returns a promise that is rejected, and returns the reason. */
export function assertRejects(fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
/** Asserts that a promise is rejected with an error of a class, whose message may have to include a text, and returns the error. */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  errorClass: ErrorClass<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects(
  fn: () => PromiseLike<unknown>,
  first?: ErrorClass<Error> | string,
  msgIncludes?: string,
  msg?: string,
): Promise<unknown> {
  const expected = expectation(first, msgIncludes, msg);
  let promise: PromiseLike<unknown>;
  try {
    promise = fn();
  } catch (error) {
    throw new AssertionError(`Expected a rejected promise, the function threw instead${expected.suffix}`, {
      cause: error,
    });
  }
  try {
    await promise;
  } catch (error) {
    return check(error, expected);
  }
  throw new AssertionError(`Expected the promise to be rejected${expected.suffix}`);
}
