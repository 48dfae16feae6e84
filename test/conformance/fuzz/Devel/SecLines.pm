# Records which lines of the reference a run executes: perl -d:SecLines (see coverage.ts).
#
# Perl's debugger interface calls DB::DB before each statement. Here that does no more than to remember the line.
# When a process ends it writes to the folder $SEC_LINES
#   reached.PID      numbers of the executed lines of the program
#   program          once: "line N" for each line that can be executed, "sub NAME FIRST LAST" for each subroutine
package Devel::SecLines;

use strict;
use warnings;

my %reached;
my $armed = 0;

sub save {
  my $folder = $ENV{SEC_LINES};
  return if !defined $folder || !%reached;
  open my $out, ">", "$folder/reached.$$" or return;
  print $out join(" ", keys %reached), "\n";
  close $out;
  return if -e "$folder/program";
  open my $program, ">", "$folder/program.$$" or return;
  no strict "refs";
  no warnings "numeric";
  my $source = \@{"main::_<$0"};
  print $program "line $_\n" for grep { defined $source->[$_] && $source->[$_] != 0 } 1 .. $#$source;
  for my $name (sort keys %DB::sub) {
    print $program "sub $name $1 $2\n" if $DB::sub{$name} =~ /^\Q$0\E:(\d+)-(\d+)$/;
  }
  close $program;
  rename "$folder/program.$$", "$folder/program";
}

package DB;

# Source lines and statements, and where each subroutine is; no hook at calls, and optimised as ever.
BEGIN { $^P = 0x02 | 0x10; $DB::trace = 1 }

sub DB {
  my (undef, $file, $line) = caller;
  return if $file ne $0;
  $reached{$line} = 1;
  return if $armed == $$;
  # Defined late, so that it runs before the END block that leaves without a farewell.
  $armed = $$;
  eval "END { Devel::SecLines::save() }";
}

1;
