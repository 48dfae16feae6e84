rule '^a (.*)' 'write result $1' > rules; rule '^end' 'write result end' >> rules
mkfifo f
start --conf=rules --input=f --dump=.dump
await log 'Opening input'
for i in 1 2 3; do echo "a $i" > f; await result "^$i"; done
(echo 'a 4'; echo 'a 5') > f
printf 'a 6' > f
printf ' more\na 7\n' > f
await result '^7'
kill -HUP $pid; await log 'SIGHUP'
await log 'Opening input file f' 2
echo 'a 8' > f; await result 8
kill -ABRT $pid; await log SIGABRT
echo 'a 9' > f; await result 9
kill -USR1 $pid; await log 'Dump to'
end
