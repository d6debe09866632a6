import { join } from "node:path";

/** What a {@linkcode fakePython} does. */
export interface FakePython {
  /** What `-m pip --version` prints. */
  readonly version?: string;
  /** The exit code of `-m pip --version`. */
  readonly versionCode?: number;
  /** What `-m pip download` prints. */
  readonly output?: string;
  /** The exit code of `-m pip download`. */
  readonly code?: number;
  /** The wheels that can be downloaded, by their files' names. */
  readonly wheels?: Readonly<Record<string, Uint8Array>>;
  /** Seconds that a download takes. */
  readonly seconds?: number;
}

/**
 * Writes a shell script named `python3` that behaves like a Python with pip, and returns the folder that holds it.
 *
 * A download hands out the wheel whose name begins with the required project's name. The script appends its arguments to `calls.txt`
 * in the same folder and leaves the requirement in `requirement.txt`.
 */
export async function fakePython(folder: string, behaviour: FakePython = {}, name = "python3"): Promise<string> {
  const { version = "pip 23.2.1 from /somewhere/pip (python 3.11)", versionCode = 0 } = behaviour;
  const { output = "", code = 0, wheels = {}, seconds = 0 } = behaviour;
  const bin = join(folder, "bin");
  await Deno.mkdir(join(bin, "wheels"), { recursive: true });
  for (const [file, bytes] of Object.entries(wheels)) await Deno.writeFile(join(bin, "wheels", file), bytes);
  await Deno.writeTextFile(join(bin, "output.txt"), output);
  await Deno.writeTextFile(join(bin, "version.txt"), version + "\n");
  const script = `#!/bin/sh
PATH=/bin:/usr/bin
bin='${bin}'
echo "$@" >> "$bin/calls.txt"
case "$*" in *--version) cat "$bin/version.txt"; exit ${versionCode} ;; esac
while [ $# -gt 0 ]; do
  case "$1" in
    --dest) dest="$2" ;;
    --requirement) cp "$2" "$bin/requirement.txt" ;;
  esac
  shift
done
project=$(sed 's/==.*//; s/-/_/g' "$bin/requirement.txt")
sleep ${seconds}
cat "$bin/output.txt" >&2
[ ${code} -eq 0 ] || exit ${code}
cp "$bin/wheels/$project"-*.whl "$dest"
`;
  await Deno.writeTextFile(join(bin, name), script);
  await Deno.chmod(join(bin, name), 0o755);
  return bin;
}
