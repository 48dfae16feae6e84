rule '^a (.*)' 'write result $1; logonly x $1' > rules
touch in
start --conf=rules --input=in --debug=3
await log . 0; await out . 0
while ! [ -e log ]; do sleep 0.1; done; sleep 1.5
echo 'a 0' >> in; await result '^0'
for i in 1 2 3 4 5 6 7; do kill -INT $pid; await log 'SIGINT' $i; echo "a $i" >> in; await result "^$i"; done
end
