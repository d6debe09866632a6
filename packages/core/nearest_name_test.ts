import { assertEquals } from "@std/assert";
import { nearestName } from "./nearest_name.ts";

const NAMES = ["mnist", "mnist-dcgan", "flowers"];

for (
  const [typed, meant] of [["minst", "mnist"], ["mnist-dcgna", "mnist-dcgan"], ["FLOWERS", "flowers"], [
    "flwers",
    "flowers",
  ], ["mnist", "mnist"]] as const
) {
  Deno.test(`"${typed}" most likely means "${meant}"`, () => assertEquals(nearestName(typed, NAMES), meant));
}

Deno.test("nothing is nearest where there are no names", () => assertEquals(nearestName("mnist", []), undefined));
