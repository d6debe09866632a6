import * as tf from "@tensorflow/tfjs";
import {
  type Optimizer,
  type Schedule,
  scheduleAt,
  type Step,
  type StepRandom,
  stepRandom,
  type Tensor,
  type Variable,
  withRandom,
} from "@forger/core";
import type { GanLoss, Logits, LossTerms, Targets } from "@forger/losses";
import type { Latent } from "@forger/samplers";
import type { BatchSizes } from "./batch_sizes.ts";
import type { HookDriver } from "./hook_driver.ts";
import type { Networks, Player } from "./networks.ts";
import type { RealBatches } from "./real_batches.ts";
import { SharedValues } from "./shared_values.ts";
import { StepHooks } from "./step_hooks.ts";
import { StepLogs } from "./step_logs.ts";
import { trainableVariables } from "./trainable_variables.ts";
import type { Updates } from "./updates.ts";

/** What a training step is made of. */
export interface TrainingStepParts {
  readonly networks: Networks;
  readonly latent: Latent;
  readonly loss: GanLoss;
  readonly optimizers: Readonly<Record<Player, Optimizer>>;
  readonly learningRates: Readonly<Record<Player, Schedule>>;
  readonly batch: BatchSizes;
  readonly discriminatorUpdate: "joint" | "separate";
  readonly fakes: "fresh" | "shared";
  readonly real: RealBatches;
  readonly hooks: HookDriver;
  readonly seed: number;
  /** How many steps the run makes altogether. */
  readonly runSteps: number;
  /** The number of steps done; the step adds one. */
  readonly counter: Variable;
}

/** One update: the loss and its terms. */
interface Update {
  readonly total: Tensor;
  readonly terms: LossTerms;
}

type Images = { readonly real?: Tensor; readonly fake?: Tensor };

/** How many real batches a step takes: one for each update of the discriminator; one for a generator that needs real images without any. */
export function batchesPerStep({ discriminator }: Updates, loss: GanLoss): number {
  return discriminator === 0 && loss.comparison !== "none" ? 1 : discriminator;
}

/** One step: the discriminator's updates, then the generator's. */
export function trainingStep(parts: TrainingStepParts, updates: Updates): Step {
  return () => {
    const random = stepRandom(parts.seed, parts.counter);
    const outputs = withRandom(random, () => new StepRun(parts, random).run(updates));
    parts.counter.assign(parts.counter.add(tf.scalar(1, "int32")));
    parts.hooks.step++; // where steps are not compiled, several follow each other before the trainer counts them
    return outputs;
  };
}

/** The step while it runs (once, where it is compiled). */
class StepRun {
  readonly #parts: TrainingStepParts;
  readonly #random: StepRandom;
  readonly #hooks: StepHooks;
  readonly #logs = new StepLogs((tensor) => this.#keep(tensor));
  /** Tensors that must outlive the scope of the gradient computation in which they were made. */
  readonly #kept: Tensor[] = [];
  /** The last real batch, which the generator's update may look at. */
  #real: Tensor | undefined;

  constructor(parts: TrainingStepParts, random: StepRandom) {
    this.#parts = parts;
    this.#random = random;
    const { counter, hooks, runSteps } = parts;
    const shared = new SharedValues((value) => value instanceof tf.Tensor ? this.#keep(value.clone()) : value);
    this.#hooks = new StepHooks({ hooks, random, logs: this.#logs, shared, counter, runSteps });
  }

  run({ discriminator, generator }: Updates): LossTerms {
    const shares = this.#parts.fakes === "shared" && discriminator > 0 && generator > 0;
    for (let update = shares ? 1 : 0; update < discriminator; update++) this.#trainDiscriminator();
    if (shares) this.#trainBoth();
    for (let update = shares ? 1 : 0; update < generator; update++) this.#trainGenerator();
    const outputs = this.#logs.outputs();
    tf.dispose(this.#kept);
    return outputs;
  }

  #keep<Kept extends Tensor>(tensor: Kept): Kept {
    this.#kept.push(tf.keep(tensor));
    return tensor;
  }

  #trainDiscriminator(generated?: Tensor): void {
    const { batch, discriminatorUpdate } = this.#parts;
    const real = this.#realImages();
    const fakeImages = () =>
      this.#hooks.transform("transformFake", "discriminator", generated ?? this.#generate("discriminator", batch.fake));
    const update = (images: Images) => this.#update("discriminator", () => this.#discriminatorTerms(images));
    const round = discriminatorUpdate === "separate"
      ? [update({ real }), update({ fake: fakeImages() })]
      : [update({ real, fake: fakeImages() })];
    this.#logs.addLosses("discriminator", round);
  }

