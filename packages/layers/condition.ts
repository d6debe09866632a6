/**
 * How the networks of a conditional GAN are told of the class. Labels are one-hot.
 *
 * - `"concatenation"`: the labels lengthen the latent, and are planes of their own beside the image's channels.
 * - `"embedding"`: a learnt code of the class lengthens the latent, a learnt plane is one channel more of the image.
 * - `"projection"`: a learnt code lengthens the latent; the discriminator adds the inner product of its features with a
 *   vector that it learns for the class to the logit.
 * - `"auxiliary"`: a learnt code lengthens the latent; the discriminator is not told, and says the class by logits of a
 *   second output.
 *
 * @see Conditional generative adversarial nets. Mirza, Osindero, 2014, https://arxiv.org/abs/1411.1784
 * @see cGANs with projection discriminator. Miyato, Koyama, 2018, https://arxiv.org/abs/1802.05637
 * @see Conditional image synthesis with auxiliary classifier GANs. Odena, Olah, Shlens, 2016, https://arxiv.org/abs/1610.09585
 */
export type Condition = "concatenation" | "embedding" | "projection" | "auxiliary";
