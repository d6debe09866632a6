/** A tile is so many rows and columns of a product: its sums fit in the processor's registers. */
export const TILE = 4;

/**
 * Adds `depth` outer products of four numbers with four numbers to a tile of a matrix, in float64.
 *
 * All places are bytes in the memory. At `left` and `right` lie four numbers for each outer product, one after another.
 *
 * @param left Where the left factors start.
 * @param right Where the right factors start.
 * @param tile Where the first number of the tile is.
 * @param depth How many outer products, at least 1.
 * @param stride From one row of the tile to the next.
 */
export type AddToTile = (left: number, right: number, tile: number, depth: number, stride: number) => void;

const INT32 = 0x7f, VECTOR = 0x7b;
const LOOP = [0x03, 0x40], BRANCH_IF_NOT_0 = [0x0d, 0x00], END = [0x0b];
const INT32_ADD = [0x6a], INT32_SUBTRACT = [0x6b];
const VECTOR_LOAD = 0x00, VECTOR_LOAD_TWICE = 0x0a, VECTOR_STORE = 0x0b;
const FLOAT64_PAIR_ADD = [0xfd, 0xf0, 0x01], FLOAT64_PAIR_MULTIPLY = [0xfd, 0xf2, 0x01];

/** Two float64 numbers are one vector. */
const PAIRS = TILE / 2;
const BYTES = Float64Array.BYTES_PER_ELEMENT;

/** The parameters come first among a function's variables, then the sums of the tile, and what is being multiplied. */
const [LEFT, RIGHT, PLACE, DEPTH, STRIDE, SUMS] = [0, 1, 2, 3, 4, 5] as const;
const RIGHT_PAIRS: number = SUMS + TILE * PAIRS;
const LEFT_TWICE: number = RIGHT_PAIRS + PAIRS;

const get = (variable: number) => [0x20, variable];
const set = (variable: number) => [0x21, variable];
const keep = (variable: number) => [0x22, variable];
const int32 = (value: number) => [0x41, value]; // one byte holds -64 to 63
const atOffset = (code: number, offset: number) => [0xfd, code, 3, offset]; // 3: aligned to 2³ bytes

const range = (length: number) => Array.from({ length }, (_, index) => index);
const sums = (row: number, pair: number) => SUMS + row * PAIRS + pair;

/** The function's instructions: all sums stay in registers until the last outer product is added. */
const INSTRUCTIONS: readonly number[] = [
  ...LOOP,
  ...range(PAIRS).flatMap((pair) => [...get(RIGHT), ...atOffset(VECTOR_LOAD, 16 * pair), ...set(RIGHT_PAIRS + pair)]),
  ...range(TILE).flatMap((row) => [
    ...[...get(LEFT), ...atOffset(VECTOR_LOAD_TWICE, BYTES * row), ...set(LEFT_TWICE)],
    ...range(PAIRS).flatMap((pair) => [
      ...[...get(sums(row, pair)), ...get(LEFT_TWICE), ...get(RIGHT_PAIRS + pair)],
      ...[...FLOAT64_PAIR_MULTIPLY, ...FLOAT64_PAIR_ADD, ...set(sums(row, pair))],
    ]),
  ]),
  ...[...get(LEFT), ...int32(TILE * BYTES), ...INT32_ADD, ...set(LEFT)],
  ...[...get(RIGHT), ...int32(TILE * BYTES), ...INT32_ADD, ...set(RIGHT)],
  ...[...get(DEPTH), ...int32(1), ...INT32_SUBTRACT, ...keep(DEPTH), ...BRANCH_IF_NOT_0],
  ...END,
  ...range(TILE).flatMap((row) => [
    ...range(PAIRS).flatMap((pair) => [
      ...[...get(PLACE), ...get(PLACE), ...atOffset(VECTOR_LOAD, 16 * pair)],
      ...[...get(sums(row, pair)), ...FLOAT64_PAIR_ADD, ...atOffset(VECTOR_STORE, 16 * pair)],
    ]),
    ...[...get(PLACE), ...get(STRIDE), ...INT32_ADD, ...set(PLACE)],
  ]),
  ...END,
];

/** An unsigned integer as WebAssembly writes it: seven bits a byte, the lowest first. */
const unsigned = (value: number): number[] => value < 128 ? [value] : [value % 128 + 128, ...unsigned(value >>> 7)];
const sized = (bytes: readonly number[]) => [...unsigned(bytes.length), ...bytes];
const text = (value: string) => sized([...new TextEncoder().encode(value)]);
const section = (id: number, entry: readonly number[]) => [id, ...sized([1, ...entry])];

const MODULE: Uint8Array<ArrayBuffer> = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // "\0asm", version 1
  ...section(1, [0x60, ...sized(Array(5).fill(INT32)), 0]), // types: five integers to nothing
  ...section(2, [...text("host"), ...text("memory"), 2, 0, 0]), // imports: a memory of any size
  ...section(3, [0]), // functions: one, of the first type
  ...section(7, [...text("addToTile"), 0, 0]), // exports: the first function
  ...section(10, sized([1, ...unsigned(TILE * PAIRS + PAIRS + 1), VECTOR, ...INSTRUCTIONS])), // code
]);

let compiled: WebAssembly.Module | undefined;

/**
 * The inner loop of products of matrices as WebAssembly, which multiplies two float64 numbers with one instruction: three to
 * four times as fast as the same loop in JavaScript, and to the same bits on every machine.
 *
 * @param memory Where the numbers are.
 * @see WebAssembly core specification, binary format, https://webassembly.github.io/spec/core/binary/index.html
 */
export function productTile(memory: WebAssembly.Memory): AddToTile {
  compiled ??= new WebAssembly.Module(MODULE);
  return new WebAssembly.Instance(compiled, { host: { memory } }).exports.addToTile as AddToTile;
}
