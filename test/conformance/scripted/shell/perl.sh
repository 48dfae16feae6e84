cat > rules <<'R'
type=Single
ptype=PerlFunc
pattern=sub { if ($_[0] =~ /^p (\S+)/) { return ($1, "second") } return 0; }
desc=perl $1 $2
action=eval %x ( $n++; "$n $1" ); write result %x %s

type=Single
ptype=RegExp
pattern=^bad
desc=bad
action=eval %x ( die "oops\n" ); write result bad [%x]; call %z %nocode a; write result z [%z]

type=Single
ptype=RegExp
pattern=^exit (\d+)
desc=exit
action=eval %x ( exit($1) )
R
touch in
start --conf=rules --input=in
await log 'Opening input'
printf 'p abc\np def\nbad\n' >> in
await result 'z '
echo 'exit 5' >> in
finish
sed -i 's/ (rule in .*)$//' log
