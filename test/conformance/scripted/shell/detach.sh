here=$(pwd)
{ rule '^w (.*)' "write $here/result \$1"; rule '^pwd$' "spawn /bin/pwd"; rule '^/(.*)' "write $here/result cwd \$1" ; } > .rules
mkfifo fifo
$SEC -detach -conf=$here/.rules -input=$here/fifo -log=$here/log -pid=$here/.pid -debug=6; echo "exit $?" >>status
await .pid '[0-9]'
await log 'Daemonization complete'
echo 'w one' > fifo
await result one
echo 'pwd' > fifo
await result cwd
pid=$(cat .pid)
[ "$(ps -o tty= -p $pid)" = '?' ] && echo notty >>status
ls -l /proc/$pid/fd | sed -n 's/.* \([012]\) -> \(.*\)/\1 \2/p' >>status
readlink /proc/$pid/cwd >> status
kill -HUP $pid; await log 'Opening input file' 2
echo 'w two' > fifo
await result two
kill -TERM $pid
while kill -0 $pid 2>/dev/null; do sleep 0.05; done
ls .pid >>status
sed -i "s#$here#HERE#g" log
