import * as tf from "@tensorflow/tfjs";
import type { Tensor } from "./tensor.ts";

/** The parts of the TensorFlow.js engine that a compiled step must not reach. */
interface GuardedEngine {
  readonly state: { readonly activeScope?: { readonly name: string } };
  disposeTensor(tensor: Tensor): void;
  disposeVariable(variable: Tensor): void;
  makeVariable(...args: unknown[]): unknown;
  makeTensor(...args: unknown[]): unknown;
}

const RANDOM_OPERATION = /^(random|truncatedNormal|dropout|multinomial)/i;

function refuse(action: string, remedy: string): never {
  throw new Error(`Cannot ${action} inside a compiled step as the step is recorded once and then repeated: ${remedy}`);
}

/**
 * Runs a function while what would silently freeze in a recorded step throws instead, with the remedy.
 *
 * Refused: `Math.random()`, TensorFlow.js's random operations (also seeded ones), new variables, disposing variables or tensors from outside.
 */
export function guarded<T>(run: () => T): T {
  const engine = tf.engine() as unknown as GuardedEngine;
  const firstTensor = newestTensorId();
  const mathRandom = Math.random;
  const disposeTensor = engine.disposeTensor, makeTensor = engine.makeTensor;
  const random = "use random.uniform() or random.normal() of the step instead";
  Math.random = () => refuse("call Math.random()", random);
  engine.makeTensor = function (...args) {
    const operation = engine.state.activeScope?.name ?? "";
    if (RANDOM_OPERATION.test(operation)) refuse(`call tf.${operation.replace(/__op$/, "")}`, random);
    return makeTensor.apply(engine, args);
  };
  engine.disposeTensor = function (tensor) {
    if (!(tensor instanceof tf.Variable) && tensor.id <= firstTensor) {
      refuse("dispose a tensor from outside", "dispose it after the last step");
    }
    disposeTensor.call(engine, tensor);
  };
  engine.disposeVariable = () => refuse("dispose a variable", "dispose it after the last step");
  engine.makeVariable = () => refuse("create a variable", "create it before the step and assign to it inside");
  try {
    return run();
  } finally {
    Math.random = mathRandom;
    // the guards shadow the engine's methods, so that deleting them brings the methods back
    for (const name of ["makeTensor", "disposeTensor", "disposeVariable", "makeVariable"] as const) {
      delete (engine as Partial<GuardedEngine>)[name];
    }
  }
}

function newestTensorId(): number {
  const probe = tf.scalar(0);
  probe.dispose();
  return probe.id;
}
