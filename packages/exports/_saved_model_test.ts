import { assert, assertStringIncludes } from "@std/assert";
import { encodeSavedModel } from "./_saved_model.ts";

Deno.test("the signature says the shapes, in which the batch is free", () => {
  const bytes = encodeSavedModel({
    graph: new Uint8Array(0),
    inputs: new Map([["latent", { node: "latent", shape: [-1, 7] }]]),
    outputs: new Map([["images", { node: "made", shape: [-1, 3] }]]),
  });
  const hex = bytes.toHex(), minusOne = "ff".repeat(9) + "01";
  const tensor = (name: string, length: string) =>
    `0a${(name.length + 2).toString(16).padStart(2, "0")}${new TextEncoder().encode(`${name}:0`).toHex()}` + // its name
    `1001` + // float32
    `1a11` + `120b08${minusOne}` + `120208${length}`; // its shape
  assertStringIncludes(hex, tensor("latent", "07"));
  assertStringIncludes(hex, tensor("made", "03"));
  assert(hex.includes(new TextEncoder().encode("serving_default").toHex()));
});
