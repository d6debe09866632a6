import { chartLibrary } from "./_chart_library.ts";
import { LIVE_SCRIPT } from "./_client_script.ts";
import { checkHost, checkOrigin, checkToken, newToken, RateLimit, readBody, Refusal } from "./_live_guard.ts";
import { LiveReader, MOST_READERS } from "./_live_readers.ts";
import { LIVE_CONTROLS, pageShell } from "./_page_shell.ts";
import { PAGE_STYLE } from "./_page_style.ts";
import { readOwnFile } from "./_own_file.ts";
import { pictureType } from "./_read_pictures.ts";
import type { LiveModel } from "./live_model.ts";
import { openPort } from "./open_port.ts";

/** What a page may ask a training to do. */
export type LiveCommand = "pause" | "resume" | "sample" | "stop";

const COMMANDS: readonly string[] = ["pause", "resume", "sample", "stop"] satisfies LiveCommand[];

/** Options of {@linkcode LiveServer.start}. */
export interface LiveServerOptions {
  /** What is shown. */
  readonly model: LiveModel;
  /** Hears what a page asks for. */
  readonly onCommand: (command: LiveCommand) => void;
  /** The port, which must be free; 0 for any. @default {8123, or the next one that is free} */
  readonly port?: number;
}

/** Milliseconds between messages: a browser that draws on the same processor takes time from the training each time. */
const MESSAGE_MILLISECONDS = 2000;

const BEAT_MILLISECONDS = 15_000;

/** How long the end waits for pages to take the last message, and then for them to ask for the last picture. */
const CLOSE_MILLISECONDS = 1000, PICTURE_MILLISECONDS = 300;

/** How long answers that are under way may take at the end. */
const END_MILLISECONDS = 50;

const MOST_COMMAND_BYTES = 256, MOST_PICTURE_BYTES = 2 ** 25;

const HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src blob: data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cache-control": "no-store",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/**
 * Serves the live page of a training, on this machine alone.
 *
 * Who knows the address with its key sees the training and may pause and stop it. The page itself holds nothing of the run;
 * values, pictures and commands need the key in a header, so that no other page can reach them, and commands also the page's
 * own origin. Requests under a foreign name are refused, too many of them are put off, and what waits for a slow page is one
 * message: nothing that a browser does keeps the training waiting.
 *
 * @example
 * ```ts
 * import { LiveModel, LiveServer } from "@forger/pages";
 * import { assertEquals } from "@std/assert";
 *
 * const status = { state: "training", step: 0, steps: 9, epoch: 0, canSample: false } as const;
 * const model = new LiveModel({ name: "mine", facts: [], networks: [], settings: [] }, status);
 * const server = await LiveServer.start({ model, onCommand() {}, port: 0 });
 * const { hash, origin } = new URL(server.url);
 * const post = (key: string) =>
 *   fetch(`${origin}/commands`, { method: "POST", headers: { origin, authorization: `Bearer ${key}` }, body: '{"command":"stop"}' });
 * const answers = [await post("guess"), await post(hash.slice(1))];
 * for (const answer of answers) await answer.body?.cancel();
 * await server.close();
 * assertEquals(answers.map(({ status }) => status), [401, 204]);
 * ```
 */
export class LiveServer {
  readonly #model: LiveModel;
  readonly #onCommand: (command: LiveCommand) => void;
  readonly #token = newToken();
  readonly #readers = new Set<LiveReader>();
  /** Requests without the key have a budget of their own, so that they cannot use up that of the page. */
  readonly #strangers = new RateLimit(100, 50);
  readonly #requests = new RateLimit(200, 100);
  readonly #commands = new RateLimit(10, 5);
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #aborter = new AbortController();
  readonly #beat: ReturnType<typeof setInterval>;
  #timer: ReturnType<typeof setTimeout> | undefined;

