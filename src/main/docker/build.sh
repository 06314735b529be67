#!/usr/bin/env bash
# Builds the image of Dockerfile.jvm from target/quarkus-app. Usage, from anywhere, after "mvn package -DskipTests":
#
#   src/main/docker/build.sh [NAME:TAG] [more arguments of the builder, such as --target plain]
#
#   BUILDER  docker, podman or buildah; the first that is there
#   BASE     the image with the JRE: one by name, or "local": made from the JDK in JAVA_HOME with jlink and the
#            libraries of this machine that it links, for Linux and where no registry can be reached
#   JDK      the image with javac; with BASE=local made the same way
#
# buildah works without a daemon and in a container, with STORAGE_DRIVER=vfs where there is no overlay.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

version=$(sed -n 's|^  <version>\(.*\)</version>$|\1|p' pom.xml | head -n 1)
name=${1:-sluice:$version}
shift || true

fail() {
  echo "$*" >&2
  exit 1
}

[ -f target/quarkus-app/quarkus-run.jar ] || fail "target/quarkus-app is not there: mvn -q package -DskipTests"

builder=${BUILDER:-}
for one in docker podman buildah; do
  if [ -z "$builder" ] && command -v "$one" >/dev/null; then builder=$one; fi
done
case $builder in
  docker) build=(docker build) ;;
  podman) build=(podman build) ;;
  buildah) build=(buildah bud --isolation "${BUILDAH_ISOLATION:-chroot}" --layers) ;;
  *) fail "docker, podman or buildah is needed" ;;
esac

# A JRE with what JREs have but no desktop, and what the gateway's libraries ask for by name.
jre=java.base,java.instrument,java.logging,java.management,java.naming,java.net.http,java.rmi,java.scripting
jre+=,java.security.jgss,java.security.sasl,java.sql,java.transaction.xa,java.xml,java.xml.crypto
jre+=,jdk.crypto.ec,jdk.jfr,jdk.management,jdk.management.agent,jdk.naming.dns,jdk.net,jdk.nio.mapmode
jre+=,jdk.security.auth,jdk.unsupported,jdk.zipfs

# image NAME MODULES: an image of nothing but these modules and what they link.
image() {
  local home=${JAVA_HOME:?is needed for BASE=local} root
  root=target/image/$(sed -n 's/^JAVA_VERSION="\(.*\)"$/\1/p' "$home/release")-${1##*/}
  if [ ! -f "$root/Dockerfile" ]; then
    rm -rf "$root"
    mkdir -p "$root/root/opt/java" "$root/root/etc" "$root/root/tmp"
    chmod 1777 "$root/root/tmp"
    "$home/bin/jlink" --add-modules "$2" --strip-native-debug-symbols=exclude-debuginfo-files \
      --no-header-files --no-man-pages --output "$root/root/opt/java/openjdk"
    # Debian's JDK has its authorities elsewhere, by a link.
    cp --remove-destination -L "$home/lib/security/cacerts" "$root/root/opt/java/openjdk/lib/security/cacerts"
    # A JDK that comes without an archive of its own classes makes one: a cache of the application's builds upon it.
    "$root/root/opt/java/openjdk/bin/java" -Xshare:dump >/dev/null
    find "$root/root/opt/java/openjdk" -name '*.so' -o -path '*/bin/java' | xargs ldd 2>/dev/null \
      | awk '$2 == "=>" { print $3 } $1 ~ /^\// { print $1 }' | grep '^/' | grep -v "$root" | sort -u \
      | xargs cp --parents -L -t "$root/root"
    printf 'root:x:0:0::/:/nologin\nsluice:x:10001:10001::/app:/nologin\n' >"$root/root/etc/passwd"
    printf 'root:x:0:\nsluice:x:10001:\n' >"$root/root/etc/group"
    printf 'hosts: files dns\n' >"$root/root/etc/nsswitch.conf"
    printf 'FROM scratch\nCOPY root /\nENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin\n' >"$root/Dockerfile"
  fi
  "${build[@]}" -t "$1" "$root"
}

arguments=()
if [ "${BASE:-}" = local ]; then
  image localhost/sluice-jre "$jre"
  image localhost/sluice-javac jdk.compiler,jdk.zipfs,java.net.http
  BASE=localhost/sluice-jre
  JDK=localhost/sluice-javac
fi
if [ -n "${BASE:-}" ]; then arguments+=(--build-arg "BASE=$BASE"); fi
if [ -n "${JDK:-}" ]; then arguments+=(--build-arg "JDK=$JDK"); fi

exec "${build[@]}" -f src/main/docker/Dockerfile.jvm --build-arg "VERSION=$version" \
  --build-arg "REVISION=$(git rev-parse HEAD 2>/dev/null || echo unknown)" "${arguments[@]}" -t "$name" "$@" .
