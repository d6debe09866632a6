/** Logits of real and of fake images. */
export interface LogitNumbers {
  readonly real: readonly number[];
  readonly fake: readonly number[];
}

/** The inputs of TF-GAN's own tests, tensorflow/gan, tensorflow_gan/python/losses/losses_impl_test.py. */
export const TF_GAN: LogitNumbers = { real: [-5, 1.4, 12.5, 2.7], fake: [10, 4.4, -5.5, 3.6] };

/** Those of its tests of the relativistic average loss. */
export const TF_GAN_RELATIVISTIC: LogitNumbers = { real: [-2, 0.4, 12.5, 2.7], fake: [10, 4.4, -5.5, 3.6] };

/** The inputs of torchgan's own tests, torchgan/torchgan, tests/torchgan/test_losses.py. */
export const TORCHGAN: LogitNumbers = { real: [1.3, 2.9, 8.4, 6.3], fake: [4.8, 1.2, -3.5, 5.9] };
