/** Where a command writes, a text of one or more lines at a time. */
export interface Output {
  /** Writes what was asked for. */
  print(text: string): void;
  /** Writes what the user must know besides: errors and warnings. */
  printError(text: string): void;
}

/** Writes to standard output and standard error. */
export const standardOutput: Output = {
  print: (text) => console.log(text),
  printError: (text) => console.error(text),
};
