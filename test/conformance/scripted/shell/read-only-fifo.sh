rule '^a (.*)' 'write result $1' > rules
mkfifo f
$SEC --conf=rules --input=f --norwfifo --log=log --debug=6 >out 2>err & pid=$!
await log 'Opening input'
sleep 1
(echo 'a 1'; sleep 0.5; echo 'a 2') > f
await result '^2'
await log 'No writers|closed|clos' 
(echo 'a 3') > f
await result '^3'
end
sed -i '/No writers\|Reopening/d' log
