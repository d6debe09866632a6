/** The kinds of operation attribute, numbered as in TensorFlow's C API (`TF_AttrType`). */
export const AttributeKind = {
  string: 0,
  int: 1,
  float: 2,
  bool: 3,
  type: 4,
  shape: 5,
  function: 8,
  resource: 99,
} as const;

/** One attribute of a TensorFlow operation, in the form in which the TensorFlow.js kernels pass it. */
export interface OperationAttribute {
  /** The attribute's name, for instance `"strides"`. */
  readonly name: string;
  /** One of {@linkcode AttributeKind}. */
  readonly type: number;
  /** The value; an array means a list attribute (for a shape: the shape's dimensions, or a list of such). */
  readonly value: unknown;
}

/** A tensor that an operation gave: its handle's number in the binding, its shape and its `TF_DataType`. */
export interface TensorMetadata {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

/** Is told what passes through the binding while a training step is recorded. */
export interface OperationObserver {
  /** An operation ran. */
  operation(
    name: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly number[],
    outputs: readonly TensorMetadata[],
  ): void;
  /** Values came from JavaScript; `bytes` are as on the device. */
  upload(id: number, dataType: number, shape: readonly number[], bytes: Uint8Array): void;
  /** The host is about to read values; may throw to refuse. */
  read(id: number): void;
  /** A tensor handle is about to be deleted; may throw to refuse. */
  delete(id: number): void;
}

/** Makes a data type attribute. */
export function typeAttribute(name: string, value: number): OperationAttribute {
  return { name, type: AttributeKind.type, value };
}

/** Makes an integer attribute, or a list of integers. */
export function intAttribute(name: string, value: number | readonly number[]): OperationAttribute {
  return { name, type: AttributeKind.int, value };
}

/** Makes a 32-bit float attribute. */
export function floatAttribute(name: string, value: number): OperationAttribute {
  return { name, type: AttributeKind.float, value };
}

/** Makes a boolean attribute. */
export function boolAttribute(name: string, value: boolean): OperationAttribute {
  return { name, type: AttributeKind.bool, value };
}

/** Makes a string attribute. */
export function stringAttribute(name: string, value: string): OperationAttribute {
  return { name, type: AttributeKind.string, value };
}

/** Makes a shape attribute. */
export function shapeAttribute(name: string, value: readonly number[]): OperationAttribute {
  return { name, type: AttributeKind.shape, value };
}
