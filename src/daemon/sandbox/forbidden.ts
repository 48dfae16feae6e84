import { dirname } from "node:path";
import type { Span } from "../../core/span.ts";
import type { Template } from "../../core/templates/template.ts";
import { type SeenCommands, seenInCommandLine, seenInWords } from "./command-line.ts";
import { seenInCode } from "./perl-code.ts";
import type { Sandbox } from "./sandbox.ts";

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

/** Programs that ask services on the system bus. */
const BUS_PROGRAMS = new Set(
  "systemctl loginctl busctl dbus-send gdbus hostnamectl timedatectl machinectl resolvectl networkctl".split(
    " ",
  ),
);

/** Actions whose file is written to; what is no socket. */
const WRITING = new Set(["write", "writen", "owritecl"]);
/** Actions whose file is a socket. */
const CONNECTING = new Set(["udgram", "ustream"]);
/** Names for what is open already. */
const OPEN_ALREADY = /^\/dev\/(?:std(?:in|out|err)$|fd\/)|^\/proc\/(?:self|thread-self)\/fd\//;

/** What a rule, or a part of one, does that the sandbox will not permit. */
export function forbiddenIn(part: unknown, sandbox: Sandbox): readonly Forbidden[] {
  if (typeof part !== "object" || part === null) return [];
  const inner = Object.values(part).flatMap((value) => forbiddenIn(value, sandbox));
  const rulePart = part as Partial<Parts>;
  const { action = "", span, file, command, arguments: words } = rulePart;
  const code = codeOf(rulePart);
  const seen = code === undefined ? seenInCommand(command, words) : undefined;
  const reasons = [
    !sandbox.network && (action === "tcpsock" || action === "udpsock") && `${action} ${needs("network")}`,
    WRITING.has(action) && file && whyNotWritten(file.text, sandbox),
    CONNECTING.has(action) && file && whyNotReached(file.text, sandbox),
    ...(seen?.programs ?? []).map((program) => whyNotRun(program, sandbox)),
    ...(seen?.written ?? []).map((path) => whyNotWritten(path, sandbox)),
    ...(code === undefined ? [] : whyNotCode(code, sandbox)),
  ].filter((reason) => typeof reason === "string");
  const place = span ?? command?.span ?? words?.[0]?.span ?? rulePart.program?.span ?? NOWHERE;
  return [...reasons.map((message) => ({ span: place, message })), ...inner];
}

const NOWHERE: Span = { start: 0, end: 0 };

/** What actions, patterns, conditions and scripts of rules have. */
interface Parts {
  readonly action: string;
  readonly type: string;
  readonly value: string;
  readonly span: Span;
  readonly file: Template;
  readonly command: Template;
  readonly arguments: readonly Template[];
  readonly program: Template;
  readonly code: Template | string;
}

/** Perl code, wherever it stands. */
function codeOf({ type, value, program, code }: Partial<Parts>): string | undefined {
  if (type === "perlfunc" || type === "nperlfunc") return value;
  return typeof code === "string" ? code : (code?.text ?? program?.text);
}

function seenInCommand(
  command: Template | undefined,
  words: readonly Template[] | undefined,
): SeenCommands | undefined {
  if (Array.isArray(words)) return seenInWords(words.map(({ text }: Template) => text));
  return typeof command?.text === "string" ? seenInCommandLine(command.text) : undefined;
}

function whyNotCode(code: string, sandbox: Sandbox): readonly (string | undefined)[] {
  const { network, programs, written } = seenInCode(code);
  return [
    network !== undefined && !sandbox.network ? `${network} in Perl code ${needs("network")}` : undefined,
    ...programs.map((program) => whyNotRun(program, sandbox)),
    ...written.map((path) => whyNotWritten(path, sandbox)),
  ];
}

function whyNotRun(path: string, { network, privileges, bus }: Sandbox): string | undefined {
  const program = path.slice(path.lastIndexOf("/") + 1);
  const profile =
    (!network && NETWORK_PROGRAMS.has(program) && "network") ||
    (!privileges && PRIVILEGED_PROGRAMS.has(program) && "local-mail") ||
    (!bus && BUS_PROGRAMS.has(program) && "system-bus");
  return profile ? `the command ${program} ${needs(profile)}` : undefined;
}

/** Names with variables are only known when they are used. */
function isKnownFile(text: string): boolean {
  return text.startsWith("/") && !/[%$]/.test(text) && !OPEN_ALREADY.test(text);
}

function whyNotWritten(path: string, sandbox: Sandbox): string | undefined {
  if (!isKnownFile(path) || sandbox.mayWrite(path)) return undefined;
  const remedy = `ReadWritePaths=${dirname(path)} (systemctl edit), and the right to write there`;
  return `${path} cannot be written by this service; that needs ${remedy}`;
}

function whyNotReached(path: string, sandbox: Sandbox): string | undefined {
  const why = isKnownFile(path) ? sandbox.whyUnreachable(path) : undefined;
  if (why === undefined) return undefined;
  return why === "own-folder"
    ? `${path} is in a folder of this service's own, where nobody else listens; one below /run is better`
    : `${path} cannot be reached by this service; that needs rights to it and to its folders`;
}

function needs(profile: string): string {
  return `is not permitted to this service; the profile ${profile} would: sec-ts setup profile ${profile}`;
}
