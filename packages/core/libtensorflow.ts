import { withoutStandardError } from "./standard_error.ts";

/** The part of TensorFlow's C API that Forger calls. */
const SYMBOLS = {
  TF_Version: { parameters: [], result: "pointer" },
  TF_NewStatus: { parameters: [], result: "pointer" },
  TF_GetCode: { parameters: ["pointer"], result: "i32" },
  TF_Message: { parameters: ["pointer"], result: "pointer" },
  TF_DeleteStatus: { parameters: ["pointer"], result: "void" },
  // tensors
  TF_AllocateTensor: { parameters: ["i32", "buffer", "i32", "usize"], result: "pointer" },
  TF_TensorData: { parameters: ["pointer"], result: "pointer" },
  TF_TensorByteSize: { parameters: ["pointer"], result: "usize" },
  TF_TensorElementCount: { parameters: ["pointer"], result: "i64" },
  TF_DeleteTensor: { parameters: ["pointer"], result: "void" },
  TF_StringInit: { parameters: ["pointer"], result: "void" },
  TF_StringCopy: { parameters: ["pointer", "buffer", "usize"], result: "void" },
  TF_StringGetDataPointer: { parameters: ["pointer"], result: "pointer" },
  TF_StringGetSize: { parameters: ["pointer"], result: "usize" },
  // eager context
  TFE_NewContextOptions: { parameters: [], result: "pointer" },
  TFE_ContextOptionsSetConfig: { parameters: ["pointer", "buffer", "usize", "pointer"], result: "void" },
  TFE_DeleteContextOptions: { parameters: ["pointer"], result: "void" },
  TFE_NewContext: { parameters: ["pointer", "pointer"], result: "pointer" },
  TFE_EnableCollectiveOps: { parameters: ["pointer", "buffer", "usize", "pointer"], result: "void" },
  TFE_CollectiveOpsCheckPeerHealth: {
    parameters: ["pointer", "buffer", "i64", "pointer"],
    result: "void",
    nonblocking: true,
  },
  TFE_AbortCollectiveOps: { parameters: ["pointer", "pointer"], result: "void" },
  TF_SetStatus: { parameters: ["pointer", "i32", "buffer"], result: "void" },
  TFE_ContextListDevices: { parameters: ["pointer", "pointer"], result: "pointer" },
  TF_DeviceListCount: { parameters: ["pointer"], result: "i32" },
  TF_DeviceListName: { parameters: ["pointer", "i32", "pointer"], result: "pointer" },
  TF_DeviceListType: { parameters: ["pointer", "i32", "pointer"], result: "pointer" },
  TF_DeleteDeviceList: { parameters: ["pointer"], result: "void" },
  // tensor handles
  TFE_NewTensorHandle: { parameters: ["pointer", "pointer"], result: "pointer" },
  TFE_DeleteTensorHandle: { parameters: ["pointer"], result: "void" },
  TFE_TensorHandleResolve: { parameters: ["pointer", "pointer"], result: "pointer" },
  TFE_TensorHandleNumDims: { parameters: ["pointer", "pointer"], result: "i32" },
  TFE_TensorHandleDim: { parameters: ["pointer", "i32", "pointer"], result: "i64" },
  TFE_TensorHandleDataType: { parameters: ["pointer"], result: "i32" },
  TFE_TensorHandleCopyToDevice: { parameters: ["pointer", "pointer", "buffer", "pointer"], result: "pointer" },
  // operations
  TFE_NewOp: { parameters: ["pointer", "buffer", "pointer"], result: "pointer" },
  TFE_DeleteOp: { parameters: ["pointer"], result: "void" },
  TFE_OpSetDevice: { parameters: ["pointer", "buffer", "pointer"], result: "void" },
  TFE_OpAddInput: { parameters: ["pointer", "pointer", "pointer"], result: "void" },
  TFE_OpSetAttrType: { parameters: ["pointer", "buffer", "i32"], result: "void" },
  TFE_OpSetAttrTypeList: { parameters: ["pointer", "buffer", "buffer", "i32"], result: "void" },
  TFE_OpSetAttrInt: { parameters: ["pointer", "buffer", "i64"], result: "void" },
  TFE_OpSetAttrIntList: { parameters: ["pointer", "buffer", "buffer", "i32"], result: "void" },
  TFE_OpSetAttrFloat: { parameters: ["pointer", "buffer", "f32"], result: "void" },
  TFE_OpSetAttrFloatList: { parameters: ["pointer", "buffer", "buffer", "i32"], result: "void" },
  TFE_OpSetAttrBool: { parameters: ["pointer", "buffer", "u8"], result: "void" },
  TFE_OpSetAttrBoolList: { parameters: ["pointer", "buffer", "buffer", "i32"], result: "void" },
  TFE_OpSetAttrString: { parameters: ["pointer", "buffer", "buffer", "usize"], result: "void" },
  TFE_OpSetAttrStringList: { parameters: ["pointer", "buffer", "buffer", "buffer", "i32"], result: "void" },
  TFE_OpSetAttrShape: { parameters: ["pointer", "buffer", "buffer", "i32", "pointer"], result: "void" },
  TFE_OpSetAttrShapeList: { parameters: ["pointer", "buffer", "buffer", "buffer", "i32", "pointer"], result: "void" },
  TFE_OpSetAttrFunctionName: { parameters: ["pointer", "buffer", "buffer", "usize"], result: "void" },
  TFE_Execute: { parameters: ["pointer", "buffer", "buffer", "pointer"], result: "void" },
  TFE_ExecuteInBackground: {
    name: "TFE_Execute",
    parameters: ["pointer", "buffer", "buffer", "pointer"],
    result: "void",
    nonblocking: true,
  },
  // graph functions
  TF_NewGraph: { parameters: [], result: "pointer" },
  TF_DeleteGraph: { parameters: ["pointer"], result: "void" },
  TF_NewImportGraphDefOptions: { parameters: [], result: "pointer" },
  TF_DeleteImportGraphDefOptions: { parameters: ["pointer"], result: "void" },
  TF_NewBufferFromString: { parameters: ["buffer", "usize"], result: "pointer" },
  TF_DeleteBuffer: { parameters: ["pointer"], result: "void" },
  TF_GraphImportGraphDef: { parameters: ["pointer", "pointer", "pointer", "pointer"], result: "void" },
  TF_GraphOperationByName: { parameters: ["pointer", "buffer"], result: "pointer" },
  TF_GraphToFunction: {
    parameters: [
      "pointer",
      "buffer",
      "u8",
      "i32",
      "pointer",
      "i32",
      "buffer",
      "i32",
      "buffer",
      "pointer",
      "pointer",
      "pointer",
      "pointer",
    ],
    result: "pointer",
  },
  TF_DeleteFunction: { parameters: ["pointer"], result: "void" },
  TFE_ContextAddFunction: { parameters: ["pointer", "pointer", "pointer"], result: "void" },
  TFE_ContextRemoveFunction: { parameters: ["pointer", "buffer", "pointer"], result: "void" },
  // SavedModels
  TF_NewSessionOptions: { parameters: [], result: "pointer" },
  TF_DeleteSessionOptions: { parameters: ["pointer"], result: "void" },
  TF_NewBuffer: { parameters: [], result: "pointer" },
  TF_LoadSessionFromSavedModel: {
    parameters: ["pointer", "pointer", "buffer", "buffer", "i32", "pointer", "pointer", "pointer"],
    result: "pointer",
  },
  TF_SessionRun: {
    parameters: [
      "pointer",
      "pointer",
      "buffer",
      "buffer",
      "i32",
      "buffer",
      "buffer",
      "i32",
      "pointer",
      "i32",
      "pointer",
      "pointer",
    ],
    result: "void",
  },
  TF_CloseSession: { parameters: ["pointer", "pointer"], result: "void" },
  TF_DeleteSession: { parameters: ["pointer", "pointer"], result: "void" },
  TF_TensorType: { parameters: ["pointer"], result: "i32" },
  TF_NumDims: { parameters: ["pointer"], result: "i32" },
  TF_Dim: { parameters: ["pointer", "i32"], result: "i64" },
} as const;

