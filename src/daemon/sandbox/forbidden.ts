import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Span } from "../core/span.ts";
import type { Template } from "../core/templates/template.ts";
import { canUseInternet } from "../system/sockets.ts";

/** What the service may do, found by trying. */
export interface Sandbox {
  /** Sockets of IPv4. */
  readonly network: boolean;
  /** Programs may have more rights than we: setuid and setgid ones. */
  readonly privileges: boolean;
  mayWrite(file: string): boolean;
}

/** Something in a rule that the sandbox will not permit, and what would. */
export interface Forbidden {
  readonly span: Span;
  readonly message: string;
}

/** Programs that talk to other hosts, by the names of their files. */
const NETWORK_PROGRAMS = new Set(
  (
    "curl wget http nc ncat netcat socat ssh scp sftp rsync telnet ftp dig host nslookup whois traceroute " +
    "msmtp swaks snmptrap snmpset snmpget mosquitto_pub smbclient ldapsearch"
  ).split(" "),
);
/** Programs that need the rights of another user or group. */
const PRIVILEGED_PROGRAMS = new Set(
  (
    "mail mailx s-nail bsd-mailx mutt sendmail exim exim4 sudo su doas pkexec runuser at batch crontab " +
    "ping"
  ).split(" "),
);

/** Actions whose file is written to; what is no socket. */
const WRITING = new Set(["write", "writen", "owritecl"]);

/** Where a command may stand in a command line of the shell. */
const COMMAND_WORD =
  /(?:^|[;&|(`\n]|\$\()\s*(?:(?:exec|nohup|time|env|nice|then|do|else|!)\s+|\w+=\S*\s+)*([\w./+-]+)/g;

/** The sandbox that we are in. */
export function presentSandbox(): Sandbox {
  return {
    network: canUseInternet(),
    privileges: !/^NoNewPrivs:\s*1$/m.test(readFileSync("/proc/self/status", "latin1")),
    mayWrite,
  };
}

/** A file that is there, or the folder in which it would be made. */
function mayWrite(file: string): boolean {
  const path = Buffer.from(existsSync(Buffer.from(file, "latin1")) ? file : dirname(file), "latin1");
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** What a rule, or a part of one, does that the sandbox will not permit. */
export function forbiddenIn(part: unknown, sandbox: Sandbox): readonly Forbidden[] {
  if (typeof part !== "object" || part === null) return [];
  const inner = Object.values(part).flatMap((value) => forbiddenIn(value, sandbox));
  const { action, span, file, command, arguments: words } = part as Partial<Parts>;
  const reasons = [
    !sandbox.network && (action === "tcpsock" || action === "udpsock") && `${action} ${needs("network")}`,
    action !== undefined && WRITING.has(action) && file && whyNotWritten(file, sandbox),
    ...programs(command, words).map((program) => whyNotRun(program, sandbox)),
  ].filter((reason) => typeof reason === "string");
  const place = span ?? command?.span ?? words?.[0]?.span ?? { start: 0, end: 0 };
  return [...reasons.map((message) => ({ span: place, message })), ...inner];
}

/** What actions and scripts of rules have. */
interface Parts {
  readonly action: string;
  readonly span: Span;
  readonly file: Template;
  readonly command: Template;
  readonly arguments: readonly Template[];
}

function programs(command: Template | undefined, words: readonly Template[] | undefined): readonly string[] {
  if (Array.isArray(words)) return words.slice(0, 1).map(({ text }: Template) => text);
  return typeof command?.text === "string"
    ? [...command.text.matchAll(COMMAND_WORD)].map(([, word]) => word!)
    : [];
}

function whyNotRun(path: string, { network, privileges }: Sandbox): string | undefined {
  const program = path.slice(path.lastIndexOf("/") + 1);
  if (!network && NETWORK_PROGRAMS.has(program)) return `the command ${program} ${needs("network")}`;
  if (!privileges && PRIVILEGED_PROGRAMS.has(program)) return `the command ${program} ${needs("local-mail")}`;
  return undefined;
}

/** Names with variables are only known when they are used. */
function whyNotWritten({ text }: Template, sandbox: Sandbox): string | undefined {
  if (!text.startsWith("/") || /[%$]/.test(text) || sandbox.mayWrite(text)) return undefined;
  const remedy = `ReadWritePaths=${dirname(text)} (systemctl edit), and the right to write there`;
  return `${text} cannot be written by this service; that needs ${remedy}`;
}

function needs(profile: string): string {
  return `is not permitted to this service; the profile ${profile} would: sec-ts setup profile ${profile}`;
}
