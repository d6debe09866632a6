/** How the pictures of an animation follow each other. */
export interface AnimationOptions {
  /**
   * Milliseconds that each picture is shown, from 20: one number for all, or one for each. A GIF counts in steps of 10, to
   * 655,350; a WebP in whole ones, to 16,777,215. @default {100}
   */
  readonly delay?: number | readonly number[];
  /** The same for the last picture, before the first one comes again. @default {its delay} */
  readonly lastDelay?: number;
  /** How many times all pictures are shown, to 65,535; 0 for again and again. @default {0} */
  readonly loop?: number;
}
