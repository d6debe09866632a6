import { type LayersModel, stepRandom, type Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";

/** One shape without the batch, or one for each input or output of a network that has several. */
export type Shapes = readonly number[] | readonly (readonly number[])[];

/** A network of the contract test. */
export interface NetworkRow {
  readonly label: string;
  /** Builds the network, with weights that the seed alone decides; its name begins the names of its layers. */
  readonly create: (seed: number) => LayersModel;
  /** The second of two inputs is labels, `[classes]`. */
  readonly input: Shapes;
  readonly output: Shapes;
  /** The least and the greatest value that an output may have. */
  readonly range?: readonly [number, number];
}

/** A list of shapes, also where there is but one. */
export function shapeList(shapes: Shapes): readonly (readonly number[])[] {
  return shapes.some((shape) => typeof shape === "number") ? [shapes as readonly number[]] : shapes as number[][];
}

/** What a network takes: normal numbers, and one-hot labels for the second of two inputs. */
export function drawInputs(shapes: Shapes, batch: number, seed: number): Tensor[] {
  return tf.tidy(() =>
    shapeList(shapes).map((shape, index, { length }) => {
      const name = index === 0 ? "input" : `input_${index + 1}`;
      const normal = stepRandom(seed, tf.scalar(0, "int32")).stream(name).normal([batch, ...shape]);
      return length === 2 && index === 1 ? tf.oneHot(normal.argMax(-1), shape.at(-1)!).toFloat() : normal;
    })
  );
}
