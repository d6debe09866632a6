import { assertAlmostEquals, assertEquals } from "@std/assert";
import { PixelTally } from "./pixel_tally.ts";

Deno.test("the tally has the number of images and the mean colour of each class", () => {
  const tally = new PixelTally(["cats", "dogs"], 2);
  const image = (...colours: number[]) => [...colours, ...colours.map((value) => value + 51)]; // of two pixels
  tally.add(Uint8Array.from([...image(0, 51, 102), ...image(102, 0, 204)]), [1, 0]);
  tally.add(Uint8Array.from(image(102, 153, 0)), [1]);
  const [cats, dogs] = tally.classes;
  assertEquals([cats!.name, cats!.images, dogs!.name, dogs!.images], ["cats", 1, "dogs", 2]);
  [0.5, 0.1, 0.9].forEach((mean, channel) => assertAlmostEquals(cats!.mean[channel]!, mean, 1e-12));
  [0.3, 0.5, 0.3].forEach((mean, channel) => assertAlmostEquals(dogs!.mean[channel]!, mean, 1e-12));
});
