import { assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import type { ImageLoading } from "./image_loading.ts";
import { imageResult } from "./image_result.ts";

const START = { files: 50_000, seconds: 1.2 };

/** A reading of 300 files, of which the dogs have this red. */
function loading(seconds: number, { cats = 100, red = 0.5 } = {}): ImageLoading {
  const classes = [{ name: "cats", images: cats, mean: [0.1, 0.2, 0.3] }, {
    name: "dogs",
    images: 200,
    mean: [red, 0.5, 0.6],
  }];
  return { seconds, processorSeconds: 5 + seconds / 2, classes, version: "1" };
}

Deno.test("the result of loading images has median rates, and the ratio round by round", () => {
  const rounds = [
    { ours: loading(10), torchvision: loading(20) },
    { ours: loading(30), torchvision: loading(45) }, // the machine was slow
    { ours: loading(10), torchvision: loading(18) },
  ];
  const result = imageResult(rounds, { files: 300, start: START });
  assertEquals([result.ours, result.torchvision, result.ratioTorchvision], [30, 15, 1.8]);
  assertEquals(result.ratioProcessor, 1.4); // 10, 20 and 10 s by 15, 27.5 and 14 s
  assertEquals([result.comparable, result.start], [true, START]);
  assertEquals("notAvailable" in result, false);
});

Deno.test("the result of loading images stands on the rounds that torchvision took part in", () => {
  const rounds = [{ ours: loading(10), torchvision: loading(20) }, { ours: loading(30) }];
  const result = imageResult(rounds, { files: 300, start: START, notAvailable: "it died" });
  assertEquals([result.torchvision, result.ratioTorchvision, result.notAvailable], [15, 2, "it died"]);
});

Deno.test("the result of loading images without torchvision has our rate alone", () => {
  const result = imageResult([{ ours: loading(10) }], { files: 300, start: START });
  assertEquals([result.ours, result.torchvision, result.comparable], [30, null, true]);
  assertEquals([result.ratioTorchvision, result.ratioProcessor], [null, null]);
});

const differing: [what: string, peer: ImageLoading, files: number, detail: string][] = [
  ["other numbers of images", loading(20, { cats: 99 }), 300, "cats 100, dogs 200 and cats 99, dogs 200"],
  ["other pixels", loading(20, { red: 0.51 }), 300, "at most 0.0100 of 1 apart"],
  ["too few images on either side", loading(20), 301, "cats 100, dogs 200"],
  ["no second class", { ...loading(20), classes: loading(20).classes.slice(0, 1) }, 300, "NaN"],
];

for (const [what, peer, files, detail] of differing) {
  Deno.test(`sides are not comparable with ${what}`, () => {
    const result = imageResult([{ ours: loading(10), torchvision: peer }], { files, start: START });
    assertEquals(result.comparable, false);
    assertStringIncludes(result.checks.filter(({ ok }) => !ok).map(({ detail }) => detail).join("; "), detail);
  });
}

Deno.test("pixels may differ as much as resampling makes them", () => {
  const result = imageResult([{ ours: loading(10), torchvision: loading(20, { red: 0.503 }) }], {
    files: 300,
    start: START,
  });
  assertEquals(result.comparable, true);
  assertAlmostEquals(result.ratioTorchvision!, 2, 1e-12);
});
