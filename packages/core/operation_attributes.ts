import { cString, type Libtensorflow } from "./libtensorflow.ts";
import { AttributeKind, type OperationAttribute } from "./operation.ts";

const encoder = new TextEncoder();

/**
 * Sets one attribute of a native operation.
 *
 * @throws {TypeError} If the attribute's kind is unknown.
 */
export function setAttribute(
  library: Libtensorflow,
  operation: Deno.PointerValue,
  operationName: string,
  attribute: OperationAttribute,
): void {
  const { symbols, status } = library;
  const name = cString(attribute.name);
  const { value } = attribute;
  switch (attribute.type) {
    case AttributeKind.string:
      return Array.isArray(value)
        ? setStringList(library, operation, name, value)
        : setString(library, operation, name, String(value));
    case AttributeKind.int:
      return Array.isArray(value)
        ? symbols.TFE_OpSetAttrIntList(operation, name, BigInt64Array.from(value as number[], BigInt), value.length)
        : symbols.TFE_OpSetAttrInt(operation, name, BigInt(value as number));
    case AttributeKind.float:
      return Array.isArray(value)
        ? symbols.TFE_OpSetAttrFloatList(operation, name, Float32Array.from(value), value.length)
        : symbols.TFE_OpSetAttrFloat(operation, name, value as number);
    case AttributeKind.bool:
      return Array.isArray(value)
        ? symbols.TFE_OpSetAttrBoolList(operation, name, Uint8Array.from(value, Number), value.length)
        : symbols.TFE_OpSetAttrBool(operation, name, value ? 1 : 0);
    case AttributeKind.type:
      return Array.isArray(value)
        ? symbols.TFE_OpSetAttrTypeList(operation, name, Int32Array.from(value), value.length)
        : symbols.TFE_OpSetAttrType(operation, name, value as number);
    case AttributeKind.shape:
      return setShapes(library, operation, operationName, attribute.name, value as number[] | number[][]);
    case AttributeKind.function: {
      const bytes = encoder.encode(String(value));
      return symbols.TFE_OpSetAttrFunctionName(operation, name, bytes, BigInt(bytes.length));
    }
    default:
      throw new TypeError(
        `Cannot run operation ${operationName} as the kind of attribute ${attribute.name} must be known: current value is ${attribute.type}`,
      );
  }

  function setShapes(
    library: Libtensorflow,
    operation: Deno.PointerValue,
    owner: string,
    label: string,
    shape: number[] | number[][],
  ): void {
    if (Array.isArray(shape[0])) {
      const shapes = shape as number[][];
      const lengths = Int32Array.from(shapes, (one) => one.length);
      const dimensions = shapes.map((one) => BigInt64Array.from(one, BigInt));
      symbols.TFE_OpSetAttrShapeList(operation, name, pointersTo(dimensions), lengths, shapes.length, status);
    } else {
      symbols.TFE_OpSetAttrShape(operation, name, BigInt64Array.from(shape as number[], BigInt), shape.length, status);
    }
    library.check(`set attribute ${label} of operation ${owner}`);
  }
}

function setString(
  library: Libtensorflow,
  operation: Deno.PointerValue,
  name: Uint8Array<ArrayBuffer>,
  value: string,
): void {
  const bytes = encoder.encode(value);
  library.symbols.TFE_OpSetAttrString(operation, name, bytes, BigInt(bytes.length));
}

function setStringList(
  library: Libtensorflow,
  operation: Deno.PointerValue,
  name: Uint8Array<ArrayBuffer>,
  values: unknown[],
): void {
  const bytes = values.map((value) => encoder.encode(String(value)));
  const lengths = BigUint64Array.from(bytes, (one) => BigInt(one.length));
  library.symbols.TFE_OpSetAttrStringList(operation, name, pointersTo(bytes), lengths, bytes.length);
}

/** The addresses of several buffers, as C takes an array of pointers. */
function pointersTo(buffers: readonly ArrayBufferView<ArrayBuffer>[]): BigUint64Array<ArrayBuffer> {
  return BigUint64Array.from(buffers, (buffer) => Deno.UnsafePointer.value(Deno.UnsafePointer.of(buffer)));
}
