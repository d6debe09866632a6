import { listPictures, mainSeries } from "./_read_pictures.ts";
import type { LiveMessage, LiveStatus, PageData, PageNote, PagePicture } from "./page_data.ts";
import { type HistoryMark, ValueHistory } from "./value_history.ts";

/** A picture that a live page may ask for. */
interface KnownPicture {
  readonly label: string;
  readonly step: number;
  /** A file, or the bytes of one. */
  readonly content: string | Uint8Array<ArrayBuffer>;
}

/** What a live page has been sent. */
export interface LiveMark {
  /** Another number where the history was put in another one's place. */
  readonly epoch: number;
  /** The model's version then. */
  readonly version: number;
  /** How far curves have come. */
  readonly history: HistoryMark;
  /** Which list of pictures it has. */
  readonly pictures: number;
  /** Which list of warnings it has. */
  readonly notes: number;
}

/** Of pictures that were asked for the newest are kept in memory. */
const MOST_DRAWN = 20;

/** Warnings beyond that many drop out, the oldest first. */
const MOST_NOTES = 200;

/**
 * What live pages show of a training: its status, its values in little memory, its pictures and warnings. It tells what has
 * changed since a page was last sent something.
 *
 * @example
 * ```ts
 * import { LiveModel } from "@forger/pages";
 * import { assertEquals } from "@std/assert";
 *
 * const status = { state: "training", step: 0, steps: 9, epoch: 0, canSample: false } as const;
 * const model = new LiveModel({ name: "mine", facts: [], networks: [], settings: [] }, status);
 * const { mark } = model.messageSince(undefined);
 * model.history.add(1, { generator: 0.7 });
 * model.update({ ...status, step: 1 });
 * assertEquals(model.messageSince(mark).message.curves?.map(({ means }) => means), [[0.7]]);
 * ```
 */
export class LiveModel {
  readonly #facts: Pick<PageData, "name" | "facts" | "networks" | "settings">;
  #history = new ValueHistory();
  #status: LiveStatus;
  #epoch = 0;
  #version = 0;
  #notes: readonly PageNote[] = [];
  #noteVersion = 0;
  #drawn: readonly KnownPicture[] = [];
  #files: readonly KnownPicture[] = [];
  #pictureVersion = 0;
  /** Every picture under its address; addresses are numbers, so that a page cannot name a file. */
  readonly #addresses = new Map<string, KnownPicture>();
  readonly #numbers = new Map<string, number>();
  #count = 0;

  /**
   * Begins with an empty history.
   *
   * @param facts What does not change while training lasts.
   */
  constructor(facts: Pick<PageData, "name" | "facts" | "networks" | "settings">, status: LiveStatus) {
    this.#facts = facts;
    this.#status = status;
  }

  /** What the training logged. Steps are added to it; {@linkcode update} tells that there are some. */
  get history(): ValueHistory {
    return this.#history;
  }

  /** Puts another history in its place, so that pages get all of it anew. */
  set history(history: ValueHistory) {
    this.#history = history;
    this.#epoch++;
    this.#version++;
  }

  /** How the training is. */
  get status(): LiveStatus {
    return this.#status;
  }

  /** A number that grows with every change. */
  get version(): number {
    return this.#version;
  }

  /** Says how the training is now, and that the history may have grown. */
  update(status: LiveStatus): void {
    this.#status = status;
    this.#version++;
  }

  /** Adds a warning. */
  note(note: PageNote): void {
    this.#notes = [...this.#notes, note].slice(-MOST_NOTES);
    this.#noteVersion++;
    this.#version++;
  }

  /** Adds a picture that was drawn for the page: a PNG file's bytes. */
  addDrawn(step: number, bytes: Uint8Array<ArrayBuffer>): void {
    const label = `step ${step.toLocaleString("en-US")}, asked for`;
    this.#drawn = [...this.#drawn, { label, step, content: bytes }].slice(-MOST_DRAWN);
    this.#pictureVersion++;
    this.#version++;
  }

  /** Looks which pictures lie in the run's folder. */
  async findPictures(folder: string): Promise<void> {
    const found = mainSeries(await listPictures(folder)).map(({ label, path, step }): KnownPicture => ({
      label,
      step: step!,
      content: path,
    }));
    const namesOf = (pictures: readonly KnownPicture[]) => pictures.map(({ content }) => content).join("\n");
    if (namesOf(found) === namesOf(this.#files)) return;
    this.#files = found;
    this.#pictureVersion++;
    this.#version++;
  }

  /** A picture's file or bytes; undefined where a page was told of none under this address. */
  pictureAt(address: string): string | Uint8Array<ArrayBuffer> | undefined {
    return this.#addresses.get(address)?.content;
  }

  /** What a page must be sent that has been sent what the mark says, or nothing yet. */
  messageSince(mark: LiveMark | undefined): { readonly message: LiveMessage; readonly mark: LiveMark } {
    const isNew = mark?.epoch !== this.#epoch;
    const message: LiveMessage = isNew ? { live: this.#status, page: this.#page() } : {
      live: this.#status,
      curves: this.#history.changesSince(mark.history),
      ...mark.pictures !== this.#pictureVersion && { pictures: this.#pictures() },
      ...mark.notes !== this.#noteVersion && { notes: this.#notes },
    };
    const next: LiveMark = {
      epoch: this.#epoch,
      version: this.#version,
      history: this.#history.mark,
      pictures: this.#pictureVersion,
      notes: this.#noteVersion,
    };
    return { message, mark: next };
  }

  #page(): PageData {
    return {
      ...this.#facts,
      status: "",
      commands: [],
      curves: this.#history.curves,
      pictures: this.#pictures(),
      extras: [],
      scores: [],
      notes: this.#notes,
      gaps: [],
    };
  }

  #pictures(): PagePicture[] {
    const all = [...this.#files, ...this.#drawn].toSorted((first, second) => first.step - second.step);
    this.#addresses.clear();
    return all.map((picture) => {
      const source = `/pictures/${this.#numberOf(picture)}`;
      this.#addresses.set(source, picture);
      const { label, step } = picture;
      return { label, source, ...Number.isFinite(step) && { step } };
    });
  }

  /** The same number for the same picture each time, as pages keep what they have loaded. */
  #numberOf({ content, label }: KnownPicture): number {
    const key = typeof content === "string" ? content : `${label} ${content.length}`;
    const number = this.#numbers.get(key) ?? ++this.#count;
    this.#numbers.set(key, number);
    return number;
  }
}
