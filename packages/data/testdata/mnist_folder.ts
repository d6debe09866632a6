/** How the files of a test differ from good ones. */
interface FolderOptions {
  readonly stem?: "train" | "t10k";
  readonly separator?: "-" | ".";
  /** Whether the files are packed with gzip, and named so. */
  readonly packed?: boolean;
  /** What the names end with. */
  readonly suffix?: string;
  readonly labels?: readonly number[];
  readonly leaveOut?: "images" | "labels";
  /** How many bytes the images' file lacks at its end. */
  readonly cut?: number;
  /** Whether each of the two files has the content of the other. */
  readonly swap?: boolean;
}

const folders: string[] = [];
globalThis.addEventListener("unload", () => {
  for (const folder of folders) Deno.removeSync(folder, { recursive: true });
});

async function pack(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return await new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"))).bytes();
}

/** Writes a folder of MNIST's files: three images of 2 x 2 pixels, black, grey (128) and white. Removed when the tests end. */
export async function mnistFolder(options: FolderOptions = {}): Promise<string> {
  const { stem = "train", separator = "-", packed = false, labels = [3, 1, 9], leaveOut, cut = 0, swap = false } =
    options;
  const { suffix = packed ? ".gz" : "" } = options;
  const folder = await Deno.makeTempDir();
  folders.push(folder);
  const pixels = [0, 128, 255].flatMap((value) => [value, value, value, value]);
  const images = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2, ...pixels);
  const labelBytes = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, labels.length, ...labels);
  for (const kind of ["images", "labels"] as const) {
    if (kind === leaveOut) continue;
    const content = (kind === "images") !== swap ? images : labelBytes;
    const bytes = packed ? await pack(content) : content;
    const ending = kind === "images" ? "idx3-ubyte" : "idx1-ubyte";
    await Deno.writeFile(
      `${folder}/${stem}-${kind}${separator}${ending}${suffix}`,
      kind === "images" ? bytes.subarray(0, bytes.length - cut) : bytes,
    );
  }
  return folder;
}
