import { spawnSync } from "node:child_process";
import { getuid } from "node:process";

/** Without root nobody can become another user. */
export const AS_NOBODY = { skip: getuid?.() === 0 ? false : "only root can become nobody" };

/**
 * Runs code as the user nobody, in a process of its own, and returns what it gives back. Modules are loaded
 * before: nobody may not be able to read them.
 */
export function asNobody(imports: Readonly<Record<string, string>>, code: string): unknown {
  const lines = Object.entries(imports).map(
    ([names, path]) => `import ${names} from ${JSON.stringify(new URL(path, import.meta.url).href)};`,
  );
  const become = "process.setgroups([]); process.setgid(65534); process.setuid(65534);";
  const script = `${lines.join("")}${become} console.log(JSON.stringify((() => { ${code} })() ?? null));`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
  });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout);
}
