import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const REMOTE = "/lib/systemd/systemd-journal-remote";

/** Why there cannot be journal files on this machine; false if there can. */
export const NO_JOURNAL: string | false = existsSync(REMOTE) ? false : `there is no ${REMOTE}`;

/** Fields of an entry, bytes one a character; `-` leaves out one that entries usually have. */
export type Fields = Readonly<Record<string, string>>;

/** A folder with a journal of our own making. */
export class JournalFolder {
  readonly folder = mkdtempSync(join(tmpdir(), "journal-"));
  private count = 0;

  constructor() {
    mkdirSync(join(this.folder, "files"));
  }

  get files(): string {
    return join(this.folder, "files");
  }

  /** Adds entries to a file; `secondsAgo` is when the first was received, the others a second later each. */
  append(entries: readonly Fields[], { file = "a", secondsAgo = 0 } = {}): void {
    const parts = entries.map((entry, at) => {
      this.count += 1;
      const time = (Math.floor(Date.now() / 1000) - secondsAgo + at) * 1_000_000 + this.count;
      return encode({
        __REALTIME_TIMESTAMP: String(time),
        __MONOTONIC_TIMESTAMP: String(1_000_000 + this.count),
        _BOOT_ID: "0123456789abcdef0123456789abcdef",
        _HOSTNAME: "box",
        SYSLOG_IDENTIFIER: "app",
        _PID: "77",
        ...entry,
      });
    });
    const args = [`--output=${join(this.files, `${file}.journal`)}`, "-"];
    execFileSync(REMOTE, args, {
      input: Buffer.from(parts.join(""), "latin1"),
      stdio: ["pipe", "ignore", "ignore"],
    });
  }

  /** What journalctl prints. */
  printed(...args: readonly string[]): string {
    return spawnSync("journalctl", ["--quiet", `--directory=${this.files}`, ...args], { encoding: "latin1" })
      .stdout;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function encode(fields: Fields): string {
  const lines = Object.entries(fields).map(([name, value]) => {
    if (value === "-") return "";
    // oxlint-disable-next-line no-control-regex
    if (!/[\n\0]/.test(value)) return `${name}=${value}\n`;
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(BigInt(value.length));
    return `${name}\n${size.toString("latin1")}${value}\n`;
  });
  return `${lines.join("")}\n`;
}
