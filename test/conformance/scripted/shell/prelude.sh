# Sourced before each script. $SEC is the program, with its arguments if it has any; the folder is the script's own. All files
# in it are compared afterwards, except those whose names begin with a dot; in files named log* times and process ids may
# differ. "status" is compared too: note there what matters.
set -u
trap 'jobs -p | xargs -r kill -9 2>/dev/null' EXIT

# A rule that matches a regular expression: rule PATTERN ACTION [more fields, separated by newlines]
rule() {
  printf 'type=Single\nptype=RegExp\npattern=%s\ndesc=$0\naction=%s\n' "$1" "$2"
  [ $# -lt 3 ] || printf '%s\n' "$3"
  echo
}

# Waits until a file has a line that matches an extended regular expression, COUNT times: await FILE PATTERN [COUNT]
await() {
  tries=0
  until [ "$(grep -aEc -- "$2" "$1" 2>/dev/null)" -ge "${3:-1}" ] 2>/dev/null; do
    tries=$((tries + 1))
    [ $tries -lt 300 ] || { echo "no $2 in $1:"; tail -n 20 "$1"; exit 99; } >&2
    sleep 0.05
  done
}

# Starts the program in the background with a log in the file "log".
start() {
  $SEC --log=log "$@" >out 2>err </dev/null &
  pid=$!
}

# Waits for the end of the program, and notes its exit status.
finish() {
  wait $pid
  echo "exit $?" >>status
}

# Ends the program with a signal.
end() {
  kill -${1:-TERM} $pid
  finish
}
