import { startCompute } from "@forger/core";
import { extractFeatures } from "@forger/metrics";
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { parseExtractorFile } from "./_extractor_file.ts";
import { checkExtractorName, evaluationExtractor } from "./evaluation_extractor.ts";

await startCompute({ backend: "cpu" });

const files: [text: string, expected: ReturnType<typeof parseExtractorFile>][] = [
  ["digits", undefined],
  ["./model.txt", undefined],
  [".json", undefined],
  ["./model.json", { path: "./model.json", kind: "json", options: {} }],
  ["C:\\nets\\model.json", { path: "C:\\nets\\model.json", kind: "json", options: {} }],
  ["model.json:layer=pool", { path: "model.json", kind: "json", options: { layer: "pool" } }],
  [
    "a.onnx:range=[0,1],mean=[0.5,0.5,0.5],layout=nhwc",
    { path: "a.onnx", kind: "onnx", options: { range: [0, 1], mean: [0.5, 0.5, 0.5], layout: "nhwc" } },
  ],
  ["a.onnx:output=495,input=0", { path: "a.onnx", kind: "onnx", options: { output: "495", input: "0" } }],
  ['a.json:layer="5"', { path: "a.json", kind: "json", options: { layer: "5" } }],
  ["a.json:layer=null,resize=true", { path: "a.json", kind: "json", options: { layer: "null", resize: "true" } }],
  ['a.json:layer="a,b",resize=bilinear', {
    path: "a.json",
    kind: "json",
    options: { layer: "a,b", resize: "bilinear" },
  }],
];

for (const [text, expected] of files) {
  Deno.test(`the extractor ${text} is ${expected ? "a file" : "no file"}`, () => {
    assertEquals(parseExtractorFile(text), expected);
  });
}

Deno.test("an option that a network does not have is refused with the nearest one", () => {
  assertThrows(
    () => checkExtractorName("create evaluate", "model.json:rang=[0,1]"),
    RangeError,
    'current value is "rang=[0,1]", did you mean "range"?',
  );
  assertThrows(
    () => checkExtractorName("evaluate", "model.json:layout=nchw"),
    RangeError,
    "Cannot use extractor model.json",
  );
  assertThrows(() => checkExtractorName("evaluate", "model.json:pool"), RangeError, 'current value is "pool"');
});

Deno.test("what names no extractor is refused with the nearest name", () => {
  assertThrows(
    () => checkExtractorName("create evaluate", "pixel"),
    RangeError,
    "Cannot create evaluate as extractor must be digits, pixels, random-convolutions, or the path of a model.json or an " +
      '.onnx file: current value is pixel, did you mean "pixels"?',
  );
});

const pixels: [shape: readonly number[], name: string, size: number][] = [
  [[28, 28, 1], "pixels", 784],
  [[32, 32, 3], "pixels", 3072],
  [[64, 64, 3], "pixels reduced by 2", 3072],
  [[256, 256, 1], "pixels reduced by 8", 1024],
  [[99, 99, 1], "pixels", 9801], // no half of it is whole
];

for (const [shape, name, size] of pixels) {
  Deno.test(`images [${shape}] become ${size} ${name}`, async () => {
    const extractor = await evaluationExtractor("pixels", shape);
    assertEquals([extractor.name, extractor.size], [name, size]);
  });
}

Deno.test("a network's file is read with what follows it", async () => {
  const folder = await Deno.makeTempDir();
  const layer = (units: number, name: string) =>
    tf.layers.dense({ units, name, kernelInitializer: "ones", useBias: false });
  const model = tf.sequential({
    layers: [tf.layers.flatten({ inputShape: [2, 2, 1] }), layer(3, "middle"), layer(1, "last")],
  });
  await model.save(tf.io.withSaveHandler(async ({ modelTopology, weightData, weightSpecs }) => {
    await Deno.writeFile(`${folder}/weights.bin`, new Uint8Array(tf.io.concatenateArrayBuffers([weightData!].flat())));
    const weightsManifest = [{ paths: ["weights.bin"], weights: weightSpecs }];
    await Deno.writeTextFile(`${folder}/model.json`, JSON.stringify({ modelTopology, weightsManifest }));
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
  }));
  const features = async (text: string) => {
    const extractor = await evaluationExtractor(`${folder}/model.json${text}`, [2, 2, 1]);
    return [...(await extractFeatures(extractor, [tf.fill([1, 2, 2, 1], 0.5)])).values];
  };
  assertEquals(await features(""), [6]); // 3 x 4 x 0.5
  assertEquals(await features(":range=[0,4]"), [36]); // 0.5 becomes 3
  assertEquals(await features(":layer=middle,range=[0,4]"), [12, 12, 12]);
  await assertRejects(() => features(":layer=nowhere"), RangeError, "nowhere");
});