  private constructor({ model, onCommand }: LiveServerOptions, port: number) {
    this.#model = model;
    this.#onCommand = onCommand;
    const { signal } = this.#aborter;
    this.#server = Deno.serve(
      {
        hostname: "127.0.0.1",
        port,
        signal,
        onListen() {},
        onError: () => answer(500, "The page could not be served"),
      },
      (request) => this.#answer(request),
    );
    this.#beat = setInterval(() => this.#readers.forEach((reader) => reader.beat()), BEAT_MILLISECONDS);
  }

  /**
   * Begins to serve.
   *
   * @throws {RangeError} If the port is none, or another program has it.
   * @throws {Error} If the library of charts cannot be found.
   */
  static async start(options: LiveServerOptions): Promise<LiveServer> {
    await chartLibrary();
    return new LiveServer(options, openPort(options.port));
  }

  /** The page's address, with the key. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/#${this.#token}`;
  }

  /** How many pages are open. */
  get readers(): number {
    return this.#readers.size;
  }

  /**
   * Says that the model has changed: pages are told within two seconds, several changes at once.
   *
   * @param isAwaited Whether somebody waits for it: then they are told now.
   */
  changed({ isAwaited = false }: { readonly isAwaited?: boolean } = {}): void {
    if (this.#readers.size === 0) return;
    const tell = () => {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#readers.forEach((reader) => reader.offer());
    };
    if (isAwaited) tell();
    else this.#timer ??= setTimeout(tell, MESSAGE_MILLISECONDS);
  }

  /** Sends pages the last state and ends; it waits for slow ones, but for two seconds at most. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    clearInterval(this.#beat);
    const end = performance.now() + CLOSE_MILLISECONDS;
    const isOpen = () => [...this.#readers].some(({ isCurrent }) => !isCurrent);
    this.#readers.forEach((reader) => reader.offer());
    while (isOpen() && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      this.#readers.forEach((reader) => reader.offer());
    }
    if (this.#readers.size > 0) await new Promise((resolve) => setTimeout(resolve, PICTURE_MILLISECONDS));
    this.#readers.forEach((reader) => reader.close());
    await new Promise((resolve) => setTimeout(resolve, END_MILLISECONDS));
    this.#aborter.abort(); // an end in order would wait for a page that takes nothing
    await this.#server.finished;
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const stranger = checkToken(request, this.#token);
    const refusal = checkHost(request) ?? (stranger ? this.#strangers : this.#requests).take();
    if (refusal) return refused(refusal);
    if (request.method === "GET") {
      const page = await staticPart(pathname);
      if (page) return page;
    }
    if (stranger) return refused(stranger);
    if (pathname === "/commands") return await this.#command(request);
    if (request.method !== "GET") return answer(405, "Only commands are posted");
    if (pathname === "/events") return this.#follow();
    return await this.#picture(pathname);
  }

  #follow(): Response {
    if (this.#readers.size >= MOST_READERS) return answer(503, `${MOST_READERS} pages are open already: close one`);
    const reader = new LiveReader(this.#model, (gone) => this.#readers.delete(gone));
    this.#readers.add(reader);
    return new Response(reader.stream, { headers: { ...HEADERS, "content-type": "text/event-stream" } });
  }

  async #picture(pathname: string): Promise<Response> {
    const content = this.#model.pictureAt(pathname);
    const bytes = typeof content === "string" ? await readOwnFile(content, MOST_PICTURE_BYTES) : content;
    if (!bytes) return answer(404, "There is nothing under this address");
    const type = typeof content === "string" ? pictureType(content) : "image/png";
    return new Response(bytes, { headers: { ...HEADERS, "content-type": type } });
  }

  async #command(request: Request): Promise<Response> {
    if (request.method !== "POST") return answer(405, "Commands are posted");
    const refusal = checkOrigin(request) ?? this.#commands.take();
    if (refusal) return refused(refusal);
    const body = await readBody(request, MOST_COMMAND_BYTES);
    if (body instanceof Refusal) return refused(body);
    const command = commandOf(body);
    if (command === undefined) return answer(400, `A command is one of ${COMMANDS.join(", ")}`);
    this.#onCommand(command);
    return new Response(null, { status: 204, headers: HEADERS });
  }
}

function commandOf(body: string): LiveCommand | undefined {
  try {
    const { command } = JSON.parse(body) as { readonly command?: unknown };
    return COMMANDS.includes(command as string) ? command as LiveCommand : undefined;
  } catch {
    return undefined;
  }
}

/** The parts of the page that are the same for every run. */
async function staticPart(pathname: string): Promise<Response | undefined> {
  const part = (type: string, text: string) =>
    new Response(text, { headers: { ...HEADERS, "content-type": `${type}; charset=utf-8` } });
  if (pathname === "/") return part("text/html", LIVE_PAGE);
  if (pathname === "/page.css") return part("text/css", PAGE_STYLE);
  if (pathname === "/page.js") return part("text/javascript", LIVE_SCRIPT);
  if (pathname === "/charts.js") return part("text/javascript", await chartLibrary());
  return undefined;
}

const LIVE_PAGE = pageShell({
  kind: "Forger, live",
  title: "Training",
  head: '<link rel="stylesheet" href="/page.css">\n<link rel="icon" href="data:,">',
  controls: LIVE_CONTROLS,
  end: '<script src="/charts.js"></script>\n<script src="/page.js"></script>',
});

function refused({ status, text }: Refusal): Response {
  return answer(status, text);
}

function answer(status: number, text: string): Response {
  return new Response(text, { status, headers: { ...HEADERS, "content-type": "text/plain; charset=utf-8" } });
}
