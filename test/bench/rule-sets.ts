/*
 * Rules and lines that look like real ones: programs of many kinds, each with messages of its own, and rules
 * of different authors for them. All from a seed, so every run measures the same.
 */
import { createRandom, type Random } from "../conformance/fuzz/random.ts";

/** A rule's pattern, and a line that it matches. */
interface Message {
  readonly pattern: string;
  readonly line: (random: Random) => string;
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const SUBJECTS = words(`
  net sys auth mail web db log vpn dns ldap cron disk raid snmp ntp dhcp ftp ssh fw ids proxy cache
  queue sched mon back sync repl store print radius kerb nfs smb iscsi fc bgp ospf vrrp stp lacp poe
  ups temp fan power usb pci acpi audio
`);
const ENDINGS = words(`
  d ctl mgr agent svc -worker -daemon watch guard -helper relay host node bridge
`);
const VERBS = words(`
  started stopped restarted opened closed accepted denied refused rejected expired locked disabled
  enabled reset dropped blocked allowed detected exceeded reached failed recovered removed added
  changed mounted unmounted
`);
const NOUNS = words(`
  connection session request user login password timeout error certificate key quota volume device
  link interface port neighbor route peer lease address query zone transfer mailbox message queue job
  task backup snapshot replica table index lock transaction checkpoint segment buffer socket
  descriptor process thread module driver firmware sensor fan
`);
const HOSTS = words(`
  myserver web01 web02 db02 fw-core mail01 ns1 gw-east
`);
const USERS = words(`
  root admin oracle test git jsmith nagios postgres www-data deploy backup
`);

const address = ({ between }: Random): string =>
  `${between(1, 223)}.${between(0, 255)}.${between(0, 255)}.${between(1, 254)}`;

function program({ pick, chance }: Random): string {
  const [first, second] = [pick(SUBJECTS), pick(SUBJECTS)];
  return `${first}${chance(0.4) ? second : ""}${pick(ENDINGS)}`;
}

/** The ways in which messages are put, and in which people write patterns for them. */
const SHAPES: readonly ((random: Random) => Message)[] = [
  (random) => {
    const [name, noun, verb] = [program(random), random.pick(NOUNS), random.pick(VERBS)];
    return {
      pattern: `${name}\\[\\d+\\]: ${capital(noun)} ${verb} for (\\S+) from ([\\d.]+)`,
      line: (r) =>
        `${name}[${pid(r)}]: ${capital(noun)} ${verb} for ${r.pick(USERS)} from ${address(r)} port 22`,
    };
  },
  (random) => {
    const [name, noun, verb] = [program(random), random.pick(NOUNS), random.pick(VERBS)];
    return {
      pattern: `${name}(?:\\[\\d+\\])?: .*${noun} (\\w+) ${verb}`,
      line: (r) => `${name}[${pid(r)}]: module ${r.between(1, 9)}: ${noun} ${r.pick(USERS)} ${verb}`,
    };
  },
  (random) => {
    const [noun, verb, id] = [random.pick(NOUNS), random.pick(VERBS), random.between(100_000, 799_999)];
    return {
      pattern: `%(?:PIX|ASA|FWSM)-\\d-${id}: (\\S+) ${noun} ${verb}.*?([\\d.]+)\\/(\\d+)`,
      line: (r) => `%ASA-${r.between(1, 7)}-${id}: TCP ${noun} ${verb} for outside:${address(r)}/${pid(r)}`,
    };
  },
  (random) => {
    const [name, noun, verb] = [program(random), random.pick(NOUNS), random.pick(VERBS)];
    return {
      pattern: `^\\w+\\s+\\d+\\s+[\\d:]+\\s+(\\S+)\\s+${name}:\\s+${noun}\\s+(\\S+)\\s+${verb}`,
      line: (r) => `${name}: ${noun} eth${r.between(0, 9)} ${verb}`,
    };
  },
  (random) => {
    const [facility, noun, verb] = [random.pick(SUBJECTS), random.pick(NOUNS), random.pick(VERBS)];
    const mnemonic = `${facility}-${random.between(0, 7)}-${noun}_${verb}`.toUpperCase();
    return {
      pattern: `%${mnemonic}: Interface (\\S+), changed state to (up|down)`,
      line: (r) =>
        `%${mnemonic}: Interface Gi0/${r.between(1, 48)}, changed state to ${r.pick(["up", "down"])}`,
    };
  },
  (random) => {
    const [name, noun, verb] = [program(random), random.pick(NOUNS), random.pick(VERBS)];
    return {
      pattern: `(?<host>\\S+) ${name}\\[\\d+\\]: (?<what>(?:${noun}|${random.pick(NOUNS)}) ${verb}\\b.*)`,
      line: (r) => `${name}[${pid(r)}]: ${noun} ${verb}, ${r.between(1, 99)} left`,
    };
  },
  (random) => {
    const [name, noun, verb] = [program(random), random.pick(NOUNS), random.pick(VERBS)];
    return {
      pattern: `${name}.*${noun}=(\\S+) .*status=${verb}`,
      line: (r) =>
        `${name}[${pid(r)}]: ${hex(r)}: ${noun}=<${r.pick(USERS)}@example.com>, ` +
        `delay=${r.between(0, 9)}, status=${verb}`,
    };
  },
  (random) => {
    const [name, noun, verb] = [program(random), random.pick(NOUNS), random.pick(VERBS)];
    return {
      pattern: `(?i)${name}.*\\b(warning|critical)\\b.*${noun} ${verb}`,
      line: (r) => `${name}[${pid(r)}]: WARNING: ${capital(noun)} ${verb} (${r.between(1, 100)}%)`,
    };
  },
];

const capital = (word: string): string => `${word[0]!.toUpperCase()}${word.slice(1)}`;
const pid = ({ between }: Random): number => between(300, 32_000);
const hex = ({ between }: Random): string => between(0x1000_0000, 0xffff_ffff).toString(16).toUpperCase();

/** Different messages, as many as wanted. */
export function messages(count: number): readonly Message[] {
  const random = createRandom(20_260);
  const found = new Map<string, Message>();
  for (let at = 0; found.size < count; at += 1) {
    const message = SHAPES[at % SHAPES.length]!(random);
    found.set(message.pattern, message);
  }
  return [...found.values()];
}

/** A rule that counts a message and never fires. */
export function thresholdRule({ pattern }: Pick<Message, "pattern">, number: number): string {
  return `type=SingleWithThreshold
continue=TakeNext
ptype=RegExp
pattern=${pattern}
desc=rule ${number} $1
action=write - %s
window=3600
thresh=1000000000
`;
}

/** A line of syslog. */
export function syslogLine(random: Random, second: number, text: string): string {
  const [hours, minutes] = [Math.floor(second / 3600) % 24, Math.floor(second / 60) % 60];
  const time = [hours, minutes, second % 60].map((part) => String(part).padStart(2, "0")).join(":");
  return `Nov 14 ${time} ${random.pick(HOSTS)} ${text}\n`;
}

/** A message that no rule is for. */
export function otherMessage(random: Random): string {
  const { pick, between } = random;
  const [user, from, id] = [pick(USERS), address(random), pid(random)];
  return pick([
    `CRON[${id}]: (${user}) CMD (   cd / && run-parts --report /etc/cron.hourly)`,
    `systemd[1]: Started Session ${between(1, 9999)} of user ${user}.`,
    `sshd[${id}]: Accepted publickey for ${user} from ${from} port ${between(1024, 65_535)} ssh2`,
    `kernel: [${id}.123456] IPTABLES DROP IN=eth0 SRC=${from} DST=${address(random)} LEN=60`,
    `postfix/smtpd[${id}]: connect from unknown[${from}]`,
    `dhcpd: DHCPACK on ${from} to 00:16:3e:${between(10, 99)}:ab:cd (host${between(1, 99)}) via eth1`,
    `apache2[${id}]: [error] [client ${from}] File does not exist: /var/www/html/favicon.ico`,
    `%ASA-6-302013: Built inbound TCP connection ${between(1, 9_999_999)} for outside:${from}/443`,
    `sudo:  ${user} : TTY=pts/${between(0, 9)} ; PWD=/home ; USER=root ; COMMAND=/bin/systemctl reload nginx`,
    `pam_unix(sshd:session): session opened for user ${user} by (uid=0)`,
  ]);
}
