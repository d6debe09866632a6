import { isAbsolute, relative } from "node:path";
import { fileURLToPath } from "node:url";

const PLACE = /(file:\/\/[^\s()]+?):(\d+):(\d+)/g;

/**
 * Where an error comes from, as `./file.ts:line:column`.
 *
 * @param file The address of a file: the first place in it comes before all others.
 * @param loader The address of the file that loads it: its place in the stack and what comes after say nothing.
 */
export function errorPlace(error: Error, file?: string, loader?: string): string | undefined {
  // the parser's and the loader's errors say the place in their message, which the stack repeats
  const text = withoutColours(error.stack ?? error.message), [own = ""] = loader ? text.split(loader) : [text];
  const places = [...own.matchAll(PLACE)];
  const [, address, line, column] = places.find(([, at]) => at === file) ?? places[0] ?? [];
  return address && `${shortPath(fileURLToPath(address))}:${line}:${column}`;
}

/** A path from the current folder where it lies in it, the whole path where it does not. */
export function shortPath(path: string): string {
  const short = relative(Deno.cwd(), path);
  return short.startsWith("..") || isAbsolute(short) || short === "" ? path : `./${short}`;
}

/** A text without the marks that colour it on a terminal. */
export function withoutColours(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/\u001b\[[\d;]*m/g, "");
}
