here=$(pwd)
rule '^a (.*)' "write $here/result \$1" >.rules
try() {
  $SEC -detach -conf=$here/.rules -input=$here/in -pid=$here/.pid "$@" >>out 2>>err
  echo "$*: $?" >>status
}
try -log=/nowhere/log
await .pid '[0-9]'
pid=$(cat .pid)
kill $pid
while kill -0 $pid 2>/dev/null; do sleep 0.05; done
try -user=nobody-has-this-name
try -unknown -log=/nowhere/log -user=nobody-has-this-name
