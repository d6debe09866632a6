import { assertEquals } from "@std/assert";
import { enlargements, pictureName } from "./save_picture.ts";

const SIZES: readonly (readonly [shape: number[], all: number[], preferred: number])[] = [
  [[28, 28, 1], [1, 2, 4, 8, 16, 32], 32],
  [[64, 64, 3], [1, 2, 4, 8, 16, 32], 8],
  [[256, 128, 3], [1, 2, 4, 8, 16], 2],
  [[1024, 1024, 3], [1, 2, 4], 1],
  [[5000, 10, 3], [1], 1],
];

for (const [shape, all, preferred] of SIZES) {
  Deno.test(`an image of ${shape} is saved ${preferred} times as large, where nothing else is chosen`, () => {
    assertEquals(enlargements(shape), { all, preferred });
  });
}

const NAMES: readonly (readonly [name: string, file: string])[] = [
  ["mnist", "mnist_seed_42_number_0.png"],
  ["../../etc/passwd", "etc_passwd_seed_42_number_0.png"],
  ['a<b>:"c"/\\|?*\u0000', "a_b_c_seed_42_number_0.png"],
  ["Блюмен 花", "Блюмен_花_seed_42_number_0.png"],
  ["...", "image_seed_42_number_0.png"],
  ["x".repeat(500), `${"x".repeat(80)}_seed_42_number_0.png`],
];

for (const [name, file] of NAMES) {
  Deno.test(`a picture's file has a name that every system allows: ${file}`, () => {
    assertEquals(pictureName(name, "seed=42&number=0"), file);
  });
}
