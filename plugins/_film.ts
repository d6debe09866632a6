import { type EncodedPicture, writeGif } from "@forger/samplers";
import type { EndReason, Run, StepReport } from "@forger/trainers";

/** A frame that was taken. */
interface Frame {
  readonly step: number;
  readonly picture: EncodedPicture;
}

/** Options of {@linkcode Film}. */
export interface FilmOptions {
  /** Steps between frames. */
  readonly every: number;
  /** The most frames between the first and the last. */
  readonly frames: number;
  /** The file in the run's folder. */
  readonly file: string;
  /** Milliseconds that a frame is shown. @default {100} */
  readonly delay?: number;
  /** Draws how the run is after so many steps; all pictures are of one size. */
  readonly draw: (run: Run, step: number) => Promise<EncodedPicture>;
}

const LAST_DELAY = 2000;

/**
 * An animation of a run, from before the first step to the last.
 *
 * Where there are more frames in between than `frames`, every second one is dropped and the next ones are taken half as
 * often.
 */
export class Film {
  readonly #options: FilmOptions;
  #taken: Frame[] = [];
  #done = 0;
  #cadence: number;

  constructor(options: FilmOptions) {
    this.#options = options;
    this.#cadence = options.every;
  }

  /** Takes the first frame; call it when training begins. */
  async begin(run: Run): Promise<void> {
    [this.#taken, this.#done, this.#cadence] = [[], 0, this.#options.every];
    await this.#take(run);
  }

  /** Takes a frame where one is due; call it after every so many steps, or oftener. */
  async follow({ logs, step }: StepReport, run: Run): Promise<void> {
    this.#taken = this.#taken.filter((frame) => frame.step < logs[0]!.step); // the others are of steps that a run did again
    this.#done = step;
    if (step % this.#cadence !== 0) return;
    await this.#take(run);
    if (this.#taken.length <= 1 + this.#options.frames) return; // the newest may turn out to be the last
    this.#cadence *= 2;
    this.#taken = this.#taken.filter((frame) => frame.step % this.#cadence === 0);
  }

  /**
   * Takes the last frame and writes the file; call it when training ends. A run that failed has the frames that were taken
   * before, where there are two or more.
   */
  async end(reason: EndReason, run: Run): Promise<void> {
    const { delay = 100, file } = this.#options;
    try {
      if (reason !== "failed" && this.#taken.at(-1)?.step !== this.#done) await this.#take(run);
      if (this.#taken.length <= 1 && reason === "failed") return;
      const pictures = this.#taken.map(({ picture }) => picture);
      await writeGif(pictures, `${run.folder}/${file}`, { delay, lastDelay: LAST_DELAY });
    } finally {
      this.#taken = [];
    }
  }

  async #take(run: Run): Promise<void> {
    this.#taken.push({ step: this.#done, picture: await this.#options.draw(run, this.#done) });
  }
}
