import type { CheckedFiles } from "./_checked_files.ts";
import { checkSavedNetwork } from "./_check_saved_network.ts";
import { isCard } from "./_parse_evaluation.ts";
import { loadGenerator } from "./load_generator.ts";

const DESCRIPTION = "best/best.json", MODEL = "best/model/model.json", WEIGHTS = "best/model/weights.bin";

const MOST_DESCRIPTION_BYTES = 2 ** 24;

/** Loads the best generator that a run kept, and says how its files and its value are. */
export async function checkBest(files: CheckedFiles): Promise<void> {
  const [description, model] = [DESCRIPTION, MODEL].map((path) => files.has(path));
  if (description) files.expect(MODEL, `${DESCRIPTION} is of it`);
  if (model) files.expect(DESCRIPTION, "it is written after the generator that it is of");
  const load = async () => (await loadGenerator(`${files.folder}/best`)).generator;
  const isWhole = model && await checkSavedNetwork(files, "best/model", load) === undefined;
  if (files.size(DESCRIPTION, MOST_DESCRIPTION_BYTES) === undefined) return;
  const sha256 = await storedHash(`${files.folder}/${DESCRIPTION}`);
  files.say(DESCRIPTION, typeof sha256 === "string" ? undefined : sha256.fault);
  if (!isWhole || typeof sha256 !== "string" || files.size(WEIGHTS, Infinity) === undefined) return;
  const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(`${files.folder}/${WEIGHTS}`));
  if (new Uint8Array(digest).toHex() === sha256) return;
  if (files.isTraining) files.note(WEIGHTS, "other", "it is being written");
  else files.say(WEIGHTS, `its checksum must be that of ${DESCRIPTION}: it is damaged, or of another step`);
}

/** The checksum that a description has of the weights. */
async function storedHash(path: string): Promise<string | { readonly fault: string }> {
  try {
    const { card, name, sha256, step, value } = JSON.parse(await Deno.readTextFile(path));
    const isWhole = Number.isSafeInteger(step) && typeof name === "string" && Number.isFinite(value) && isCard(card) &&
      typeof sha256 === "string" && /^[0-9a-f]{64}$/.test(sha256);
    return isWhole ? sha256 : { fault: "it does not hold a value with its card" };
  } catch (error) {
    return { fault: error instanceof SyntaxError ? "it is no JSON" : "it does not hold a value with its card" };
  }
}
