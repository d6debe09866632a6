import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { LiveReader, MOST_READERS } from "./_live_readers.ts";
import { readEvents } from "./_client_live.ts";
import { LiveModel } from "./live_model.ts";
import { type LiveCommand, LiveServer } from "./live_server.ts";
import { LIVE_PORT, openPort } from "./open_port.ts";
import type { LiveMessage, LiveStatus } from "./page_data.ts";

const STATUS: LiveStatus = { state: "training", step: 0, steps: 100, epoch: 0, canSample: true };

/** A server while it is tested. */
interface Served {
  readonly model: LiveModel;
  readonly server: LiveServer;
  readonly commands: LiveCommand[];
  readonly origin: string;
  readonly key: Readonly<Record<string, string>>;
}

async function serve(test: (served: Served) => Promise<void>): Promise<void> {
  const model = new LiveModel({ name: "mine", facts: [["Seed", "1"]], networks: [], settings: [] }, STATUS);
  const commands: LiveCommand[] = [];
  const server = await LiveServer.start({ model, port: 0, onCommand: (command) => void commands.push(command) });
  const { hash, origin } = new URL(server.url);
  try {
    await test({ model, server, commands, origin, key: { authorization: `Bearer ${hash.slice(1)}` } });
  } finally {
    await server.close();
  }
}

/** Sends a request and forgets its body. */
async function statusOf(address: string, init: RequestInit = {}): Promise<number> {
  const response = await fetch(address, init);
  await response.body?.cancel();
  return response.status;
}

/** Reads the messages of a page that follows. */
class Follower {
  readonly #reader: ReadableStreamDefaultReader<string>;
  #rest = "";
  #messages: string[] = [];

