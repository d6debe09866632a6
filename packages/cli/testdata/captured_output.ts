import type { Output } from "../output.ts";

/** Keeps what a command writes. */
export class CapturedOutput implements Output {
  /** What went to standard output. */
  printed = "";
  /** What went to standard error. */
  errors = "";

  print(text: string): void {
    this.printed += `${text}\n`;
  }

  printError(text: string): void {
    this.errors += `${text}\n`;
  }
}
