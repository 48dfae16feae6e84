import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRuleFile } from "../../../src/config/parse-rule-file.ts";
import { seenInCommandLine, seenInWords } from "../../../src/daemon/sandbox/command-line.ts";
import { forbiddenIn } from "../../../src/daemon/sandbox/forbidden.ts";
import { seenInCode } from "../../../src/daemon/sandbox/perl-code.ts";
import {
  ownTemporaryFolders,
  presentSandbox,
  type Sandbox,
  tryingOnce,
} from "../../../src/daemon/sandbox/sandbox.ts";

const CLOSED: Sandbox = {
  network: false,
  privileges: false,
  bus: false,
  mayWrite: (file) => file.startsWith("/var/log/sec-ts/"),
  whyUnreachable(socket) {
    if (socket.startsWith("/tmp/")) return "own-folder";
    return socket.startsWith("/home/") ? "permission" : undefined;
  },
};
const OPEN: Sandbox = {
  network: true,
  privileges: true,
  bus: true,
  mayWrite: () => true,
  whyUnreachable: () => undefined,
};

function rules(text: string): object {
  const { file } = parseRuleFile("a.conf", text, { digest: () => "", bufferSize: 0 });
  assert.equal(file.rules.length, 1);
  return file.rules;
}

/** What is told of a rule, in short. */
function told(text: string, sandbox: Sandbox): readonly string[] {
  return forbiddenIn(rules(text), sandbox).map(({ message }) =>
    message
      .replace(/ (is not permitted|cannot be).*?(?:profile (\S+) would.*|$)/, " needs $2")
      .replace(/ is in a folder of.*/, " is nobody's"),
  );
}

function reasons(action: string, sandbox = CLOSED): readonly string[] {
  return told(`type=Single\nptype=SubStr\npattern=x\ndesc=x\naction=${action}\n`, sandbox);
}

test("actions and commands that the sandbox forbids are told with the profile that permits them", () => {
  assert.deepEqual(reasons("tcpsock host:25 x; udpsock host:514 x"), [
    "tcpsock needs network",
    "udpsock needs network",
  ]);
  assert.deepEqual(reasons("pipe '%s' /usr/bin/mail -s alert root"), ["the command mail needs local-mail"]);
  assert.deepEqual(reasons("cmdexec /usr/bin/curl http://x"), ["the command curl needs network"]);
  assert.deepEqual(reasons("shellcmd A=1 exec nc x 1 && echo y | sudo tee z"), [
    "the command nc needs network",
    "the command sudo needs local-mail",
  ]);
  assert.deepEqual(reasons("create C 10 (if %x (report C mail root) else (write /etc/motd x))"), [
    "the command mail needs local-mail",
    "/etc/motd needs ",
  ]);
  assert.deepEqual(reasons("shellcmd systemctl restart x; spawn /usr/bin/busctl list"), [
    "the command systemctl needs system-bus",
    "the command busctl needs system-bus",
  ]);
  assert.deepEqual(
    told("type=SingleWithScript\nptype=SubStr\npattern=x\nscript=ssh h\ndesc=x\naction=none\n", CLOSED),
    ["the command ssh needs network"],
  );
});

test("files that commands are redirected to are told, however they are written", () => {
  for (const [command, ...files] of [
    ["echo x > /etc/foo", "/etc/foo"],
    ["echo x >>/etc/foo 2>&1", "/etc/foo"],
    ["echo x 2>'/etc/my errors' >| \"/etc/foo\"", "/etc/my errors", "/etc/foo"],
    ["echo 'a > /etc/b' \"> /etc/c\" \\> /etc/d # > /etc/e"],
    ["x=$(date > /etc/foo); cat < /etc/bar", "/etc/foo"],
    ["{ date; } > /etc/foo && (id)>/etc/bar", "/etc/foo", "/etc/bar"],
    ["date | tee -a /etc/foo /var/log/sec-ts/x >/dev/null", "/etc/foo"],
    ["sh -c 'date >/etc/foo'", "/etc/foo"],
    ["echo x > /etc/$1; echo x > /etc/%s; echo > $F; echo >&2; echo > x; echo $((3>2))"],
    ["echo x > /dev/stderr; echo x > /var/log/sec-ts/out; cat <<E\n> /etc/foo"],
  ] as const) {
    const found = forbiddenIn(
      { command: { text: command, span: { start: 0, end: 1 } } },
      {
        ...CLOSED,
        mayWrite: (file) => CLOSED.mayWrite(file) || file === "/dev/null",
      },
    );
    assert.deepEqual(
      found.map(({ message }) => message.split(" cannot")[0]),
      files,
      command,
    );
  }
});

