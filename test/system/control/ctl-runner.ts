import { command } from "../../../src/cli/ctl.ts";

// Runs `sec-ts ctl` again and again in one process, since to start Node takes most of the time.
let out = "";
let errors = "";
process.stdout.write = (text: string | Uint8Array) => {
  out += String(text);
  return true;
};
process.stderr.write = (text: string | Uint8Array) => {
  errors += String(text);
  return true;
};

process.on("message", async (args: readonly string[]) => {
  out = errors = "";
  let status: number;
  try {
    status = await command.run(args);
  } catch (error) {
    status = 2;
    errors += String(error);
  }
  process.send?.({ status, out, errors });
});
