cat > rules <<'R'
type=SingleWithScript
ptype=RegExp
pattern=^s (\S+)
script=/bin/sh -c 'cat > script.in; exit $1'
desc=script $1
action=write ok %s
action2=write notok %s
R
touch in
start --conf=rules --input=in --intcontexts
await log 'Opening input'
echo 's 0' >> in; await ok .
echo 's 1' >> in; await notok 1
echo 's x' >> in; await notok x
end
