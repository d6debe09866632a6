import type { Tensor } from "@forger/core";
import * as tf from "@tensorflow/tfjs";

/** Coefficients of the highest power first. */
const CENTRE = [
  2.81022636e-8,
  3.43273939e-7,
  -3.5233877e-6,
  -4.39150654e-6,
  2.1858087e-4,
  -1.25372503e-3,
  -4.17768164e-3,
  0.246640727,
  1.50140941,
];
const TAIL = [
  -2.00214257e-4,
  1.00950558e-4,
  1.34934322e-3,
  -3.67342844e-3,
  5.73950773e-3,
  -7.6224613e-3,
  9.43887047e-3,
  1.00167406,
  2.83297682,
];

/**
 * The inverse of the error function, to 3e-7 of its value, for numbers of the open interval (-1, 1).
 *
 * It runs inside a compiled step.
 *
 * @see Approximating the erfinv function. Giles, 2010, https://people.maths.ox.ac.uk/gilesm/files/gems_erfinv.pdf
 */
export function inverseErrorFunction(x: Tensor): Tensor {
  return tf.tidy(() => {
    const w = tf.sub(1, x).mul(tf.add(1, x)).log().neg();
    const centre = polynomial(CENTRE, w.sub(2.5));
    const tail = polynomial(TAIL, w.sqrt().sub(3));
    return tf.where(w.less(5), centre, tail).mul(x);
  });
}

function polynomial([highest, ...others]: readonly number[], x: Tensor): Tensor {
  return others.reduce<Tensor>((sum, coefficient) => sum.mul(x).add(coefficient), tf.fill(x.shape, highest!));
}