  constructor(response: Response) {
    this.#reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  }

  static async open({ key, origin }: Served): Promise<Follower> {
    return new Follower(await fetch(`${origin}/events`, { headers: key }));
  }

  /** The next message; undefined after the last one. */
  async next(): Promise<LiveMessage | undefined> {
    while (this.#messages.length === 0) {
      const { done, value } = await this.#reader.read();
      if (done) return undefined;
      const { messages, rest } = readEvents(this.#rest + value);
      [this.#messages, this.#rest] = [messages, rest];
    }
    return JSON.parse(this.#messages.shift()!);
  }

  async close(): Promise<void> {
    await this.#reader.cancel();
  }
}

/** Sends bytes as they are, and reads what comes back. */
async function raw(origin: string, text: string): Promise<string> {
  const { port } = new URL(origin);
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
  await connection.write(new TextEncoder().encode(text));
  const bytes = new Uint8Array(65_536), count = await connection.read(bytes);
  return new TextDecoder().decode(bytes.subarray(0, count ?? 0));
}

Deno.test("the page itself holds nothing of the run, and says what it may load", () =>
  serve(async ({ origin }) => {
    const response = await fetch(origin), html = await response.text();
    assertEquals([response.status, html.includes("mine")], [200, false]);
    assertStringIncludes(response.headers.get("content-security-policy")!, "default-src 'none'; script-src 'self'");
    assertEquals(response.headers.get("access-control-allow-origin"), null);
    for (const path of ["/page.js", "/page.css", "/charts.js"]) assertEquals(await statusOf(origin + path), 200);
  }));

Deno.test("a page gets everything first, and then what has changed", () =>
  serve(async (served) => {
    const { model, server } = served;
    for (let step = 1; step <= 3; step++) model.history.add(step, { generator: step });
    model.update({ ...STATUS, step: 3 });
    const page = await Follower.open(served);
    const first = await page.next();
    assertEquals([first?.live.step, first?.page?.name, first?.page?.curves[0]?.means], [3, "mine", [1, 2, 3]]);
    model.history.add(4, { generator: 4 });
    model.update({ ...STATUS, step: 4 });
    model.note({ step: 4, text: "look out" });
    server.changed();
    const second = await page.next();
    assertEquals([second?.page, second?.curves?.[0]?.from, second?.curves?.[0]?.means], [undefined, 2, [3, 4]]);
    assertEquals([second?.notes, second?.pictures], [[{ step: 4, text: "look out" }], undefined]);
    const again = await Follower.open(served); // as after a lost connection
    assertEquals((await again.next())?.page?.curves[0]?.means, [1, 2, 3, 4]);
    for (const follower of [page, again]) await follower.close();
  }));

Deno.test("many changes make one message", () =>
  serve(async (served) => {
    const { model, server } = served, page = await Follower.open(served);
    await page.next();
    for (let step = 1; step <= 1000; step++) {
      model.history.add(step, { generator: step });
      model.update({ ...STATUS, step });
      server.changed();
    }
    assertEquals((await page.next())?.live.step, 1000);
    await page.close();
  }));

Deno.test("the last state reaches the pages before the server ends, and then the stream ends", async () => {
  let page: Follower;
  await serve(async (served) => {
    page = await Follower.open(served);
    await page.next();
    served.model.update({ ...STATUS, state: "finished", step: 100 });
  });
  assertEquals((await page!.next())?.live, { ...STATUS, state: "finished", step: 100 });
  assertEquals(await page!.next(), undefined);
});

Deno.test("for a page that takes nothing at most one message waits, and then all that has changed comes in one", async () => {
  const model = new LiveModel({ name: "mine", facts: [], networks: [], settings: [] }, STATUS);
  const reader = new LiveReader(model, () => {}), page = new Follower(new Response(reader.stream));
  for (let step = 1; step <= 5000; step++) {
    model.history.add(step, { generator: step });
    model.update({ ...STATUS, step });
    reader.offer();
    reader.beat();
    if (step % 100 === 0) await new Promise((resolve) => setTimeout(resolve));
  }
  const steps: number[] = [];
  while (steps.at(-1) !== 5000) steps.push((await page.next())!.live.step);
  assert(steps.length <= 3, `${steps}`); // the text decoder takes the first one or two
  await page.close();
});

Deno.test("a page that takes nothing does not keep the end waiting", async () => {
  let begin = 0, connection: Deno.Conn;
  await serve(async ({ key, model, origin, server }) => {
    connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(new URL(origin).port) });
    const head = `GET /events HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: ${key.authorization}\r\n\r\n`;
    await connection.write(new TextEncoder().encode(head));
    while (server.readers === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    model.note({ step: 1, text: "x".repeat(2 ** 25) }); // more than the system takes in for it
    server.changed();
    server.changed({ isAwaited: true });
    await new Promise((resolve) => setTimeout(resolve, 100));
    model.update({ ...STATUS, state: "finished" });
    begin = performance.now();
  });
  const waited = performance.now() - begin;
  connection!.close();
  assert(waited < 4000, `the end took ${waited} ms`);
});

for (
  const [what, headers, method, path, status] of [
    ["values without the key", {}, "GET", "/events", 401],
    ["a picture without the key", {}, "GET", "/pictures/1", 401],
    ["a command without the key", {}, "POST", "/commands", 401],
    ["values with another key", { authorization: "Bearer 00000000000000000000000000000000" }, "GET", "/events", 401],
    ["values with a longer key", { authorization: "KEY0" }, "GET", "/events", 401],
    ["a command of another page", { authorization: "KEY", origin: "http://evil.example" }, "POST", "/commands", 403],
    ["a command of no page", { authorization: "KEY" }, "POST", "/commands", 403],
    ["a command as a link", { authorization: "KEY", origin: "OWN" }, "GET", "/commands", 405],
    ["another method", { authorization: "KEY", origin: "OWN" }, "DELETE", "/events", 405],
    ["a path that is none", { authorization: "KEY" }, "GET", "/../../etc/passwd", 404],
    ["a picture that nobody was told of", { authorization: "KEY" }, "GET", "/pictures/%2e%2e%2fconfig.json", 404],
  ] satisfies [string, Record<string, string>, string, string, number][]
) {
  Deno.test(`refused: ${what}`, () =>
    serve(async ({ commands, key, origin }) => {
      const filled = Object.entries(headers as Record<string, string>).map(([name, value]): [string, string] => [
        name,
        value.replace("KEY", key.authorization!).replace("OWN", origin),
      ]);
      const body = method === "POST" ? '{"command":"stop"}' : undefined;
      assertEquals(await statusOf(origin + path, { method, headers: filled, body }), status);
      assertEquals(commands, []);
    }));
}

for (const host of ["evil.example", "evil.example:8123", "127.0.0.1.evil.example", "[::2]", ""]) {
  Deno.test(`a request under the name "${host}" is refused, also with the key`, () =>
    serve(async ({ commands, key, origin }) => {
      const body = '{"command":"stop"}';
      const head = [`POST /commands HTTP/1.1`, `host: ${host}`, `origin: http://${host}`, "connection: close"];
      const rest = [`authorization: ${key.authorization}`, `content-length: ${body.length}`, "", body];
      assert(/^HTTP\/1\.1 4\d\d /.test(await raw(origin, [...head, ...rest].join("\r\n"))));
      assertEquals(commands, []);
    }));
}

for (
  const [what, body, status] of [
    ["no JSON", "rubbish", 400],
    ["an unknown command", '{"command":"format"}', 400],
    ["a command that every object has", '{"command":"toString"}', 400],
    ["no object", "null", 400],
    ["nothing", "", 400],
    ["too much", `{"command":"stop","x":"${"x".repeat(300)}"}`, 413],
    ["far too much", "x".repeat(2 ** 22), 413],
  ] as const
) {
  Deno.test(`a command that is ${what} does nothing`, () =>
    serve(async ({ commands, key, origin }) => {
      const init = { method: "POST", headers: { ...key, origin }, body };
      assertEquals(await statusOf(`${origin}/commands`, init).catch(() => status), status); // or it is cut off
      assertEquals(commands, []);
    }));
}

Deno.test("a command without an end is cut off, though it does not tell its length", () =>
  serve(async ({ commands, key, origin }) => {
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        sent += 1000;
        controller.enqueue(new Uint8Array(1000).fill(32));
      },
    });
    const init = { method: "POST", headers: { ...key, origin }, body };
    const status = await Promise.race([
      statusOf(`${origin}/commands`, init).catch(() => 413), // it may be cut off before the answer is read
      new Promise<number>((resolve) => setTimeout(() => resolve(0), 3000)),
    ]);
    assertEquals([status, commands], [413, []]);
    assert(sent < 2 ** 24, `${sent} bytes were taken`);
  }));

