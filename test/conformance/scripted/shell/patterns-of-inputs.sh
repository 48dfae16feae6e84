rule '^(.*)' 'write result $1 $+{_inputsrc}' > rules; mkdir d; for i in a b c; do echo "old $i" > d/$i.log; done
start --conf=rules --input='d/*.log' --input='d/[ab].log' --input='{x,y}.log'
await log 'Opening input' 3
for i in c b a; do echo "1 $i" >> d/$i.log; await result "1 d/$i|1 $i"; done
echo "n" > d/n.log; echo x > x.log; sleep 0.5
kill -HUP $pid; await log SIGHUP; await log 'Opening input file x.log'
echo "2 n" >> d/n.log; await result '2 n'; echo "2 x" >> x.log; await result '2 x'
rm d/a.log; touch y.log d/m.log
kill -ABRT $pid; await log SIGABRT; await log 'Opening input file y.log' 
echo "3 m" >> d/m.log;  await result '3 m'
end
