// Runs the week's kernel once and again on the same memory, and writes what it left.
// node run_kernel.mjs KERNEL BEFORE AFTER BASE ROUNDS: prints status and milliseconds of each round
import { readFileSync, writeFileSync } from "node:fs";

const [file, before, after, base, rounds] = process.argv.slice(2);
const began = performance.now();
const module = new WebAssembly.Module(readFileSync(file));
const compiled = performance.now() - began;
const { memory, countergaze_entry: week, __heap_base: free } =
  new WebAssembly.Instance(module).exports;
const image = readFileSync(before);
if (free.value > Number(base)) throw new Error(`the kernel needs memory up to ${free.value}`);
const more = Math.ceil((Number(base) + image.length) / 65536) - memory.buffer.byteLength / 65536;
memory.grow(Math.max(0, more));
const bytes = new Uint8Array(memory.buffer, Number(base), image.length);
const times = [];
let status = 0;
for (let round = 0; round < Number(rounds) && status === 0; round++) {
  bytes.set(image);
  const start = performance.now();
  status = week(Number(base));
  times.push(performance.now() - start);
}
writeFileSync(after, bytes);
console.log(JSON.stringify({ status, times, compiled, node: process.version }));
