import type { CheckedFiles } from "./_checked_files.ts";
import { checkFileEnds } from "./_check_file_ends.ts";
import { isShape, weightBytes } from "./_check_saved_network.ts";

const PAGE = "playground/index.html", GENERATOR = "playground/generator.js";

const MOST_PAGE_BYTES = 2 ** 24, MOST_GENERATOR_BYTES = 2 ** 27, MOST_WEIGHT_BYTES = 2 ** 32;

/** What the script of a generator is, as the page reads it. */
const SCRIPT = /^globalThis\.forgerGenerator = (.*);\n$/s;

/** Looks at the page on which the generator can be played with, and says how its files are. */
export async function checkPlayground(files: CheckedFiles): Promise<void> {
  if (files.has(GENERATOR)) files.expect(PAGE, "it is written when all other files are");
  if (files.size(PAGE, MOST_PAGE_BYTES) !== undefined) {
    const fault = await checkFileEnds(`${files.folder}/${PAGE}`);
    files.say(PAGE, fault);
    if (fault === undefined) await expectParts(files);
  }
  if (files.size(GENERATOR, MOST_GENERATOR_BYTES) !== undefined) files.say(GENERATOR, await generatorFault(files));
}

/** Says which of the files are missing that the page loads. */
async function expectParts(files: CheckedFiles): Promise<void> {
  const html = await Deno.readTextFile(`${files.folder}/${PAGE}`);
  for (const [, name] of html.matchAll(/ (?:src|href)="(\w[\w.-]*)"/g)) {
    files.expect(`playground/${name}`, `${PAGE} loads it`);
  }
}

async function generatorFault(files: CheckedFiles): Promise<string | undefined> {
  const [, json] = SCRIPT.exec(await Deno.readTextFile(`${files.folder}/${GENERATOR}`)) ?? [];
  if (json === undefined) return "it does not hold a generator";
  try {
    const { model, weights } = JSON.parse(json), { weightSpecs } = model;
    if (!weightSpecs.every(({ shape }: { shape: unknown }) => isShape(shape))) return "it does not hold a generator";
    const bytes = weightBytes(weightSpecs);
    if (typeof weights !== "string") return fileFault(files, weights.file, bytes);
    const { length } = Uint8Array.fromBase64(weights);
    return length === bytes ? undefined : `its weights must have ${bytes} bytes: they have ${length}`;
  } catch {
    return "it does not hold a generator";
  }
}

/** What is wrong with the weights of a generator that has them in a file. */
function fileFault(files: CheckedFiles, name: unknown, bytes: number): string | undefined {
  if (name !== "weights.bin") return "its weights must be in weights.bin";
  const path = `playground/${name}`;
  files.expect(path, `${GENERATOR} names it`);
  const size = files.size(path, MOST_WEIGHT_BYTES);
  if (size === undefined) return undefined;
  files.say(path, size === bytes ? undefined : `it must have ${bytes} bytes as ${GENERATOR} says: it has ${size}`);
  return undefined;
}
