{ rule '^a (.*)' 'write r$1 $0'; rule '^b' 'write before x; spawn echo got; shellcmd echo b >> bb; write after x'; rule '^got' 'write answer $0'; rule '^close' 'closef r1; closef r1; write closed x'; } > rules
touch in; ulimit -n 40
start --conf=rules --input=in --debug=6
await log 'Opening input'
for round in 1 2; do seq 30 | sed 's/^/a /'; done >> in
echo b >> in; await answer got; await bb b
echo close >> in; await closed x
end
grep -E 'open|SIG' log | grep -vE 'Too many open files: one|Opening' > .kept; mv .kept log
