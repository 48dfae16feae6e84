import type { InputStatus } from "../../../../src/inputs/status.ts";

/** A line of a dump about an input, as the reference writes it. */
export function statusText(input: InputStatus): string {
  const parts = [`status: ${input.status}`];
  if (input.status === "Open") {
    parts.push(`type: ${input.type}`);
    if (input.offset !== undefined) parts.push(`read offset: ${input.offset}`, `file size: ${input.size}`);
    parts.push(`device/inode: ${input.device ?? "-"}/${input.inode ?? "-"}`);
  }
  parts.push(`received data: ${input.lines} lines`, `context: ${input.context}`);
  return `${input.file} (${parts.join(", ")})\n`;
}
