import type { LayersModel } from "@forger/core";
import type { Networks } from "@forger/trainers";
import { join } from "node:path";
import type { MeasurementRequest, OfPlayers, WeightsFile } from "./measurement.ts";

/** Writes the weights that networks begin with to files, for sides that cannot build them: all sides then begin alike. */
export async function writeStartingWeights(networks: Networks, folder: string): Promise<MeasurementRequest["weights"]> {
  const write = async (player: keyof OfPlayers) => await writeWeights(networks[player], join(folder, `${player}.f32`));
  return { discriminator: await write("discriminator"), generator: await write("generator") };
}

async function writeWeights(model: LayersModel, file: string): Promise<WeightsFile> {
  const weights = model.getWeights();
  const values = Float32Array.from(weights.flatMap((weight) => [...weight.dataSync()]));
  await Deno.writeFile(file, new Uint8Array(values.buffer));
  return { file, shapes: weights.map(({ shape }) => shape) };
}
