rule '^w (.*)' "write result \$1" > rules
touch in; echo old stuff that is long > .pidfile
start --conf=rules --input=in --pid=.pidfile
await log 'Opening input'
await .pidfile '^[0-9]+$'
[ "$(cat .pidfile)" = $pid ] && echo same >>status
end TERM
[ -e .pidfile ] && echo kept >> status
start --conf=rules --input=in --pid=/proc/none/x
finish
