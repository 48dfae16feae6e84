{ rule '^add (\S+) (\S+) ?(\S*)' 'addinput $1 $2 $3'; rule '^drop (\S+)' 'dropinput $1'; rule '^(.*)' 'write result $1 $+{_inputsrc} $+{_intcontext}'; } > rules
touch in; printf 'x1\nx2\n' > x; printf 'y1\ny2\n' > y
start --conf=rules --input=in --intcontexts --dump=.dump
await log 'Opening input'
echo 'add x 0' >> in; await result x2
echo 'add y - YC' >> in; sleep 0.5; echo y3 >> y; await result y3
echo 'add y 3' >> in; echo 'drop x' >> in; echo "probe" >> in; await result probe; echo x3 >> x; sleep 0.4
echo 'add nofile 0' >> in; echo 'add x 3' >> in; await result x3
echo 'drop in' >> in; sleep 0.3
echo 'after' >> in; await result after
kill -USR1 $pid; await log 'Dump to'; grep status: .dump | sed 's/inode: [0-9/]*//' > dumpin
kill -ABRT $pid; await log 'SIGABRT'; echo 'abrt' >> in; await result abrt; echo y4 >> y; await result y4
kill -HUP $pid; await log 'SIGHUP'; await log 'Opening input file in' 2; echo 'hup' >> in; await result hup; echo y5 >> y; sleep 0.3
end
