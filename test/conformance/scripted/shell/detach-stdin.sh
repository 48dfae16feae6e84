rule '^w (.*)' "write result \$1" > rules
here=$(pwd)
echo "w x" | $SEC --detach --conf=$here/rules --input=- --log=$here/log; echo "exit $?" >>status
sed -i "s#$here#HERE#g" log
