/** Damages a folder. */
export type Damaging = (folder: string) => Promise<void>;

/** Cuts off the end of a file. */
export const cut = (path: string, bytes = 20): Damaging => async (folder) =>
  await Deno.truncate(`${folder}/${path}`, (await Deno.stat(`${folder}/${path}`)).size - bytes);

/** Removes files. */
export const remove = (...paths: readonly string[]): Damaging => async (folder) => {
  for (const path of paths) await Deno.remove(`${folder}/${path}`);
};

/** Writes another text into a file. */
export const write = (path: string, text: string): Damaging => (folder) =>
  Deno.writeTextFile(`${folder}/${path}`, text);

/** Turns a bit near the end of a file. */
export const turnBit = (path: string, fromEnd = 5): Damaging => async (folder) => {
  const bytes = await Deno.readFile(`${folder}/${path}`);
  bytes[bytes.length - fromEnd]! ^= 4;
  await Deno.writeFile(`${folder}/${path}`, bytes);
};

/** Replaces a part of a text that must be in the file. */
export const edit = (path: string, from: string | RegExp, to: string): Damaging => async (folder) => {
  const text = await Deno.readTextFile(`${folder}/${path}`), changed = text.replace(from, to);
  if (changed === text) throw new Error(`${path} does not hold ${from}`);
  await Deno.writeTextFile(`${folder}/${path}`, changed);
};
