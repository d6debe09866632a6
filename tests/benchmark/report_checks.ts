import type { Check } from "./comparability.ts";

/** What of the sides there was to compare, a line each, below a line that says what came of it. */
export function reportChecks(
  name: string,
  { checks, comparable }: { readonly checks: readonly Check[]; readonly comparable: boolean },
  { hasPeers = true }: { readonly hasPeers?: boolean } = {},
): string {
  if (comparable && !hasPeers) return `${name}: no peer to compare with`;
  const lines = checks.map(({ detail, name: what, ok }) => `  ${ok ? "same  " : "DIFFER"} ${what}: ${detail}`);
  return [`${name}: ${comparable ? "all sides do the same work" : "NOT COMPARABLE"}`, ...lines].join("\n");
}
