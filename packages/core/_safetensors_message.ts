const LONGEST = 60;

/** Why a file cannot be read, in words. */
export function cannotRead(thing: string, rule: string, value: string | number): string {
  return `Cannot read safetensors as ${thing} must be ${rule}: current value is ${value}`;
}

/** Why tensors cannot be written, in words. */
export function cannotWrite(thing: string, rule: string, value: string | number): string {
  return `Cannot write safetensors as ${thing} must be ${rule}: current value is ${value}`;
}

/** A list in a message, its end cut off where it is long. */
export function shownList(numbers: readonly number[]): string {
  return `[${cut(numbers.join(", "))}]`;
}

/** A text in a message: cut off where it is long, and without characters that a terminal obeys. */
export function shownText(text: string): string {
  return JSON.stringify(cut(text)).replace(
    /[\p{Cc}\p{Cf}]/gu,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