  #trainGenerator(): void {
    const update = this.#update(
      "generator",
      () => this.#generatorTerms(this.#generate("generator", this.#parts.batch.generator)),
    );
    this.#logs.addLosses("generator", [update]);
  }

  /** One generation of images for both players: the discriminator learns from the images from which the generator's gradient then comes. */
  #trainBoth(): void {
    const update = this.#update("generator", () => {
      const images = this.#generate("generator", this.#parts.batch.generator);
      this.#trainDiscriminator(images);
      return this.#generatorTerms(images);
    });
    this.#logs.addLosses("generator", [update]);
  }

  #realImages(): Tensor {
    return this.#real = this.#keep(
      this.#hooks.transform("transformReal", "discriminator", this.#parts.real.next()).clone(),
    );
  }

  #generate(player: Player, count: number): Tensor {
    const { latent, networks } = this.#parts;
    const drawn = latent.draw(count, this.#random.stream("latent"));
    return apply(networks.generator, this.#hooks.transform("transformLatent", player, drawn));
  }

  #discriminatorTerms(images: Images): LossTerms {
    const logits = this.#hooks.transform("transformLogits", "discriminator", {
      ...images.real && { real: this.#discriminate(images.real) },
      ...images.fake && { fake: this.#discriminate(images.fake) },
    });
    const targets = this.#targets("discriminator", logits);
    return this.#changeTerms("discriminator", this.#parts.loss.discriminator(logits, targets), images, logits);
  }

  #generatorTerms(generated: Tensor): LossTerms {
    const { loss } = this.#parts;
    const fake = this.#hooks.transform("transformFake", "generator", generated);
    const compares = loss.comparison !== "none";
    const real = this.#real ?? (compares ? this.#realImages() : undefined);
    const logits = this.#hooks.transform("transformLogits", "generator", {
      ...real && compares && { real: this.#discriminate(real) },
      fake: this.#discriminate(fake),
    });
    const targets = this.#targets("generator", logits);
    const terms = loss.generator({ ...logits, fake: logits.fake! }, targets);
    return this.#changeTerms("generator", terms, { ...real && { real }, fake }, logits);
  }

  readonly #discriminate = (images: Tensor): Tensor => apply(this.#parts.networks.discriminator, images);

  /** What the discriminator should say, before and after the plugins. */
  #targets(player: Player, logits: Logits): Targets {
    const { defaultTargets } = this.#parts.loss;
    const filled = (like: Tensor | undefined, value: number) => tf.fill(like?.shape ?? [0, 1], value);
    const wanted = player === "generator" ? defaultTargets.generator : defaultTargets.fake;
    const targets: Targets = { real: filled(logits.real, defaultTargets.real), fake: filled(logits.fake, wanted) };
    return this.#hooks.transform("transformTargets", player, targets);
  }

  #changeTerms(player: Player, terms: LossTerms, images: Images, logits: Logits): LossTerms {
    const { loss } = this.#parts;
    const discriminate = this.#discriminate;
    return this.#hooks.transform("transformLoss", player, terms, { loss, images, logits, discriminate });
  }

  /** One update of one player: its loss, gradients, optimizer and weights, with the hooks between them. */
  #update(player: Player, computeTerms: () => LossTerms): Update {
    const { counter, learningRates, networks, optimizers, runSteps } = this.#parts;
    const variables = trainableVariables(networks[player]);
    let terms: LossTerms = {};
    const { value: total, grads } = tf.variableGrads(() => {
      const scalars = Object.entries(computeTerms()).map(([name, term]) =>
        [name, this.#keep(term.asScalar())] as const
      );
      terms = Object.fromEntries(scalars);
      return tf.addN(scalars.map(([, term]) => term)) as tf.Scalar;
    }, [...variables]);
    const computed = variables.map((variable) => gradientOf(variable, grads[variable.name], player));
    const gradients = this.#hooks.transform("transformGradients", player, computed, { variables });
    const rate = scheduleAt(learningRates[player], counter, runSteps);
    optimizers[player].apply(gradients, this.#hooks.transform("transformLearningRate", player, rate));
    const weights = this.#hooks.transform("transformWeights", player, variables, { variables });
    weights.forEach((weight, index) => {
      if (weight !== variables[index]) variables[index]!.assign(weight);
    });
    return { total, terms };
  }
}

function apply(model: Networks["generator"], input: Tensor): Tensor {
  return model.apply(input, { training: true }) as Tensor;
}

function gradientOf(variable: Variable, gradient: Tensor | null | undefined, player: Player): Tensor {
  if (gradient) return gradient;
  throw new Error(
    `Cannot train the ${player} as its loss must depend on every trainable weight: ${variable.name} has no gradient`,
  );
}
