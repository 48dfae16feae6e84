rule '^a (.*)' 'write result $1; logonly x $1' > rules
touch in
start --conf=rules --input=in
await log 'Opening input'
echo 'a 1' >> in; await log 'x 1'
mv log log.1; mv result result.1
kill -USR2 $pid; await log.1 SIGUSR2; while ! [ -e log ]; do sleep 0.1; done
sleep 0.3
echo 'a 2' >> in; await log 'x 2'
end
