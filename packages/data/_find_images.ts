import { join } from "node:path";
import { byCodePoints } from "./_by_code_points.ts";
import { FoundFiles } from "./_found_files.ts";
import { readLabelsFile } from "./_labels_file.ts";

/** A file or folder that cannot be used, and why. */
export interface UnusableFile {
  readonly path: string;
  readonly reason: string;
}

/** What {@linkcode findImages} found. */
export interface FoundImages {
  /** In the order of their paths' code points. */
  readonly files: FoundFiles;
  /** What each label stands for, where there are classes. */
  readonly classes?: readonly string[];
  /** The class of each file, where there are classes. */
  readonly labels?: Int32Array;
  /** What was to be an image and is none for sure. */
  readonly unusable: readonly UnusableFile[];
  /** How many files are no images by their names. */
  readonly others: number;
}

/** What {@linkcode findImages} is asked for. */
export interface FindImagesOptions {
  /** Whether sub-folders at the top are classes. */
  readonly classes: "auto" | "folders" | "none";
  /** A CSV file that says each image's class. */
  readonly labelsFile?: string;
}

/** The last ones are known, so that they are named and not passed over in silence. */
const ENDINGS = ["png", "jpg", "jpeg", "jfif", "webp", "avif", "gif", "tif", "tiff", "bmp", "heic", "heif"];

const KNOWN_ENDING = new RegExp(`\\.(${ENDINGS.join("|")})$`, "i");

/** What operating systems and archives leave behind. */
const HIDDEN = /^(\.|__MACOSX$|Thumbs\.db$)/;

/**
 * Finds the images of a folder and of all folders in it, in an order that depends on their names alone.
 *
 * @throws {RangeError} If there is no such folder, it holds no image, or its classes are not what is asked for.
 */
export async function findImages(folder: string, { classes, labelsFile }: FindImagesOptions): Promise<FoundImages> {
  if (!["auto", "folders", "none"].includes(classes)) {
    throw new RangeError(
      `Cannot read images of ${folder} as classes must be auto, folders or none: current value is ${classes}`,
    );
  }
  const walk = new Walk(folder);
  walk.visit("");
  const { files, others, unusable } = walk;
  if (files.length === 0) throw noImages(folder, walk);
  files.sort();
  const found = { files, unusable: unusable.sort((first, second) => byCodePoints(first.path, second.path)), others };
  if (labelsFile !== undefined) return { ...found, ...await readLabelsFile(labelsFile, folder, found) };
  return { ...found, ...classes === "none" ? {} : folderClasses(folder, files, classes) };
}

/** Goes through a folder; symbolic links are followed, and a folder that was visited is not visited again. */
class Walk {
  readonly files: FoundFiles = new FoundFiles();
  readonly unusable: UnusableFile[] = [];
  others = 0;
  readonly #folder: string;
  /** The real paths of folders from which others can be reached by links. */
  readonly #visited = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  visit(path: string): void {
    const place = join(this.#folder, path);
    const names: string[] = [], notFiles = new Map<string, Deno.DirEntry>(); // of very many files no more than the names
    try {
      const real = Deno.realPathSync(place);
      if (this.#visited.has(real)) return;
      this.#visited.add(real);
      for (const entry of Deno.readDirSync(place)) {
        if (HIDDEN.test(entry.name)) continue;
        names.push(entry.name);
        if (!entry.isFile) notFiles.set(entry.name, entry);
      }
    } catch (error) {
      if (path === "") throw noFolder(place, error);
      this.unusable.push({ path, reason: reasonOf(error) });
      return;
    }
    // by name, so that of two links to one folder always the same is followed
    for (const name of names.sort(byCodePoints)) {
      this.#look(name, path === "" ? name : `${path}/${name}`, notFiles.get(name));
    }
  }

  #look(name: string, path: string, notFile: Deno.DirEntry | undefined): void {
    if (notFile?.isDirectory) return this.visit(path);
    const isSymlink = notFile?.isSymlink ?? false;
    if (!isSymlink && !KNOWN_ENDING.test(name)) return void this.others++;
    try {
      const info = Deno.statSync(join(this.#folder, path)); // follows links
      if (info.isDirectory) return this.visit(path);
      if (!KNOWN_ENDING.test(name)) return void this.others++;
      if (!info.isFile) this.unusable.push({ path, reason: "it is no regular file" });
      else if (info.size === 0) this.unusable.push({ path, reason: "it is empty" });
      else this.files.add({ path, size: info.size, modified: info.mtime?.getTime() ?? 0 });
    } catch (error) {
      if (isSymlink && !KNOWN_ENDING.test(name)) return void this.others++;
      this.unusable.push({ path, reason: isSymlink ? "it is a link to nothing, or in a circle" : reasonOf(error) });
    }
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "it vanished";
  const { code, message } = error as Error & { readonly code?: string };
  return code === "EACCES" || code === "EPERM" ? "permission denied" : message;
}

function noFolder(folder: string, error: unknown): RangeError {
  const is = error instanceof Deno.errors.NotFound
    ? "there is nothing of that name"
    : error instanceof Deno.errors.NotADirectory
    ? "it is a file"
    : reasonOf(error);
  return new RangeError(`Cannot read images as ${folder} must be a folder: ${is}`, { cause: error });
}

function noImages(folder: string, { others, unusable }: Walk): RangeError {
  const [first] = unusable;
  const bad = first
    ? `, and ${unusable.length} that cannot be read, the first being ${first.path} (${first.reason})`
    : "";
  return new RangeError(
    `Cannot read images as ${folder} must hold some, files that end in ${
      ENDINGS.map((ending) => `.${ending}`).join(" ")
    }: it holds ${others} other files${bad}`,
  );
}

/** The class of each file by the folder at the top in which it lies. */
function folderClasses(
  folder: string,
  files: FoundFiles,
  wanted: "auto" | "folders",
): Pick<FoundImages, "classes" | "labels"> {
  const refuse = (why: string) => {
    if (wanted === "auto") return {};
    throw new RangeError(
      `Cannot read classes of ${folder} as it must hold two or more folders, one a class, and no image beside them: ${why}; with classes "none" they are images without classes`,
    );
  };
  const numbers = new Map<string, number>(), labels = new Int32Array(files.length);
  let row = 0;
  for (const { path } of files) {
    const end = path.indexOf("/");
    if (end < 0) return refuse(`${path} is beside them`);
    const name = path.slice(0, end);
    if (!numbers.has(name)) numbers.set(name, numbers.size);
    labels[row++] = numbers.get(name)!;
  }
  const classes = [...numbers.keys()].sort(byCodePoints);
  if (classes.length < 2) return refuse(`all images are in ${classes[0]}`);
  const labelOf = Int32Array.from(numbers.keys(), (name) => classes.indexOf(name));
  return { classes, labels: labels.map((number) => labelOf[number]!) };
}
