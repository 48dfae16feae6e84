# The kinds of machines that packages are made for, by Debian's names. To be sourced in the root of the checkout.
# shellcheck shell=bash disable=SC2034
case $(uname -m) in
  x86_64) native=amd64 ;;
  aarch64) native=arm64 ;;
  *) native=unknown ;;
esac

# for_architecture [ARCH] sets what each calls this kind of machine, and where and how its native parts are handled here:
# those of another machine run in an emulator.
for_architecture() {
  architecture=${1:-$native}
  case $architecture in
    amd64) platform=x64 machine=x86_64 gnu=x86_64-linux-gnu ;;
    arm64) platform=arm64 machine=aarch64 gnu=aarch64-linux-gnu ;;
    *) echo "there is no Node for $architecture ($(uname -m))" >&2; return 1 ;;
  esac
  modules=$PWD/node_modules strip=strip emulator=()
  [ "$architecture" != "$native" ] || return 0
  modules=$PWD/build/$architecture/node_modules
  strip=$gnu-strip
  emulator=("qemu-$machine-static" -L "/usr/$gnu")
}