Deno.test("commands of the page are heard, in their order", () =>
  serve(async ({ commands, key, origin }) => {
    for (const command of ["pause", "sample", "resume", "stop"]) {
      const init = { method: "POST", headers: { ...key, origin }, body: JSON.stringify({ command }) };
      assertEquals(await statusOf(`${origin}/commands`, init), 204);
    }
    assertEquals(commands, ["pause", "sample", "resume", "stop"]);
  }));

Deno.test("a flood of commands is put off, and one without the key does not keep the page from its own", () =>
  serve(async ({ commands, key, origin }) => {
    const post = { method: "POST", headers: { ...key, origin }, body: '{"command":"pause"}' };
    const flood = Array.from({ length: 1000 }, () => statusOf(`${origin}/events`));
    const amid = Array.from({ length: 100 }, () => statusOf(`${origin}/pictures/1`, { headers: key }));
    assertEquals(new Set(await Promise.all(flood)), new Set([401, 429]));
    assertEquals(new Set(await Promise.all(amid)), new Set([404]));
    assertEquals(await statusOf(`${origin}/commands`, post), 204);
    const own = await Promise.all(Array.from({ length: 60 }, () => statusOf(`${origin}/commands`, post)));
    assertEquals([own.includes(204), own.includes(429)], [true, true]);
    assert(commands.length < 30, `${commands.length} commands`);
  }));

