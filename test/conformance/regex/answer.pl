#!/usr/bin/perl
# Answers what Perl does with a pattern, compiled as SEC compiles it: qr/$pat/ at run time, on bytes.
# JSON lines in ({"pat","flags","subj"}, characters are bytes) and out; a case that takes over a second ends the process.
use strict;
no warnings;
use JSON::PP;
my $json = JSON::PP->new->utf8->ascii->canonical;
$| = 1;
$SIG{ALRM} = sub { POSIX::_exit(3) };
require POSIX;
while (my $line = <STDIN>) {
  my $case = $json->decode($line);
  my ($pattern, $flags, $subject) = @$case{qw(pat flags subj)};
  utf8::downgrade($_) for $pattern, $subject;
  alarm 1;
  my $regex = eval "qr/\$pattern/$flags";
  if (!defined $regex) {
    my %answer = (err => $@);
    $answer{at} = length $1 if $@ =~ /marked by <-- HERE in m\/(.*?) <-- HERE /s;
    print $json->encode(\%answer), "\n";
    next;
  }
  my (@spans, %named, $matched);
  eval {
    $matched = $subject =~ $regex;
    if ($matched) {
      @spans = map { defined $-[$_] && defined $+[$_] ? [ $-[$_], $+[$_] ] : undef } 0 .. $#+;
      %named = %+;
    }
  };
  my $died = $@;
  alarm 0;
  if ($died) { print $json->encode({ died => $died }), "\n" }
  else { print $json->encode({ m => $matched ? \@spans : JSON::PP::false, %named ? (named => \%named) : () }), "\n" }
}
