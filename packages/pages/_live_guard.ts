import { timingSafeEqual } from "node:crypto";

/** A request that is refused, with what is said and the status. */
export class Refusal {
  constructor(readonly status: number, readonly text: string) {}
}

/** Names of this machine for itself: under another one a page elsewhere could reach the server by its own name's address. */
const OWN_NAMES = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** Makes the key that a page must show: 128 bits of the system's randomness. */
export function newToken(): string {
  return crypto.getRandomValues(new Uint8Array(16)).toHex();
}

/** Refuses requests under a name that is not this machine's own. */
export function checkHost(request: Request): Refusal | undefined {
  const host = request.headers.get("host") ?? "";
  return OWN_NAMES.has(host.replace(/:\d+$/, "")) ? undefined : new Refusal(421, "This server has another name");
}

/** Refuses requests without the key. */
export function checkToken(request: Request, token: string): Refusal | undefined {
  const given = encoder.encode(request.headers.get("authorization") ?? ""), right = encoder.encode(`Bearer ${token}`);
  const isRight = given.length === right.length && timingSafeEqual(given, right);
  return isRight ? undefined : new Refusal(401, "The key is missing or wrong");
}

const encoder = new TextEncoder();

/** Refuses commands of other pages: a browser says where a request comes from. */
export function checkOrigin(request: Request): Refusal | undefined {
  const isOwn = request.headers.get("origin") === `http://${request.headers.get("host")}`;
  return isOwn ? undefined : new Refusal(403, "Commands must come from the page itself");
}

/** A budget of requests that fills up again with time. */
export class RateLimit {
  readonly #most: number;
  readonly #perSecond: number;
  #left: number;
  #filledAt = performance.now();

  /** @param most How many may come at once. */
  constructor(most: number, perSecond: number) {
    this.#most = most;
    this.#perSecond = perSecond;
    this.#left = most;
  }

  /** Takes one, or refuses. */
  take(): Refusal | undefined {
    const now = performance.now();
    this.#left = Math.min(this.#most, this.#left + (now - this.#filledAt) / 1000 * this.#perSecond);
    this.#filledAt = now;
    if (this.#left < 1) return new Refusal(429, "Too many requests");
    this.#left--;
    return undefined;
  }
}

const BODY_MILLISECONDS = 5000;

/**
 * Reads a short body.
 *
 * @param most How many bytes it has at most: no more than these are taken in.
 */
export async function readBody(request: Request, most: number): Promise<string | Refusal> {
  if (Number(request.headers.get("content-length") ?? 0) > most) return new Refusal(413, "The command is too long");
  const reader = request.body?.getReader(), chunks: Uint8Array[] = [];
  if (!reader) return "";
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), BODY_MILLISECONDS);
  try {
    for (let length = 0;;) {
      const read = await Promise.race([reader.read(), late]);
      if (!read) return new Refusal(408, "The command took too long to come");
      if (read.done) return new TextDecoder().decode(await new Blob(chunks as Uint8Array<ArrayBuffer>[]).arrayBuffer());
      length += read.value.length;
      if (length > most) return new Refusal(413, "The command is too long");
      chunks.push(read.value);
    }
  } finally {
    clearTimeout(timer);
    reader.cancel().catch(() => {}); // it may have ended
  }
}
