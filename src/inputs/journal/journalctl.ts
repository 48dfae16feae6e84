import { type ChildProcess, spawn } from "node:child_process";
import { type EntryLimits, ExportParser, type JournalEntry, NotExportFormat } from "./export-format.ts";

const PROGRAM = "journalctl";
/** What is kept of what journalctl says on standard error. */
const MOST_ERROR_CHARACTERS = 2000;

/** One journalctl that runs and writes entries in the export format. */
export class Journalctl {
  private readonly child: ChildProcess;
  private readonly parser: ExportParser;
  private errors = "";
  private failure: string | undefined;
  private ended = false;

  /**
   * `args` come behind those that are always given. `onEnd` is told why it failed, if it did.
   */
  constructor(
    args: readonly string[],
    limits: EntryLimits,
    onEntry: (entry: JournalEntry) => void,
    onEnd: (failure: string | undefined) => void,
  ) {
    this.parser = new ExportParser(limits);
    const { NOTIFY_SOCKET: _socket, WATCHDOG_PID: _pid, WATCHDOG_USEC: _time, ...environment } = process.env;
    this.child = spawn(PROGRAM, ["--output=export", "--no-pager", ...args], {
      cwd: "/",
      env: { ...environment, LC_ALL: "C" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const { stdout, stderr } = this.child;
    stdout?.on("data", (bytes: Buffer) => this.receive(bytes, onEntry));
    stderr?.on("data", (bytes: Buffer) => {
      this.errors = (this.errors + bytes.toString("latin1")).slice(0, MOST_ERROR_CHARACTERS);
    });
    const end = (failure: string | undefined): void => {
      if (this.ended) return;
      this.ended = true;
      onEnd(this.failure ?? failure);
    };
    this.child.on("error", (error: NodeJS.ErrnoException) => {
      end(error.code === "ENOENT" ? `there is no ${PROGRAM}` : error.message);
    });
    this.child.on("close", (code, signal) => {
      const said = this.errors.split("\n").find((line) => line !== "" && !line.startsWith("--"));
      const how = signal === null ? `exit code ${code}` : signal;
      end(code === 0 ? undefined : `${PROGRAM}: ${said || how}`);
    });
  }

  /** Reads no more for now; what has been read is still given. */
  pause(): void {
    this.child.stdout?.pause();
  }

  resume(): void {
    this.child.stdout?.resume();
  }

  /** Ends it without a word. */
  close(): void {
    this.ended = true;
    this.child.stdout?.destroy();
    this.child.stderr?.destroy();
    this.child.kill("SIGKILL");
  }

  private receive(bytes: Buffer, onEntry: (entry: JournalEntry) => void): void {
    try {
      for (const entry of this.parser.push(bytes)) if (!this.ended) onEntry(entry);
    } catch (error) {
      if (!(error instanceof NotExportFormat)) throw error;
      this.failure = `${PROGRAM} writes something else than the export format: ${error.message}`;
      this.child.kill("SIGKILL");
    }
  }
}
