import { assertStrictEquals, assertThrows } from "@std/assert";
import { currentRandom, withRandom } from "./random_scope.ts";
import type { StepRandom } from "./random_stream.ts";

const unused: StepRandom["stream"] = () => {
  throw new Error("nothing is drawn in these tests");
};
const outer: StepRandom = { stream: unused }, inner: StepRandom = { stream: unused };
const outside = "Cannot draw random numbers as the layer must run inside a training step";

Deno.test("withRandom gives its streams to what runs inside, and its result to the caller", () => {
  assertStrictEquals(withRandom(outer, currentRandom), outer);
});

Deno.test("currentRandom refuses outside of withRandom, before it and after it", () => {
  assertThrows(currentRandom, Error, outside);
  withRandom(outer, () => {});
  assertThrows(currentRandom, Error, outside);
});

Deno.test("scopes nest, and the outer one holds again after the inner one", () => {
  const seen = withRandom(outer, () => [currentRandom(), withRandom(inner, currentRandom), currentRandom()]);
  [outer, inner, outer].forEach((expected, index) => assertStrictEquals(seen[index], expected));
});

Deno.test("an error inside leaves the scope as it was", () => {
  withRandom(outer, () => {
    assertThrows(
      () =>
        withRandom(inner, () => {
          throw new Error("broken layer");
        }),
      Error,
      "broken layer",
    );
    assertStrictEquals(currentRandom(), outer);
  });
  assertThrows(currentRandom, Error, outside);
});

Deno.test("withRandom refuses a function that returns a promise", () => {
  assertThrows(() => withRandom(outer, () => Promise.resolve(1)), TypeError, "must be synchronous");
  assertThrows(currentRandom, Error, outside);
});
