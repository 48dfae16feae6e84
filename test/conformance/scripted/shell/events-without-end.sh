{ rule '^again' 'event again'; rule '^go' 'write begun yes; event 2 later; event again'; rule '^later' 'write later seen'; } > rules
touch in
start --conf=rules --input=in --debug=4
await log 'Opening input'
echo go >> in; await begun yes; await later seen
kill -USR2 $pid; await log 'SIGUSR2'
kill -HUP $pid; await log 'SIGHUP'
end
