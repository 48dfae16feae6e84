# Compiles and runs the Perl code of rules for sec-ts, which starts it as   perl perl-host.pl GENERATION
# [virtual] Requests come on descriptor 3 and replies go to descriptor 4; src/perl/protocol.ts says what they
# look like. It ends when descriptor 3 does. GENERATION counts the processes of one run, so that no two give
# out the same handle.

package main::SEC;

# The code of rules is compiled here: in this package, without pragmas, and where no lexical variable is in
# sight.
sub SecTs::Host::evaluate { eval $SecTs::Host::code }

package SecTs::Host;

use strict;
no warnings;

our ($code, $now);

# In virtual time the clock is that of the log lines, and nothing sleeps. Modules that are loaded later see
# this too. Each request says what time it is.
BEGIN {
  $now = 0;
  if (defined $ARGV[1] && $ARGV[1] eq "virtual") {
    *CORE::GLOBAL::time = sub () { $now };
    *CORE::GLOBAL::sleep = sub (;$) { defined $_[0] ? $_[0] : 0 };
    *CORE::GLOBAL::localtime = sub (;$) { CORE::localtime(@_ ? $_[0] : $now) };
    *CORE::GLOBAL::gmtime = sub (;$) { CORE::gmtime(@_ ? $_[0] : $now) };
    # This module has functions of its own; not every machine has it.
    if (eval { require Time::HiRes; 1 }) {
      *Time::HiRes::time = sub () { $now };
      *Time::HiRes::sleep = sub (;@) { defined $_[0] ? $_[0] : 0 };
      *Time::HiRes::usleep = *Time::HiRes::nanosleep = sub ($) { $_[0] };
    }
  }
}

# Rules may count on what SEC loads for itself.
package main;

use Fcntl;
use IO::Handle ();
use POSIX qw(:errno_h :sys_wait_h SEEK_SET SEEK_CUR SEEK_END setsid strftime);
use Socket;

package SecTs::Host;

my $mostPrograms = 1000;
my $longestProgram = 65536;  # longer ones are compiled each time

my $host = $$;
my $lastKept = $ARGV[0] << 20;
my $event = -1;
my %function;  # compiled functions of rules, and functions that action list variables hold, by handle
my %kept;      # references in match variables of the present event, by handle
my %entry;     # match cache entries of the present event that code has seen: [hash, values as known outside]
my %seen;      # programs that were evaluated and are valid; functions when it was for the second time

# Words and operators by which a program can tell whether it was compiled anew: closures, static and iterating
# operators.
my $mustBeCompiledAnew = qr{
  \b(?: my | state | sub | use | no | package | BEGIN | END | INIT | CHECK | UNITCHECK | __\w+__ | format
    | reset | caller | pos | goto | glob | each | study )\b
  | \.\. | \bm\? | <(?!\$?\w*>)[^<>]*>      # a glob, or two comparisons
  # Modifiers of a regular expression, perhaps. Programs hold texts of log lines, so each letter counts once.
  | [^\w\s\$\@%&>:] (?= [a-z]*+ \b ) [a-fh-np-z]*+ [go]
  | \b(?: m | qr | s )\s*[<\$\@%&:]         # or one whose end looks like something else
}x;

open(my $requests, "<&=", 3) or die "no descriptor 3: $!";
open(my $replies, ">&=", 4) or die "no descriptor 4: $!";
binmode($_) for $requests, $replies;
# Programs that the code starts must not hold our pipes open, nor what sec-ts itself was started with.
fcntl($_, Fcntl::F_SETFD(), Fcntl::FD_CLOEXEC()) for $requests, $replies;
if (opendir(my $open, "/proc/self/fd")) {
  my @others = grep { /^\d+$/ && $_ > 4 } readdir($open);
  closedir($open);
  POSIX::close($_) for @others;
}
STDOUT->autoflush(1);

# Signals to the whole process group are meant for others. With functions in place of IGNORE, programs that
# the code starts have the usual reactions.
$SIG{$_} = sub { } for qw(HUP ABRT USR1 USR2 INT TERM);
$SIG{PIPE} = "IGNORE";
$^W = 1;
$0 = "sec-ts: Perl code of rules";
@ARGV = ();

my $input = "";
reply("R");
# What dies outside of a call, in a signal handler say, must not end the process.
until (eval { serve(); 1 }) { }

