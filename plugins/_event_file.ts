import { appendBytes, writeAtomically } from "@forger/core";
import { encodeEvent, type EventContent } from "./_event_message.ts";
import { RecordBuffer } from "./_record_buffer.ts";
import { ScalarSummary } from "./_scalar_summary.ts";

/** Milliseconds after which what was added is written. */
const FLUSH_INTERVAL = 2000;

/** What the names of all files of events begin with. */
const PREFIX = "events.out.tfevents.";

/** A file of events for TensorBoard, that is TensorFlow's records of them. */
export class EventFile {
  readonly #path: string;
  readonly #pending = new RecordBuffer();
  #flushedAt = -Infinity;
  #exists = false;
  #scalars: ScalarSummary = new ScalarSummary([]);

  private constructor(folder: string, name: string) {
    this.#path = `${folder}/${name}`;
  }

  /**
   * Begins a file in a folder; files of one folder are read in the order of their names.
   *
   * @param ending What its name ends with. @default {""}
   */
  static async begin(folder: string, ending = ""): Promise<EventFile> {
    const wallTime = Date.now() / 1000, names = await eventFiles(folder), newest = names.at(-1)?.slice(PREFIX.length);
    // a clock may have been set back
    const seconds = Math.max(Math.floor(wallTime), Number.parseInt(newest ?? "0") || 0),
      prefix = `${PREFIX}${seconds}.`;
    const taken = names.filter((name) => name.startsWith(prefix));
    const number = 1 + Math.max(-1, ...taken.map((name) => Number.parseInt(name.slice(prefix.length))));
    const file = new EventFile(folder, `${prefix}${String(number).padStart(3, "0")}${ending}`);
    file.add(wallTime, 0, { kind: "version" });
    return file;
  }

  /** Adds numbers by their names; they are written in a moment. */
  addScalars(wallTime: number, step: number, values: Readonly<Record<string, number>>): void {
    if (!this.#scalars.fits(values)) this.#scalars = new ScalarSummary(Object.keys(values));
    this.add(wallTime, step, { kind: "scalars", summary: this.#scalars.with(values) });
  }

  /** Adds an event; it is written in a moment. */
  add(wallTime: number, step: number, content: EventContent): void {
    this.#pending.add(encodeEvent({ wallTime, step, content }));
  }

  /** Writes what was added, unless it was written a moment ago. */
  async flushNowAndThen(): Promise<void> {
    if (performance.now() - this.#flushedAt >= FLUSH_INTERVAL) await this.flush();
  }

  /** Writes what was added. */
  async flush(): Promise<void> {
    this.#flushedAt = performance.now();
    const bytes = this.#pending.take();
    if (bytes.length === 0) return;
    await (this.#exists ? appendBytes : writeAtomically)(this.#path, bytes); // the latter makes the folder
    this.#exists = true;
  }

  /** Writes what was added at once; for those who cannot wait. The file must have been written to before. */
  flushSync(): void {
    const bytes = this.#pending.take();
    if (bytes.length > 0) Deno.writeFileSync(this.#path, bytes, { append: true });
  }
}

/** The names of all files of events in a folder, in the order in which they are read; none where the folder is missing. */
export async function eventFiles(folder: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    return entries.map(({ name }) => name).filter((name) => name.startsWith(PREFIX)).toSorted();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
