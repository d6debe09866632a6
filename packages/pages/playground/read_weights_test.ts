import { assertEquals, assertRejects } from "@std/assert";
import { bytesOf } from "./bytes_of.ts";
import { readWeights } from "./read_weights.ts";

const BYTES = Uint8Array.from({ length: 256 }, (_, byte) => byte);

Deno.test("Base64 becomes the bytes that it was made of", () => {
  assertEquals(new Uint8Array(bytesOf(BYTES.toBase64())), BYTES);
});

Deno.test("weights are read out of the script", async () => {
  assertEquals(new Uint8Array(await readWeights(BYTES.toBase64())), BYTES);
});

Deno.test("weights are read from a file of a web server", async () => {
  const server = Deno.serve({ hostname: "localhost", port: 0, onListen: () => {} }, () => new Response(BYTES));
  const file = `http://localhost:${server.addr.port}/weights.bin`;
  assertEquals(new Uint8Array(await readWeights({ file })), BYTES);
  await server.shutdown();
});

Deno.test("where there is no such file the page says how to serve it", async () => {
  const server = Deno.serve(
    { hostname: "localhost", port: 0, onListen: () => {} },
    () => new Response("no", { status: 404 }),
  );
  const missing = `http://localhost:${server.addr.port}/weights.bin`;
  await assertRejects(() => readWeights({ file: missing }), Error, "python3 -m http.server");
  await server.shutdown();
  await assertRejects(() => readWeights({ file: "weights.bin" }), Error, "weights.bin must come from a web server");
});
