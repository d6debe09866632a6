/** TensorFlow's numbers for the data types that Forger uses (`TF_DataType` of its C API). */
export const DataType = {
  float32: 1,
  float64: 2,
  int32: 3,
  uint8: 4,
  string: 7,
  complex64: 8,
  int64: 9,
  bool: 10,
  resource: 20,
  uint32: 22,
  uint64: 23,
} as const;

const BYTES: Readonly<Record<number, number>> = {
  [DataType.float32]: 4,
  [DataType.float64]: 8,
  [DataType.int32]: 4,
  [DataType.uint8]: 1,
  [DataType.complex64]: 8,
  [DataType.int64]: 8,
  [DataType.bool]: 1,
  [DataType.uint32]: 4,
  [DataType.uint64]: 8,
};

/** The size of one element of a numeric data type in bytes. */
export function bytesPerElement(dataType: number): number {
  const bytes = BYTES[dataType];
  if (bytes === undefined) {
    throw new TypeError(`Cannot size a tensor as its data type must be numeric: current value is ${dataType}`);
  }
  return bytes;
}
