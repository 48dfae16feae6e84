{ rule '^w (\S+) (.*)' 'write $1 $2'; rule '^n (\S+) (.*)' 'writen $1 $2';rule '^o (\S+) (.*)' 'owritecl $1 $2'; rule '^c (\S+)' 'closef $1'; rule '^l (.*)' 'logonly $1'; } > rules
touch in; mkdir dir; ln -s target link; mkfifo ff; touch ro; chmod 0 ro
start --conf=rules --input=in
await log 'Opening input'
while read l; do echo "$l" >> in; done <<'X'
w a one
n a two
w a
n a  three
o a four
w dir x
w link y
w ff nobody
c a
c a
c nothing
w - stdout
n - stdoutn
o - stdouto
c -
w /dev/null x
w ro z
w nodir/file z
o dir z
l end
X
await log '^.*: end$'
mv a a.1
echo "w a new" >> in; await a new
cat ff > ffout & 
sleep 0.3; echo "w ff yes" >> in; echo "c ff" >> in; await ffout yes
end
