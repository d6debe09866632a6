import { exportLayers, exportOnnx, exportSafetensors, exportSavedModel } from "@forger/exports";
import { NOTES_FILE, type RunNotes, WARNINGS_FILE, writePlayground, writeReport } from "@forger/pages";
import { appendEvaluations, type StoredEvaluation } from "../evaluations_file.ts";
import { loadGenerator } from "../load_generator.ts";
import { checkedRun, copyFolder } from "./checked_run.ts";

/** A value as an evaluation stores it. */
const EVALUATION: StoredEvaluation = {
  step: 8,
  of: "training",
  name: "kernel-distance",
  better: "lower",
  value: 0.25,
  standardDeviation: 0,
  repeats: [0.25],
  card: {
    metric: "kernel-distance",
    settings: { degree: 3 },
    extractor: { name: "coordinates", hash: "0f" },
    realCount: 10,
    fakeCount: 10,
    resizing: "none",
    seeds: [1],
  },
};

/** A run that has all that is written beside training: evaluations, the best generator, a report, exports, a playground. */
export async function writtenRun(): Promise<string> {
  const folder = await checkedRun();
  await appendEvaluations(folder, [EVALUATION, { ...EVALUATION, step: 12, value: 0.5 }]);
  await copyFolder(`${folder}/model`, `${folder}/best/model`);
  const weights = await Deno.readFile(`${folder}/best/model/weights.bin`);
  const sha256 = new Uint8Array(await crypto.subtle.digest("SHA-256", weights)).toHex();
  const { better, card, name, step, value } = EVALUATION;
  await Deno.writeTextFile(`${folder}/best/best.json`, JSON.stringify({ step, name, better, value, card, sha256 }));
  await Deno.writeTextFile(`${folder}/${WARNINGS_FILE}`, '{"step":2,"text":"look out"}\n{"text":"careful"}\n');
  const end = { reason: "finished", step: 12, since: 0, seconds: 1 } as const;
  const notes: RunNotes = { version: "1.0.0", networks: [], facts: [], end };
  await Deno.writeTextFile(`${folder}/${NOTES_FILE}`, JSON.stringify(notes));
  await writeReport(folder);
  const saved = await loadGenerator(folder), { generator, latent, range } = saved;
  const formats = {
    layers: exportLayers,
    onnx: exportOnnx,
    safetensors: exportSafetensors,
    savedmodel: exportSavedModel,
  };
  for (const [format, write] of Object.entries(formats)) {
    await write(generator, `${folder}/exported/${format}`, { latent, range });
  }
  await writePlayground(saved, `${folder}/playground`);
  generator.dispose();
  return folder;
}