Deno.test("only so many pages may follow", () =>
  serve(async (served) => {
    const { key, origin, server } = served;
    const pages = await Promise.all(Array.from({ length: MOST_READERS }, () => Follower.open(served)));
    assertEquals(await statusOf(`${origin}/events`, { headers: key }), 503);
    await pages[0]!.close();
    while (server.readers === MOST_READERS) await new Promise((resolve) => setTimeout(resolve, 5));
    const another = await Follower.open(served);
    assertEquals((await another.next())?.live.step, 0);
    for (const page of [...pages.slice(1), another]) await page.close();
  }));

Deno.test("pictures are those of the folder and those that were asked for, under addresses of their own", () =>
  serve(async (served) => {
    const { key, model, origin, server } = served, folder = await Deno.makeTempDir();
    await Deno.mkdir(`${folder}/samples`);
    for (const [name, byte] of [["step_000500.png", 1], ["step_000000.png", 2], ["final.png", 3]] as const) {
      await Deno.writeFile(`${folder}/samples/${name}`, Uint8Array.of(byte));
    }
    await model.findPictures(folder);
    model.addDrawn(700, Uint8Array.of(4));
    const page = await Follower.open(served), { pictures } = (await page.next())!.page!;
    assertEquals(pictures.map(({ label }) => label), ["step 0", "step 500", "step 700, asked for", "final"]);
    const bytes = await Promise.all(pictures.map(async ({ source }) => {
      const response = await fetch(origin + source, { headers: key });
      return [response.headers.get("content-type"), ...new Uint8Array(await response.arrayBuffer())];
    }));
    assertEquals(bytes, [2, 1, 4, 3].map((byte) => ["image/png", byte]));
    await Deno.writeFile(`${folder}/samples/step_000600.png`, Uint8Array.of(5));
    await model.findPictures(folder);
    server.changed();
    const next = (await page.next())!.pictures!;
    assertEquals(next.map(({ label }) => label).slice(2, 3), ["step 600"]);
    assertEquals(next.filter(({ label }) => label !== "step 600"), [...pictures]); // as a page keeps what it has
    await page.close();
  }));

Deno.test("plots of points are pictures too, and are sent as what they are", () =>
  serve(async (served) => {
    const { key, model, origin } = served, folder = await Deno.makeTempDir(), svg = "<svg></svg>";
    await Deno.mkdir(`${folder}/samples`);
    for (const name of ["step_000000", "final"]) await Deno.writeTextFile(`${folder}/samples/${name}.svg`, svg);
    await model.findPictures(folder);
    const page = await Follower.open(served), { pictures } = (await page.next())!.page!;
    assertEquals(pictures.map(({ label }) => label), ["step 0", "final"]);
    const response = await fetch(origin + pictures[1]!.source, { headers: key });
    assertEquals([response.headers.get("content-type"), await response.text()], ["image/svg+xml", svg]);
    await page.close();
  }));

Deno.test("a port that is taken is refused where it was asked for, and passed over where none was", async () => {
  const model = new LiveModel({ name: "mine", facts: [], networks: [], settings: [] }, STATUS);
  await serve(async ({ origin }) => {
    const port = Number(new URL(origin).port);
    await assertRejects(
      () => LiveServer.start({ model, port, onCommand() {} }),
      RangeError,
      `Cannot serve the live page as port must be free: another program has ${port}`,
    );
  });
  const port = openPort();
  using _taken = Deno.listen({ hostname: "127.0.0.1", port });
  assert(openPort() > port && openPort() < LIVE_PORT + 20);
});
