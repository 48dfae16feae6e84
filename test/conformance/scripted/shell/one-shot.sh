rule '^a (.*)' 'write - got $1; logonly log $1' > rules
printf 'a 1\nb 2\na 3\na no newline' | $SEC -conf=rules -input=- -notail -log=log >stdout 2>err; echo "exit $?" >> status
printf 'a 1\nb 2\na 3\n' > in
$SEC -conf=rules -input=in -notail -fromstart -log=log2 -debug=5 >stdout2 2>err2; echo "exit $?" >> status
$SEC -conf=rules -input=in -notail  -log=log3 -debug=6 >stdout3 2>err3; echo "exit $?" >> status
$SEC -conf=rules -input=in -tail -fromstart  -log=log4 -debug=6 >stdout4 2>err4 & pid=$!
await stdout4 'got 3'; end
$SEC --conf rules --input in --notail --log log5 >stdout5 2>err5; echo "exit $?" >> status
$SEC --conf rules --input '*n' --input nothing --input=- --notail --log log6 >stdout6 2>err6 </dev/null; echo "exit $?" >> status
$SEC --conf=rules --input=in=MYCTX --notail --fromstart --log log7 >stdout7 2>err7 </dev/null; echo "exit $?" >> status
