import { mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { run } from "./run.ts";
import { shippedFile } from "./shipped-file.ts";

/**
 * Grants a profile to the unit, or to one of its instances, or takes it away. Throws if there is none of that
 * name.
 */
export function setProfile(name: string, granted: boolean, instance: string | undefined): void {
  const file = shippedFile("profiles/network.conf");
  const known = readdirSync(dirname(file)).map((other) => other.replace(/\.conf$/, ""));
  if (!known.includes(name)) throw new Error(`there is no profile '${name}', but ${known.join(", ")}`);
  const unit = instance === undefined ? "sec-ts.service" : `sec-ts@${instance}.service`;
  const folder = join("/etc/systemd/system", `${unit}.d`);
  const link = join(folder, `${name}.conf`);
  rmSync(link, { force: true });
  if (granted) {
    mkdirSync(folder, { recursive: true });
    symlinkSync(join(dirname(file), `${name}.conf`), link);
  }
  run("systemctl", "daemon-reload");
  run("systemctl", "try-restart", unit);
}
