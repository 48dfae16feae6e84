rule '^a (.*)' 'write result $1' > rules
mkdir folder
try() {
  echo 'a 1' | $SEC -conf=rules -input=- -notail "$@" >>out 2>>err
  echo "$*: $?" >>status
}
try ---conf=rules --- --== # only the first two dashes are dashes
SECRC= try
SECRC=folder try
echo '--intevents = x' >.resource
SECRC=.resource try -log=log
try --version --unknown word >/dev/null
$SEC --help --unknown >.help 2>err.help
echo "--help: $?" >>status
$SEC --testonly --conf=rules >out.test 2>err.test # nothing is wrong, so nothing is said
echo "--testonly: $?" >>status
$SEC --testonly --detach --conf=rules --log=log.test 2>/dev/null # the folder changes, though no daemon begins
echo "--testonly --detach: $?" >>status
sed -i '/^SEC (Simple/,$d' out # the version is that of the program
