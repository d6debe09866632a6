/** Text that may be a stranger's, without characters that a terminal obeys or does not show: they are written as `\u{1b}`. */
export function shownText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** The same of several lines, whose ends stay. */
export function shownLines(text: string): string {
  return text.split("\n").map(shownText).join("\n");
}
