import { startCompute } from "@forger/core";
import { dcgan, selfAttention } from "@forger/layers";
import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { PLAIN_LAYERS, plainTopology, saveModel } from "./_plain_model.ts";

await startCompute({ backend: "cpu" });

Deno.test("the known layers are those of TensorFlow.js by itself", async () => {
  const code = `
    import * as tf from "@tensorflow/tfjs";
    const classes = Object.entries(tf.serialization.SerializationMap.getMap().classNameMap);
    const isLayer = ([, [{ prototype }]]) => prototype instanceof tf.layers.Layer;
    console.log(JSON.stringify(classes.filter(isLayer).map(([name]) => name).sort()));`;
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-lock", code],
    cwd: import.meta.dirname!,
    stderr: "null",
  }).output();
  assert(success);
  assertEquals([...PLAIN_LAYERS].sort(), JSON.parse(new TextDecoder().decode(stdout)));
});

const conditional = () =>
  dcgan({ image: [8, 8, 3], latent: 3, generatorWidths: [4], discriminatorWidths: [4], classes: 4, seed: 1 }).generator;

Deno.test("weights have no beginning to be drawn, and everything else is as it was", async () => {
  const { modelTopology, weightData, weightSpecs } = await saveModel(conditional());
  const plain = plainTopology(modelTopology), text = JSON.stringify(plain);
  assert(!/RandomNormal|GlorotNormal|VarianceScaling/.test(text), text);
  const named = (topology: object) => [...JSON.stringify(topology).matchAll(/"name":"[^"]*"/g)].map(([name]) => name);
  assertEquals(named(plain), named(modelTopology));
  const loaded = await tf.loadLayersModel({
    load: () => Promise.resolve({ modelTopology: plain, weightData, weightSpecs: [...weightSpecs] }),
  });
  const inputs = [tf.ones([2, 3]), tf.oneHot([1, 3], 4).toFloat()];
  const made = loaded.predict(inputs) as tf.Tensor, expected = conditional().predict(inputs) as tf.Tensor;
  assertEquals(made.dataSync(), expected.dataSync());
});

Deno.test("a layer that the page has not is named", async () => {
  const input = tf.input({ shape: [4, 4, 8] });
  const network = tf.model({
    inputs: input,
    outputs: selfAttention({ name: "look_around" }).apply(input) as tf.SymbolicTensor,
  });
  const { modelTopology } = await saveModel(network);
  assertThrows(
    () => plainTopology(modelTopology),
    TypeError,
    'Cannot make a playground as the generator\'s layers must be those of TensorFlow.js itself, which the page has: current layer is SelfAttention "look_around"',
  );
});

Deno.test("what limits weights in training is left out", async () => {
  const limits = { kernelConstraint: "maxNorm", biasRegularizer: "l1l2", kernelInitializer: "orthogonal" } as const;
  const network = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3], ...limits })] });
  const { modelTopology } = await saveModel(network), text = JSON.stringify(plainTopology(modelTopology));
  assert(/MaxNorm/.test(JSON.stringify(modelTopology)));
  assert(!/MaxNorm|L1L2|Orthogonal/.test(text), text);
});
