{ rule '^SEC_SHUTDOWN' 'write result down; shellcmd echo shutdown > shut'; rule '^SEC_STARTUP' 'write result up'; rule '^run' 'spawn sleep 100'; } > rules
touch in
start --conf=rules --input=in --intevents
await log 'Opening input'
await result up
echo run >> in; await log 'Child'
end
start --conf=rules --input=in --intevents --nochildterm
await log 'Opening input' 2
await result up 2
end