sub serve {
  for (;;) {
    my $length = length($input) < 4 ? 4 : 4 + unpack("N", $input);
    if (length($input) < $length) {
      my $wanted = $length - length($input);
      my $count = sysread($requests, $input, $wanted > 65536 ? $wanted : 65536, length($input));
      return if defined($count) ? $count == 0 : !$!{EINTR};
      next;
    }
    my $frame = substr($input, 4, $length - 4);
    substr($input, 0, $length) = "";
    my $kind = substr($frame, 0, 1);
    if ($kind eq "x") { reply(answer($frame)) }
    elsif ($kind eq "c") { reply(compile(unpack("x q> N a*", $frame))) }
    else { delete @function{unpack("x N*", $frame)} }
  }
}

sub reply {
  # A process that the code forked, and that came back here, has nothing to say.
  POSIX::_exit(0) if $$ != $host;
  my $bytes = pack("N/a*", $_[0]);
  my $written = 0;
  while ($written < length($bytes)) {
    my $count = syswrite($replies, $bytes, length($bytes) - $written, $written);
    if (defined($count)) { $written += $count }
    elsif (!$!{EINTR}) { POSIX::_exit(1) }
  }
}

# Compiles a function of a rule. Replies what is wrong with it, or nothing.
sub compile {
  ($now, my ($handle, $text)) = @_;
  $code = $text;
  my $function;
  my $fault = leftBehind();
  { $function = evaluate(); $fault = $@ }
  if (ref($function) eq "CODE") {
    $function{$handle} = $function;
    return "F";
  }
  $fault = text($fault);
  $fault = defined($function) ? "it yields '" . text($function) . "'" : "it yields nothing" if $fault eq "";
  return "F$fault";
}

sub leftBehind { "it was left by next, last or redo\n" }

# The bytes of a value. Characters that are no bytes become UTF-8.
sub text {
  my $text;
  return "" if !defined($_[0]);
  eval { $text = "$_[0]"; 1 } or $text = ref($_[0]);
  utf8::downgrade($text, 1) or utf8::encode($text) if utf8::is_utf8($text);
  return $text;
}

sub answer {
  my ($want, $flags, $time, $present, $handle) = unpack("x a C q> N N", $_[0]);
  if ($event != $present) {
    $event = $present;
    %entry = () if %entry;
    %kept = () if %kept;
  }
  $now = $time;
  my $reply = $flags & 1
    ? program($want, $handle, unpack("x19 a*", $_[0]))
    : callFunction($want, $flags, $handle, $_[0]);
  return $reply if !%entry;
  my @changes = map { changes($_) } keys %entry;
  return @changes ? pack("a N/a* (N N/a*)*", "E", $reply, @changes) : $reply;
}

sub callFunction {
  my ($want, $flags, $handle, undef) = @_;
  my $which = unpack("x19 N", $_[3]);
  # Apart, since a group takes a number before it for its own length where it has nothing to unpack.
  my @arguments = unpack("x23 (N/a*)*", $_[3]);
  @arguments = map { argument($_) } @arguments if $flags & 2;
  my $function = $function{$which} or return "?";
  my $error = leftBehind();
  if ($want eq "t") {
    my $truth;
    { package main; $truth = eval { $function->(@arguments) ? "T" : "F" }; $error = $@ }
    return failed($error) ? "X" . text($error) : $truth;
  }
  my @values;
  # The package is what code is told that asks for its caller.
  { package main; @values = eval { $function->(@arguments) }; $error = $@ }
  return "X" . text($error) if failed($error);
  return $want eq "m" ? match($flags & 4, @values) : values_($handle, $flags & 4, @values);
}

sub failed { ref($_[0]) || $_[0] ne "" }

sub program {
  my ($want, $handle, $text) = @_;
  my $compiled = $seen{$text};
  my $error = leftBehind();
  my ($truth, @values);
  if (ref($compiled)) {
    if ($want eq "t") { { $truth = eval { $compiled->() ? "T" : "F" }; $error = $@ } }
    else { { @values = eval { $compiled->() }; $error = $@ } }
  } else {
    $code = $text;
    if ($want eq "t") {
      my $value;
      { $value = evaluate(); $error = $@ }
      $truth = eval { $value ? "T" : "F" } if !failed($error);
    } else { { @values = evaluate(); $error = $@ } }
  }
  return "X" . text($error) if failed($error);
  noteProgram($text, $compiled) if !ref($compiled);
  return $want eq "t" ? (defined($truth) ? $truth : "F") : values_($handle, 1, @values);
}

