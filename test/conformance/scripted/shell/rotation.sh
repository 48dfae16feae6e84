rule '^(.*)' 'write result $1' > rules; echo old > in
start --conf=rules --input=in --dump=.dump
await log 'Opening input'
for i in 1 2 3; do
echo "line $i" >> in; await result "line $i"
mv in in.$i; echo "late $i" >> in.$i; await result "late $i"; echo "new $i" >> in; await result "new $i"
done
cp in in.copy; : > in; await log truncated; echo "after copytruncate" >> in; await result copytruncate
rm in; sleep 0.3; echo "recreated" > in; await result recreated
rm in; await log . ; kill -HUP $pid; await log SIGHUP; sleep 0.5; echo "after hup" > in; sleep 1;  kill -ABRT $pid; await log SIGABRT; sleep 0.3; echo "after abrt" >> in; await result 'after abrt'
end
