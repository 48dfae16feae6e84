threshold() { printf 'type=SingleWithThreshold\nptype=RegExp\npattern=^t (.*)\ndesc=$1\naction=none\nwindow=100\nthresh=9\n'; }
rule '^a' 'write result a from 5' >rules5
mkdir rules1
: >rules2
threshold >rules3
echo 'type=Options' >rules4
touch in
start --conf='rules?' --input=in
await log 'Opening input'
printf 't 1\nt 2\na\n' >>in
await result from
soft() {
  softs=$((${softs:-0} + 1))
  kill -ABRT $pid
  await log 'already open' $softs
}
soft # nothing has changed, so nothing is read
touch -d 2001-01-01 rules?
soft
printf 't 1\na\n' >>in
await result from 2
rm -r rules1 rules2 rules3 rules4 rules5
soft
rule '^a' 'write result a from new' >rules5
mkdir rules6
soft
echo a >>in
await result new
end