# The second time, a program that is valid as it stands is compiled to a function, if that cannot make a
# difference.
sub noteProgram {
  my ($text, $compiled) = @_;
  return if defined($compiled) && $compiled eq "anew" || length($text) > $longestProgram;
  %seen = () if keys(%seen) >= $mostPrograms;
  if (!defined($compiled)) {
    $seen{$text} = $text =~ $mustBeCompiledAnew ? "anew" : "once";
    return;
  }
  $code = "sub { $text\n}";
  my $function = evaluate();
  $seen{$text} = ref($function) eq "CODE" ? $function : "anew";
}

# What an action list variable is set to. What a program yields stays a number, or a function, which is kept
# under the handle.
sub values_ {
  my ($handle, $keep, @values) = @_;
  return "U" if !@values;
  return "I$values[0]" if $keep && @values == 1 && isNumber($values[0]);
  return "V" . join("\n", map { text($_) } @values) if @values > 1 || ref($values[0]) ne "CODE" || !$keep;
  $function{$handle} = $values[0];
  return pack("a N a*", "C", $handle, text($values[0]));
}

# Whether Perl holds a scalar as a finite number: "and" with a text makes a text of a text only.
sub isNumber {
  my $value = $_[0];
  return 0 if ref($value) || utf8::is_utf8($value) || !length((my $empty = "") & $value);
  return $value eq 0 + $value && $value * 0 == 0;
}

# What a PerlFunc pattern comes to; references are kept if the match will be cached.
sub match {
  my ($keep, @values) = @_;
  my $truth = @values > 1;
  eval { $truth = $values[0] ? 1 : 0; 1 } or return "X" . text($@) if @values == 1;
  return "N" if !$truth;
  return pack("a (N/a*)*", "L", map { typed($_, $keep) } @values) if @values > 1 || ref($values[0]) ne "HASH";
  my $hash = $values[0];
  return pack("a (N/a*)*", "H", map { (text($_), typed($hash->{$_}, $keep)) } keys %$hash);
}

sub typed {
  my ($value, $keep) = @_;
  return "u" if !defined($value);
  return "s" . text($value) if !$keep || !ref($value);
  $kept{++$lastKept} = $value;
  return pack("a N a*", "r", $lastKept, text($value));
}

sub argument {
  my $kind = substr($_[0], 0, 1);
  return substr($_[0], 1) if $kind eq "s";
  return undef if $kind eq "u";
  return [unpack("x (N/a*)*", $_[0])] if $kind eq "l";
  my $id = unpack("x N", $_[0]);
  my @pairs = unpack("x5 (N/a*)*", $_[0]);
  $entry{$id} = newEntry(@pairs) if @pairs || !$entry{$id};
  return $entry{$id}[0];
}

sub newEntry {
  my (%hash, %known);
  while (my ($name, $value) = splice(@_, 0, 2)) {
    my $kind = substr($value, 0, 1);
    if ($kind eq "u") { $hash{$name} = $known{$name} = undef; next }
    my $text = substr($value, $kind eq "r" ? 5 : 1);
    $known{$name} = $text;
    my $reference = $kind eq "r" ? $kept{unpack("x N", $value)} : undef;
    $hash{$name} = ref($reference) ? $reference : $text;
  }
  return [\%hash, \%known];
}

# The number of an entry with all of its content, if code has changed it.
sub changes {
  my ($id) = @_;
  my ($hash, $known) = @{$entry{$id}};
  my $same = keys(%$hash) == keys(%$known);
  if ($same) {
    while (my ($name, $before) = each %$known) {
      $same &&= exists($hash->{$name}) && defined($hash->{$name}) == defined($before)
        && (!defined($before) || text($hash->{$name}) eq $before);
    }
  }
  return () if $same;
  my %present = map { (text($_), defined($hash->{$_}) ? text($hash->{$_}) : undef) } keys %$hash;
  $entry{$id}[1] = \%present;
  return ($id, pack("(N/a*)*", map { (text($_), typed($hash->{$_}, 1)) } keys %$hash));
}
