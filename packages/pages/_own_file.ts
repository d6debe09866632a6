/**
 * Reads a file of a run. A symbolic link is none: it could lead to something that is not the run's.
 *
 * @param most How many bytes it has at most.
 * @returns Undefined where there is no such file.
 * @throws {RangeError} If it is no file, or too large.
 */
export async function readOwnFile(path: string, most: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const { isFile, size } = await Deno.lstat(path);
    if (!isFile) throw new RangeError("it is no file");
    if (size > most) throw new RangeError(`it has ${size} bytes, more than the ${most} that are read`);
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

const MOST_JSON = 2 ** 26;

/**
 * Reads JSON of a run; what is wrong with the file is added to the gaps.
 *
 * @returns Undefined where there is no such file, or it cannot be read.
 */
export async function readOwnJson(folder: string, file: string, gaps: string[]): Promise<unknown> {
  try {
    const bytes = await readOwnFile(`${folder}/${file}`, MOST_JSON);
    return bytes && JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    gaps.push(`${file} cannot be read: ${error instanceof SyntaxError ? "it is no JSON" : (error as Error).message}`);
    return undefined;
  }
}

/** Reads a file of a run with a JSON object a line; damaged lines are counted in the gaps. */
export async function readOwnRecords(folder: string, file: string, gaps: string[]): Promise<Record<string, unknown>[]> {
  let bytes: Uint8Array | undefined;
  try {
    bytes = await readOwnFile(`${folder}/${file}`, MOST_JSON);
  } catch (error) {
    gaps.push(`${file} cannot be read: ${(error as Error).message}`);
  }
  const lines = new TextDecoder().decode(bytes).split("\n").filter((line) => line.trim() !== "");
  const records = lines.map(recordOf).filter((record) => record !== undefined);
  const damaged = lines.length - records.length;
  if (damaged > 0) gaps.push(`${file}: ${damaged} ${damaged === 1 ? "line is" : "lines are"} damaged`);
  return records;
}

function recordOf(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a value is an object with names. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