/** The native functions, typed. */
type TensorflowSymbols = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

const encoder = new TextEncoder();
const cStrings = new Map<string, Uint8Array<ArrayBuffer>>();

/** The bytes of a string with its terminating zero, kept because the same op and attribute names come again and again. */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  let bytes = cStrings.get(text);
  if (!bytes) {
    bytes = encoder.encode(text + "\0");
    cStrings.set(text, bytes);
  }
  return bytes;
}

/** libtensorflow, loaded into this process: its functions, and a status that turns its failures into errors. */
export class Libtensorflow {
  readonly symbols: TensorflowSymbols;
  readonly status: Deno.PointerValue;
  readonly version: string;

  /**
   * @param libraryPath Absolute path of `libtensorflow_cc`; `libtensorflow_framework` lies beside it.
   * @throws {Error} If the file is no loadable libtensorflow.
   */
  constructor(libraryPath: string) {
    // The library is never closed: unloading an initialised TensorFlow crashes the process.
    this.symbols = Deno.dlopen(libraryPath, SYMBOLS).symbols;
    this.status = this.symbols.TF_NewStatus();
    this.version = readCString(this.symbols.TF_Version());
  }

  /**
   * Throws what the last call reported.
   *
   * @throws {Error} If the status is not OK; the message names `action` and carries TensorFlow's own words.
   */
  check(action: string): void {
    if (this.symbols.TF_GetCode(this.status) === 0) return;
    throw new Error(`Cannot ${action} as TensorFlow refused: ${readCString(this.symbols.TF_Message(this.status))}`);
  }
}

/** Reads a zero-terminated string that TensorFlow owns. */
export function readCString(pointer: Deno.PointerValue): string {
  return pointer === null ? "" : Deno.UnsafePointerView.getCString(pointer);
}

/** The level of TensorFlow's log at which only what ends the process is shown. */
const ONLY_FATAL = "3";

const opened = new Map<string, Libtensorflow>();

/**
 * Opens libtensorflow once per process and path.
 *
 * @param verbose Whether TensorFlow's own messages are shown. A level in `TF_CPP_MIN_LOG_LEVEL` shows those of that level.
 */
export function openLibtensorflow(libraryPath: string, verbose = false): Libtensorflow {
  let library = opened.get(libraryPath);
  if (!library) {
    const quiet = !verbose && [undefined, ONLY_FATAL].includes(Deno.env.get("TF_CPP_MIN_LOG_LEVEL"));
    if (quiet) Deno.env.set("TF_CPP_MIN_LOG_LEVEL", ONLY_FATAL); // read when the library is loaded
    const load = () => new Libtensorflow(libraryPath);
    library = quiet ? withoutStandardError(load) : load();
    opened.set(libraryPath, library);
  }
  return library;
}
