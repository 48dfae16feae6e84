import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRuleFile } from "../../../src/config/parse-rule-file.ts";
import { forbiddenIn, type Sandbox } from "../../../src/daemon/sandbox.ts";

const CLOSED: Sandbox = {
  network: false,
  privileges: false,
  mayWrite: (file) => file.startsWith("/var/log/sec-ts/"),
};
const OPEN: Sandbox = { network: true, privileges: true, mayWrite: () => true };

function rule(action: string): object {
  const text = `type=Single\nptype=SubStr\npattern=x\ndesc=x\naction=${action}\n`;
  const { file } = parseRuleFile("a.conf", text, { digest: () => "", bufferSize: 0 });
  assert.equal(file.rules.length, 1);
  return file.rules;
}

function reasons(action: string, sandbox = CLOSED): readonly string[] {
  return forbiddenIn(rule(action), sandbox).map(({ message }) =>
    message.replace(/ (is not permitted|cannot be).*?(?:profile (\S+) would.*|$)/, " needs $2"),
  );
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
  assert.deepEqual(reasons("tcpsock h:1 x; shellcmd sudo mail; write /etc/x y", OPEN), []);
});
