# What scripts/build-deb, build-rpm and release share. To be sourced in the root of the checkout.
# shellcheck shell=bash
. packaging/architecture.sh
version=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' package.json)
maintainer="sec-ts maintainers <sec-ts@example.org>"

# Nothing in a package may depend on when, where or by whom it is made.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || stat -c %Y CHANGELOG.md)}
export SOURCE_DATE_EPOCH
export LC_ALL=C.UTF-8 TZ=UTC
umask 022

# need COMMAND:PACKAGE… installs Debian packages whose commands are missing.
need() {
  local pair missing=()
  for pair; do command -v "${pair%%:*}" > /dev/null || missing+=("${pair#*:}"); done
  [ ${#missing[@]} -eq 0 ] || scripts/apt-install "${missing[@]}"
}

# Builds the program and puts all files of the packages for the architecture in $arch, or of this machine, below $STAGE.
arch=
stage() {
  for_architecture "$arch"
  export STAGE=$PWD/build/stage
  if [ "$architecture" != "$native" ]; then
    STAGE+=-$architecture
    scripts/apt-install "binutils-${gnu//_/-}" "libstdc++6-$architecture-cross" qemu-user-static
    scripts/install "--arch=$architecture"
  fi
  [ -z "${staged:-}" ] || return 0
  [ -n "${built:-}" ] || scripts/build
  packaging/stage "$STAGE" "$architecture"
}

changelog() {
  awk -f packaging/changelog -v format="$1" -v version="$version" -v date="@$SOURCE_DATE_EPOCH" \
    -v maintainer="$maintainer" CHANGELOG.md
}
