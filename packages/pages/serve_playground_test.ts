import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { servePlayground } from "./serve_playground.ts";

const folder = await Deno.makeTempDir({ prefix: "forger-served-" });
await Deno.writeTextFile(`${folder}/index.html`, "page");
await Deno.writeTextFile(`${folder}/tf.min.js`, "script");
await Deno.writeTextFile(`${folder}/style.css`, "style");
await Deno.writeFile(`${folder}/weights.bin`, Uint8Array.of(1, 2, 3));
await Deno.writeTextFile(`${folder}/.hidden.js`, "secret");
await Deno.writeTextFile(`${folder}/secret.key`, "secret");
await Deno.mkdir(`${folder}/inner.js`);
await Deno.writeTextFile(`${folder}/inner.js/a.js`, "secret");

async function withServer(use: (address: string) => Promise<void>): Promise<void> {
  const stop = new AbortController(), { address, finished } = servePlayground(folder, { port: 0, signal: stop.signal });
  try {
    await use(address);
  } finally {
    stop.abort();
    await finished;
  }
}

Deno.test("the files of a playground are served with their types", async () => {
  await withServer(async (address) => {
    assertMatch(address, /^http:\/\/localhost:\d+\/$/);
    for (
      const [path, type, text] of [
        ["", "text/html; charset=utf-8", "page"],
        ["index.html", "text/html; charset=utf-8", "page"],
        ["tf.min.js?version=2", "text/javascript; charset=utf-8", "script"],
        ["style.css", "text/css; charset=utf-8", "style"],
        ["weights.bin", "application/octet-stream", "\u0001\u0002\u0003"],
      ] as const
    ) {
      const response = await fetch(address + path), { headers } = response;
      assertEquals([response.status, headers.get("content-type"), await response.text()], [200, type, text]);
      assertEquals(headers.get("x-content-type-options"), "nosniff");
    }
  });
});

Deno.test("nothing else is served", async () => {
  await withServer(async (address) => {
    const { port } = new URL(address);
    for (
      const path of [
        "secret.key",
        ".hidden.js",
        "inner.js",
        "inner.js/a.js",
        "missing.js",
        "%2e%2e%2fx.js",
        "a%00.js",
        "..%5cx.js",
      ]
    ) {
      const response = await fetch(address + path);
      const text = await response.text();
      assertEquals([path, response.status, text.includes("secret")], [path, 404, false]);
    }
    const connection = await Deno.connect({ hostname: "localhost", port: Number(port) }); // a path that fetch would tidy up
    await connection.write(
      new TextEncoder().encode(
        "GET /../index.html/../../x.js HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
      ),
    );
    assertMatch((await new Response(connection.readable).text()).split("\r\n")[0]!, / (400|404) /);
  });
});

Deno.test("a link in the folder leads nowhere, and another name of this machine is refused", async () => {
  const own = await Deno.makeTempDir({ prefix: "forger-served-" }), stop = new AbortController();
  await Deno.symlink(`${folder}/index.html`, `${own}/index.html`);
  const { address, finished } = servePlayground(own, { port: 0, signal: stop.signal });
  assertEquals(await (await fetch(address)).text(), "");
  const connection = await Deno.connect({ hostname: "localhost", port: Number(new URL(address).port) });
  const request = "GET / HTTP/1.1\r\nHost: elsewhere.example\r\nConnection: close\r\n\r\n";
  await connection.write(new TextEncoder().encode(request));
  assertMatch(await new Response(connection.readable).text(), /^HTTP\/1\.1 421 /);
  stop.abort();
  await finished;
});

Deno.test("files are only read", async () => {
  await withServer(async (address) => {
    const head = await fetch(address, { method: "HEAD" });
    assertEquals([head.status, await head.text()], [200, ""]);
    const post = await fetch(address, { method: "POST", body: "x" });
    assertEquals(post.status, 405);
    await post.body?.cancel();
  });
});

Deno.test("a port that is taken is refused where it was asked for", async () => {
  await withServer((address) => {
    const port = Number(new URL(address).port);
    assertThrows(
      () => servePlayground(folder, { port }),
      RangeError,
      `Cannot serve ${folder} as port must be free: another program has ${port}. Name another, or none for a free one`,
    );
    return Promise.resolve();
  });
});

Deno.test("without a port there is always one", async () => {
  const stop = new AbortController();
  const servers = [1, 2].map(() => servePlayground(folder, { signal: stop.signal }));
  assert(servers[0]!.address !== servers[1]!.address);
  stop.abort();
  await Promise.all(servers.map(({ finished }) => finished));
});
