import { fileURLToPath } from "node:url";

/** Beside the packages, wherever the command is run from. */
const FOLDER = new URL("../../examples/", import.meta.url);

/** Finds the experiments that come with Forger: the path of each by its name, `mnist-dcgan` for `mnist_dcgan.ts`. */
export async function findExamples(folder: URL = FOLDER): Promise<ReadonlyMap<string, string>> {
  if (folder.protocol !== "file:") return new Map(); // the published package has none
  const names: string[] = [];
  for await (const { name, isFile } of Deno.readDir(folder)) {
    if (isFile && /^[a-z]\w*\.ts$/.test(name) && !name.endsWith("_test.ts") && name !== "mod.ts") names.push(name);
  }
  return new Map(
    names.toSorted().map((name) => [name.slice(0, -3).replaceAll("_", "-"), fileURLToPath(new URL(name, folder))]),
  );
}
