/** Numbers that programs mistake, as bytes in either order. */
const NUMBERS: readonly (readonly number[])[] = [
  [0, 0, 0, 0],
  [0xff, 0xff, 0xff, 0xff],
  [0x7f, 0xff, 0xff, 0xff],
  [0xff, 0xff, 0xff, 0x7f],
  [0x80, 0, 0, 0],
  [0, 0, 0, 0x80],
  [0, 1, 0, 0],
];

/** Texts that programs mistake where they expect another. */
const TEXTS: readonly string[] = [
  "-1",
  "0",
  "1e999",
  "9007199254740993",
  "4294967296",
  "0.5",
  "null",
  "true",
  "[]",
  "{}",
  '""',
  '"__proto__"',
  '"#NaN"',
  "[[[[[[[[",
  "\u0000",
  "\ufeff",
  "\\ud800",
];

/** One of a file's possible damages. */
type Damage = (bytes: Uint8Array<ArrayBuffer>, next: () => number) => Uint8Array<ArrayBuffer>;

const joined = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(parts.flatMap((part) => [...part]));

const place = (length: number, next: () => number): number => Math.floor(next() * length);

const DAMAGES: readonly Damage[] = [
  function turnBits(bytes, next) {
    const turned = bytes.slice();
    for (let count = 1 + place(4, next); count > 0; count--) {
      const at = place(turned.length, next);
      turned[at] = turned[at]! ^ 1 << place(8, next);
    }
    return turned;
  },
  function cut(bytes, next) {
    return bytes.slice(0, place(bytes.length, next));
  },
  function leaveOut(bytes, next) {
    const at = place(bytes.length, next);
    return joined(bytes.subarray(0, at), bytes.subarray(at + 1 + place(16, next)));
  },
  function repeat(bytes, next) {
    const at = place(bytes.length, next), end = at + 1 + place(64, next);
    return joined(bytes.subarray(0, end), bytes.subarray(at));
  },
  function putNumber(bytes, next) {
    const changed = bytes.slice(), number = NUMBERS[place(NUMBERS.length, next)]!;
    changed.set(number.slice(0, changed.length), place(Math.max(1, changed.length - number.length), next));
    return changed;
  },
  function putText(bytes, next) {
    const at = place(bytes.length, next), text = new TextEncoder().encode(TEXTS[place(TEXTS.length, next)]);
    return joined(bytes.subarray(0, at), text, bytes.subarray(at + place(4, next)));
  },
  function putTextForNumber(bytes, next) {
    const text = new TextDecoder().decode(bytes), numbers = [...text.matchAll(/-?\d+(\.\d+)?/g)];
    if (numbers.length === 0) return bytes;
    const { 0: number, index } = numbers[place(numbers.length, next)]!, other = TEXTS[place(TEXTS.length, next)]!;
    return new TextEncoder().encode(text.slice(0, index) + other + text.slice(index + number.length));
  },
  function zeros(bytes, next) {
    const changed = bytes.slice(), at = place(bytes.length, next);
    return changed.fill(0, at, at + 1 + place(512, next));
  },
];

/** Damages a file as chance has it: bits, cuts, repetitions, numbers and texts that programs mistake. */
export function mutate(bytes: Uint8Array<ArrayBuffer>, next: () => number): Uint8Array<ArrayBuffer> {
  let mutated = bytes;
  do mutated = DAMAGES[place(DAMAGES.length, next)]!(mutated, next); while (next() < 0.3 && mutated.length > 0);
  return mutated;
}
