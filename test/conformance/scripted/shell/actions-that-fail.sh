cat > rules <<'R'
type=Single
ptype=RegExp
pattern=^rw (\S+) ?(.*)
desc=rw
action=rewrite $1 $2; write seen rw

type=Single
ptype=RegExp
pattern=^do
desc=do it
action=delete NONE; obsolete NONE; add NONE x; report NONE /bin/cat; copy NONE %a; empty NONE; pop NONE %b; shift NONE %b; \
 exists %e NONE; getsize %s1 NONE; getaliases %g NONE; getltime %l NONE; setltime NONE 5; setctime 5 NONE; \
 create C 10 (logonly gone %s); create C 20; alias NONE E; unalias E; unalias NONE; add C one; prepend C zero; fill C a; \
 add C b; pop C %b; shift C %b; pop C %b; setltime C abc; setctime 99999999999 C; setctime abc C; set C 7; set NONE 7; \
 getsize %s1 C; copy C %a; empty C %z; write seen [%a][%z][%b]; \
 reset 99; reset 1 nothing; getwpos %w 2 nokey; setwpos 5 2 nokey; event 0 later; event 100 much; cevent CE 0 inner; tevent 0 timed; \
 varset %v nocache; addinput nofile; addinput file abc; dropinput file; sigemul FOO; assign %q a b; assignsq %q a'b; logonly %q; free %q; logonly [%q]; \
 if %q ( logonly yes ) else ( logonly no ); while %e ( logonly once; break ); obsolete C; exists %e C; logonly %e; \
 closef nofile; closeudp a:1; closetcp a:1; closeudgr x; closeustr x; write seen done

type=Pair
ptype=RegExp
pattern=^pair (.*)
desc=pair $1
action=write seen pair $1
ptype2=RegExp
pattern2=^end $1 (
desc2=end
action2=none

type=SingleWithThreshold
ptype=RegExp
pattern=^thr (\d+)
desc=thr $1
action=write seen thr $1; reset 0
thresh=2
window=60

type=SingleWithSuppress
ptype=RegExp
pattern=^sup (\d+)
desc=sup $1
action=write seen sup $1
window=1

type=Calendar
time=* * * * *
desc=cal
action=logonly calendar
context=NEVER

type=Jump
ptype=RegExp
pattern=^jump
cfset=nowhere

type=Single
ptype=RegExp
pattern=^jump|later|timed|inner
desc=after
action=write seen after $0

type=Suppress
ptype=SubStr
pattern=nix
R
touch in file
start --conf=rules --input=in --fromstart "$@"
await out . 0; while ! [ -e log ]; do sleep 0.1; done; sleep 0.3
say() { echo "$1" >> in; }
say 'rw 0'; await seen rw; say 'rw 3 a b'; await seen rw 2; say 'rw x a'; await seen rw 3; say 'rw -1 z'; await seen rw 4; say 'rw 1 z'; await seen rw 5
say do; await seen 'after.*timed'
say 'thr 1'; say 'thr 2'; say 'thr 1'; await seen thr;  say 'thr 1'; say 'thr 1'; await seen thr 2
say 'sup 1';  await seen sup; sleep 2.2; say 'sup 1'; await seen sup 2
say jump; await log "Can.t jump"

end
