import { extname } from "node:path";
import { checkHost } from "./_live_guard.ts";

/** Options of {@linkcode servePlayground}. */
export interface ServePlaygroundOptions {
  /** The port, from 0 to 65535, where 0 is a free one. @default {8000, or a free one where that is taken} */
  readonly port?: number;
  /** Ends serving when it aborts. */
  readonly signal?: AbortSignal;
}

/** A page that is being served. */
export interface ServedPlayground {
  /** Where it is, such as `http://localhost:8000/`. */
  readonly address: string;
  /** Fulfilled when serving has ended. */
  readonly finished: Promise<void>;
}

const USUAL_PORT = 8000;

const TYPES: Readonly<Record<string, string>> = {
  ".bin": "application/octet-stream",
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
};

/**
 * Serves the files of a playground to this machine alone.
 *
 * @param folder What `writePlayground` wrote: the files of the folder itself, of known kinds, are served, and nothing else.
 * @throws {RangeError} If the port that was asked for cannot be listened on.
 *
 * @example
 * ```ts
 * import { servePlayground } from "@forger/pages";
 * import { assertEquals } from "@std/assert";
 *
 * const folder = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${folder}/index.html`, "the page");
 * const stop = new AbortController();
 * const { address, finished } = servePlayground(folder, { port: 0, signal: stop.signal });
 * assertEquals(await (await fetch(address)).text(), "the page");
 * stop.abort();
 * await finished;
 * ```
 */
export function servePlayground(folder: string, options: ServePlaygroundOptions = {}): ServedPlayground {
  const { port, signal } = options;
  const listen = (wanted: number) =>
    Deno.serve(
      { hostname: "localhost", port: wanted, signal, onListen: () => {} },
      (request) => answer(folder, request),
    );
  let server: Deno.HttpServer<Deno.NetAddr>;
  try {
    server = listen(port ?? USUAL_PORT);
  } catch (cause) {
    if (port !== undefined) {
      const reason = cause instanceof Deno.errors.AddrInUse
        ? `be free: another program has ${port}`
        : cause instanceof Deno.errors.PermissionDenied
        ? `be one that this user may take: ${port} is not`
        : `be one that can be listened on: ${cause instanceof Error ? cause.message : String(cause)}`;
      throw new RangeError(`Cannot serve ${folder} as port must ${reason}. Name another, or none for a free one`, {
        cause,
      });
    }
    server = listen(0);
  }
  return { address: `http://localhost:${server.addr.port}/`, finished: server.finished };
}

async function answer(folder: string, request: Request): Promise<Response> {
  const refusal = checkHost(request);
  if (refusal) return new Response(`${refusal.text}\n`, { status: refusal.status });
  const { method, url } = request,
    { pathname } = new URL(url),
    name = pathname === "/" ? "index.html" : pathname.slice(1);
  const type = TYPES[extname(name)];
  if (method !== "GET" && method !== "HEAD") return new Response("GET or HEAD\n", { status: 405 });
  if (type === undefined || !/^[\w-][\w.-]*$/.test(name)) {
    return new Response("There is no such file\n", { status: 404 });
  }
  const headers = { "content-type": type, "cache-control": "no-cache", "x-content-type-options": "nosniff" };
  try {
    const path = `${folder}/${name}`, { isFile, size } = await Deno.lstat(path); // no link, which may lead elsewhere
    if (!isFile || method === "HEAD") return new Response(null, { status: isFile ? 200 : 404, headers });
    const file = await Deno.open(path);
    return new Response(file.readable, { headers: { ...headers, "content-length": String(size) } });
  } catch {
    return new Response("There is no such file\n", { status: 404 });
  }
}
