/** What Perl code obviously needs. */
export interface SeenInCode {
  /** What of the code talks to other hosts. */
  readonly network: string | undefined;
  /** Programs that are started by name. */
  readonly programs: readonly string[];
  /** Files that are opened to be written to. */
  readonly written: readonly string[];
}

const MODULES =
  "(?:IO::Socket::(?:INET6?|IP|SSL)|Net::(?:SMTP|FTP|HTTP|Telnet|LDAP|SNMP|SSH)|LWP|HTTP::Tiny)\\b[\\w:]*";
const NETWORK_MODULE = new RegExp(`\\b(?:use|require|new)\\s+(${MODULES})|(${MODULES})(?=\\s*->)`);
const PROGRAM = /\b(?:system|exec)\s*\(?\s*(["'])([\w./+-]+)(?=[\s"'])/g;
const OPEN = String.raw`\bopen\s*\(?\s*(?:my\s+)?[$\w]+\s*,\s*`;
/** With two arguments, or with three. */
const OPENED = new RegExp(
  `${OPEN}(?:(["'])\\s*>{1,2}\\s*(/[^"'$@%\\s]+)\\1|(["'])>{1,2}(?::\\S*)?\\3\\s*,\\s*(["'])(/[^"'$@%]+)\\4)`,
  "g",
);

/** Looks for words that can mean nothing else; code can do anything else unseen. */
export function seenInCode(code: string): SeenInCode {
  const text = code.replace(/(^|\s)#.*/g, "$1");
  const [, used, called] = NETWORK_MODULE.exec(text) ?? [];
  return {
    network: used ?? called,
    programs: [...text.matchAll(PROGRAM)].map(([, , program]) => program!),
    written: [...text.matchAll(OPENED)].map(([, , two, , , three]) => two ?? three!),
  };
}
