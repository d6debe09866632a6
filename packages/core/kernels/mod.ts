export { registerKernels } from "./register.ts";