test("commands are the words that the shell would start", () => {
  for (const [line, ...programs] of [
    ["case x in mail) echo mail;; esac", "echo", "esac"],
    ["echo 'x; mail' \"y; mail\" 'z\nmail'", "echo"],
    ["for u in root mail; do curl $u; done", "for", "curl", "done"],
    [
      "if ! /usr/bin/mail root; then timeout 5s nice -n 10 wget x; fi",
      "/usr/bin/mail",
      "timeout",
      "nice",
      "wget",
      "fi",
    ],
    ["A=1 B='2 3' exec mail `host x` \"$(dig y)\"", "exec", "mail", "host", "dig"],
    ['echo `date` mail "`id -u` mail" mail', "echo", "date", "id"],
    ["echo `date; x=$(host y)` mail", "echo", "date", "host"],
    ["(cd /; ls) && [ -x /usr/bin/mail ] && echo mail", "cd", "ls", "echo"],
    ["mail() { echo; }; while read mail; do :; done < mail", "echo", "}", "read", ":", "done"],
    ["$1 mail; %x mail; ls | xargs -n 1 mail", "ls", "xargs", "mail"],
  ] as const) {
    assert.deepEqual(seenInCommandLine(line).programs.toSorted(), programs.toSorted(), line);
  }
  // What no shell would take must come to an end, too.
  const pieces = ["`", "$(", ")", "(", "'", '"', "\\", " ", ";", ">", "<", "x", "#", "\n", "{", "in"];
  for (let number = 0; number < pieces.length ** 4; number += 1) {
    const digits = number.toString(pieces.length).padStart(4, "0");
    seenInCommandLine([...digits].map((digit) => pieces[Number.parseInt(digit, pieces.length)]).join(""));
  }
  assert.deepEqual(seenInWords(["/usr/bin/env", "A=1", "mail"]).programs, ["/usr/bin/env", "mail"]);
});

test("sockets that the sandbox hides are told of", () => {
  assert.deepEqual(reasons("udgram /tmp/s x; ustream /home/u/s x; udgram /run/s x; udgram /tmp/%s x"), [
    "/tmp/s is nobody's",
    "/home/u/s needs ",
  ]);
  const mounts = `902 875 0:42 /systemd-private-e0-sec-ts.service-OX/tmp /tmp rw shared:1 - tmpfs tmpfs rw
905 874 0:39 /a /var/tmp rw - overlay overlay rw\n`;
  assert.deepEqual(ownTemporaryFolders(mounts), ["/tmp"]);
  assert.deepEqual(ownTemporaryFolders("875 874 0:42 / /tmp rw shared:3 - tmpfs tmpfs rw\n"), []);
  const asked: string[] = [];
  const once = tryingOnce({ ...CLOSED, mayWrite: (file) => asked.push(file) === 0 });
  assert.deepEqual([once.mayWrite("/a"), once.mayWrite("/a"), once.mayWrite("/b")], [false, false, false]);
  assert.deepEqual(asked, ["/a", "/b"]);
  const present = presentSandbox();
  assert.equal(present.mayWrite("/dev/null"), true);
  assert.equal(present.whyUnreachable("/nonexistent/socket"), undefined);
});

test("Perl code is told of where it can mean nothing else", () => {
  const code = String.raw`use IO::Socket::INET; system("/usr/bin/mail -s x root");
    open(my $f, '>>', '/etc/foo'); open F, "> /etc/bar"; # system("sudo")`;
  assert.deepEqual(seenInCode(code), {
    network: "IO::Socket::INET",
    programs: ["/usr/bin/mail"],
    written: ["/etc/foo", "/etc/bar"],
  });
  const nothing = { network: undefined, programs: [], written: [] };
  for (const other of [
    `"IO::Socket::INET is not used"`,
    `system($x); system("$x mail"); open(F, "/etc/passwd"); open(F, "<", "/etc/passwd")`,
    `open(F, ">$file"); my $mail = "system mail"; print "> /etc/x"`,
  ]) {
    assert.deepEqual(seenInCode(other), nothing, other);
  }
  assert.equal(seenInCode("HTTP::Tiny->new").network, "HTTP::Tiny");
  const asked = "type=Single\nptype=PerlFunc\npattern=sub { system('mail root') }\n";
  const rest =
    "context= =(open(F, '>/etc/a'))\ndesc=x\naction=eval %o (use Net::SMTP;); " +
    "lcall %o mail -> ( sub { exec 'sudo' } )\n";
  assert.deepEqual(told(asked + rest, CLOSED).toSorted(), [
    "/etc/a needs ",
    "Net::SMTP in Perl code needs network",
    "the command mail needs local-mail",
    "the command sudo needs local-mail",
  ]);
});

test("what is permitted, or only known when it is done, is not told", () => {
  for (const action of [
    "write /var/log/sec-ts/out x",
    "write /etc/%x x",
    "write - x",
    "shellcmd echo mail curl; logonly",
    "shellcmd /usr/local/bin/mail-filter x",
    "udgram /dev/log x",
    "spawn cat /etc/sudo",
  ]) {
    assert.deepEqual(reasons(action), [], action);
  }
  assert.deepEqual(
    reasons("tcpsock h:1 x; shellcmd sudo mail > /etc/x; write /etc/x y; udgram /tmp/s x", OPEN),
    [],
  );
});
