# Runs the installed reference in virtual time: perl -I… -MVirtualTime=serve `command -v sec`
#
# The clock is ours, and so is the arrival of input. Perl's time functions are replaced before the reference is
# compiled, and so is sysread: where the reference polls an input, it gets the next line of a trace if that line's
# second has come; otherwise it is told that nothing has arrived, the clock moves on by one second, and the
# reference goes through its own idle round, in which it does what is due. It never sees a line that is not part of
# the trace, and nothing sleeps.
#
# Compiling the reference takes most of a run. So the compiled program waits here, in an INIT block, for job
# folders on standard input, and forks a copy of itself for each. A job folder holds
#   arguments     command line, separated by NUL
#   zone          value of TZ
#   trace/NAME    what input NAME receives: "@epoch text", "@epoch" (the clock only), "text" (in the same second)
#   work/         working directory: rule files and input files
# and gets
#   stdout, stderr, work/log, work/dump (written at the end of the trace)
#   index         "second, size of stdout, size of log" at the end of each second in which one of them grew
package VirtualTime;

use strict;
use warnings;
use Errno qw(EINTR);
use IO::Handle ();
use POSIX ();
use Symbol ();
# The reference requires these two at run time; loaded here, they are shared by all runs.
use JSON::PP ();
use Sys::Syslog ();

our $now = CORE::time();

my $patience = 3;       # seconds of real time spent on waiting for child processes
my $longest = 20;       # seconds of real time after which a run is ended
my %trace;              # input => [[second, line], …]
my $end = 0;            # last second of the trace
my $stage = "running";  # then "dumping", then "ended"
my $quiet = 0;          # rounds in which inputs that are not part of the trace had nothing
my $job;                # process id of the run
my @index;
my @sizes = (0, 0);

BEGIN {
  no warnings "once";
  *CORE::GLOBAL::time = sub () { $now };
  *CORE::GLOBAL::sleep = sub (;$) { defined $_[0] ? $_[0] : 0 };
  *CORE::GLOBAL::localtime = sub (;$) { CORE::localtime(@_ ? $_[0] : $now) };
  *CORE::GLOBAL::gmtime = sub (;$) { CORE::gmtime(@_ ? $_[0] : $now) };
  *CORE::GLOBAL::sysread = \&poll;
}

sub import {
  my ($class, $mode) = @_;
  $stage = "serving" if defined $mode && $mode eq "serve";
}

INIT { serve() if $stage eq "serving" }

END {
  if (defined $job && $$ == $job) {
    note();
    if (open my $out, ">", "../index") { print $out @index; close $out }
    # Taking the interpreter apart would cost more than most runs.
    POSIX::_exit($?);
  }
}

sub serve {
  my $buffer = "";
  for (;;) {
    my $end_of_line = index $buffer, "\n";
    if ($end_of_line < 0) {
      CORE::sysread(STDIN, $buffer, 65536, length $buffer) or CORE::exit(0);
      next;
    }
    my $folder = substr $buffer, 0, $end_of_line;
    substr($buffer, 0, $end_of_line + 1) = "";
    my $pid = fork;
    if (!$pid) { begin($folder); return }
    waitpid $pid, 0;
    syswrite STDOUT, "$?\n";
  }
}

sub content {
  my ($path) = @_;
  open my $in, "<:raw", $path or die "$path: $!";
  local $/;
  my $text = <$in>;
  return defined $text ? $text : "";
}

sub begin {
  my ($folder) = @_;
  $job = $$;
  $stage = "running";
  alarm $longest;
  @ARGV = split /\0/, content("$folder/arguments"), -1;
  $ENV{TZ} = content("$folder/zone");
  POSIX::tzset();
  my $start;
  for my $path (glob "$folder/trace/*") {
    my ($second, @lines) = (0);
    for (split /\n/, content($path), -1) {
      my ($time, $text) = /^@(\d+)(?:\.\d*)?(?: (.*))?$/s;
      $text = $_ if !defined $time;
      $second = $time if defined $time && $time > $second;
      $start = $second if !defined $start || $second < $start;
      push @lines, [$second, $text] if defined $text;
    }
    my ($name) = $path =~ /([^\/]+)$/;
    $trace{$name} = \@lines;
    $end = $second if $second > $end;
  }
  $now = defined $start ? $start : 0;
  chdir "$folder/work" or die "$folder/work: $!";
  open STDIN, "<", "/dev/null";
  open STDOUT, ">>", "../stdout";
  open STDERR, ">>", "../stderr";
  # What Perl code in rules prints appears when it is printed, as on a terminal.
  STDOUT->autoflush(1);
}

# Notes how much output the present second has made.
sub note {
  my @grown = (-s STDOUT || 0, -s "log" || 0);
  return if $grown[0] == $sizes[0] && $grown[1] == $sizes[1];
  push @index, "$now @grown\n";
  @sizes = @grown;
}

sub due { grep { @{$trace{$_}} && $trace{$_}[0][0] <= $now } keys %trace }

sub nothing {
  $! = EINTR;
  return undef;
}

# Stands for sysread. Handles other than the inputs of the trace are really read.
sub poll (*\$$;$) {
  my ($handle, $buffer, $length, $offset) = @_;
  $handle = Symbol::qualify_to_ref($handle, scalar caller) if !ref $handle;
  my @traced = grep { exists $trace{$_} } @main::inputfiles;
  my ($input) = grep { ref $main::inputsrc{$_}{fh} && $main::inputsrc{$_}{fh} == $handle } @traced;
  if (!defined $input) {
    my $bytes = CORE::sysread($handle, $$buffer, $length, $offset || 0);
    $quiet = 0 if $bytes;
    return $bytes;
  }
  return 0 if $stage eq "ended";
  if (%main::children && $patience > 0) {
    select undef, undef, undef, 0.002;
    $patience -= 0.002;
    return nothing();
  }
  my $lines = $trace{$input};
  if (@$lines && $lines->[0][0] <= $now) {
    my $line = shift(@$lines)->[1] . "\n";
    substr($$buffer, $offset || 0) = $line;
    return length $line;
  }
  # The clock moves after the last input of a round has been asked, so that what is due comes before any line.
  return nothing() if $input ne $traced[-1] || @main::readbuffer || due();
  return nothing() if @traced < @main::inputfiles && $quiet++ < 2;
  $quiet = 0;
  if ($now < $end) {
    note();
    ++$now;
  } elsif ($stage eq "running") {
    $stage = "dumping";
    unlink "dump";
    kill USR1 => $$;
  } else {
    $stage = "ended";
    return 0;
  }
  return nothing();
}

1;
