import { createHash } from "node:crypto";

/** A short text that is another one for other facts, of which very many may come one after another. */
export function fingerprintOf(facts: Iterable<unknown>): string {
  const hash = createHash("sha256");
  for (const fact of facts) hash.update(`${JSON.stringify(fact)}\n`);
  return hash.digest("hex").slice(0, 16);
}
