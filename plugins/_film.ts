import { type EncodedPicture, writeGif } from "@forger/samplers";
import type { EndReason, Plugin, PluginState, Run, StepReport } from "@forger/trainers";
import { FrameFiles } from "./_frame_files.ts";

/** A frame that was taken. */
interface Frame {
  readonly step: number;
  /** Undefined where it is a file. */
  readonly picture: EncodedPicture | undefined;
}

/** Options of {@linkcode Film}. */
export interface FilmOptions {
  /** Steps between frames. */
  readonly every: number;
  /** The most frames between the first and the last. */
  readonly frames: number;
  /** The file's name in the run's folder of samples, without its ending. */
  readonly name: string;
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
 *
 * Frames are in memory, or files where a plugin keeps the run's state on disk: so a run that is resumed has them all, and no
 * checkpoint holds them again. Files of dropped frames stay, as earlier checkpoints may need them: these are `frames`, and half
 * as many again each time that a run is twice as long.
 */
export class Film {
  readonly #options: FilmOptions;
  #keepsFiles = false;
  #taken: Frame[] = [];
  #done = 0;
  #cadence: number;

  constructor(options: FilmOptions) {
    this.#options = options;
    this.#cadence = options.every;
  }

  /** Finds out whether the run may be resumed; call it before training begins. */
  configure(plugins: readonly Plugin[]): void {
    this.#keepsFiles = plugins.some(({ onSettled }) => onSettled);
  }

  /** Takes the first frame, unless the run is resumed; call it when training begins. */
  async begin(run: Run): Promise<void> {
    [this.#taken, this.#done, this.#cadence] = [[], run.step, this.#options.every];
    if (run.step === 0) await this.#take(run);
  }

  /** Takes a frame where one is due; call it after every so many steps, or oftener. */
  async follow({ logs, step }: StepReport, run: Run): Promise<void> {
    this.#forgetFrom(logs[0]!.step); // the others are of steps that a run did again
    this.#done = step;
    if (step % this.#cadence !== 0) return;
    await this.#take(run);
    if (this.#taken.length <= 1 + this.#options.frames) return; // the newest may turn out to be the last
    this.#cadence *= 2;
    this.#taken = this.#taken.filter((frame) => frame.step % this.#cadence === 0);
  }

  /** What a resumed run needs to go on with the film. */
  get state(): PluginState {
    return { steps: this.#taken.map(({ step }) => step), every: this.#options.every, cadence: this.#cadence };
  }

  /** Goes on from a state of the run, which may be of this process. */
  restore({ cadence, every, steps }: PluginState, { step }: Run): void {
    this.#done = step;
    this.#forgetFrom(step + 1);
    if (this.#taken.length > 0) return; // the run went back
    this.#taken = (steps as readonly number[]).map((step) => ({ step, picture: undefined }));
    if (every === this.#options.every) this.#cadence = Number(cadence);
  }

  /**
   * Takes the last frame and writes the file; call it when training ends. A run that failed has the frames that were taken
   * before, where there are two or more.
   */
  async end(reason: EndReason, run: Run): Promise<void> {
    const { delay = 100, name } = this.#options;
    try {
      if (reason !== "failed" && this.#taken.at(-1)?.step !== this.#done) await this.#take(run, { isLast: true });
      if (this.#taken.length <= 1 && reason === "failed") return;
      const pictures = await this.#pictures(run);
      if (pictures.length === 0) return;
      await writeGif(pictures, `${run.folder}/samples/${name}.gif`, { delay, lastDelay: LAST_DELAY });
    } finally {
      this.#taken = [];
    }
  }

  #forgetFrom(step: number): void {
    this.#taken = this.#taken.filter((frame) => frame.step < step);
  }

  async #take(run: Run, { isLast = false } = {}): Promise<void> {
    const step = this.#done, picture = await this.#options.draw(run, step), isFile = this.#keepsFiles && !isLast;
    if (isFile) await this.#files(run).write(step, picture);
    this.#taken.push({ step, picture: isFile ? undefined : picture });
  }

  /** The pictures in the order of their steps, as far as they are there and as large as the last one. */
  async #pictures(run: Run): Promise<readonly EncodedPicture[]> {
    const files = this.#files(run), found: EncodedPicture[] = [];
    for (const { picture, step } of this.#taken) {
      const one = picture ?? await files.read(step);
      if (one) found.push(one);
    }
    const last = found.at(-1);
    const pictures = found.filter(({ height, width }) => width === last!.width && height === last!.height);
    const lost = this.#taken.length - pictures.length;
    if (lost > 0) {
      run.warn(
        `${this.#options.name}.gif lacks ${lost} of its frames, which in ${files.folder} are missing, damaged or of another size`,
      );
    }
    return pictures;
  }

  #files({ folder }: Run): FrameFiles {
    return new FrameFiles(`${folder}/samples/.frames/${this.#options.name}`);
  }
}
