import { appendBytes, writeAtomically } from "@forger/core";
import { encodeEvent, type EventContent, ScalarSummary } from "./_event_message.ts";
import { RecordBuffer } from "./_record_buffer.ts";

/** Milliseconds after which what was added is written. */
const FLUSH_INTERVAL = 2000;

/** A file of events for TensorBoard, that is TensorFlow's records of them. */
export class EventFile {
  readonly #path: string;
  readonly #pending = new RecordBuffer();
  #flushedAt = -Infinity;
  #exists = false;
  #scalars: ScalarSummary = new ScalarSummary([]);

  private constructor(path: string) {
    this.#path = path;
  }

  /** Begins a file in a folder; files of one folder are read in the order of their names. */
  static async begin(folder: string): Promise<EventFile> {
    const wallTime = Date.now() / 1000;
    const name = `${folder}/events.out.tfevents.${Math.floor(wallTime)}`;
    let number = 0;
    while (await exists(`${name}.${number}`)) number++;
    const file = new EventFile(`${name}.${number}`);
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

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
