rule '^a (.*)' 'write result $1; shellcmd umask > mask' > rules
touch in; mkdir sub
start --conf=rules --input=in --umask=0027 --pid=pidf --dump=dumpf
await log 'Opening input'
echo 'a 1' >> in
await result 1; await mask 0
kill -USR1 $pid; await log 'Dump to'
end
stat -c '%a %n' log result mask pidf > modes; rm -f dumpf pidf
rm -f result mask; umask 077; start --conf=rules --input=in --dump=dumpf; await log 'Opening input' 2; echo 'a 1' >> in;  await result 1; await mask 0;kill -USR1 $pid; await log 'Dump to' 2; end
stat -c '%a %n' log result mask >> modes; rm -f dumpf
