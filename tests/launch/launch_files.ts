import { fileURLToPath } from "node:url";
import { type ManifestObject, readManifests } from "./read_manifest.ts";

/** The path of a file of `docs/launch`. */
export function launchFile(name: string): string {
  return fileURLToPath(new URL(`../../docs/launch/${name}`, import.meta.url));
}

/** The path of Forger's folder. */
export const FORGER: string = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");

/** A file of manifests. */
export async function manifestsOf(name: string): Promise<ManifestObject[]> {
  return readManifests(await Deno.readTextFile(launchFile(`kubernetes/${name}`)));
}

/** What lies at the end of a path of names and places. */
export function at<Value>(manifest: unknown, ...path: readonly (string | number)[]): Value {
  let value = manifest;
  for (const step of path) value = (value as Record<string | number, unknown> | undefined)?.[step];
  return value as Value;
}

/** Writes a program of the given name into a folder. */
export async function writeProgram(folder: string, name: string, text: string): Promise<void> {
  await Deno.writeTextFile(`${folder}/${name}`, text, { mode: 0o755 });
}

/** A program that ended. */
export interface EndedProgram {
  readonly code: number;
  readonly printed: string;
  readonly errors: string;
}

/** Runs a program to its end. */
export async function runProgram(
  command: string,
  args: readonly string[],
  options: Pick<Deno.CommandOptions, "clearEnv" | "cwd" | "env"> = {},
): Promise<EndedProgram> {
  const { code, stderr, stdout } = await new Deno.Command(command, { ...options, args: [...args], stdin: "null" })
    .output();
  return { code, printed: new TextDecoder().decode(stdout), errors: new TextDecoder().decode(stderr) };
}

/** Stands in for `deno`: names the configuration, as tools/std.ts does, and else prints what it was called with. */
export const FAKE_DENO = `#!/bin/sh
case "$*" in
  *tools/std.ts) echo --config=deno.offline.json ;;
  *)
    echo "TF_CONFIG $TF_CONFIG"
    for argument in "$@"; do echo "argument $argument"; done
    ;;
esac
`;
