#!/usr/bin/env bash
# Runs a command with a real PostgreSQL and an S3 server beside it, both on loopback and both gone afterwards:
#
#   tests/services.sh cargo test --test service -- --ignored store::
#
# The command finds them in VANTHU_TEST_POSTGRES (postgres://…) and VANTHU_TEST_S3 (s3://bucket) with the AWS_* variables
# that belong to it. VANTHU_TEST_POSTGRES_CTL is a program that takes `start`, `stop`, `crash`: for tests that take the
# database away. What is missing is installed: Debian's postgresql, and moto in a virtual environment under target/.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || { sed -n '2,8p' "$0"; exit 2; }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
newest_postgres() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; }
if [ -z "$(newest_postgres)" ]; then
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null
fi
bin="$(newest_postgres)"
moto="$PWD/target/services"
if [ ! -x "$moto/bin/moto_server" ]; then
  python3 -m venv "$moto"
  "$moto/bin/pip" install -q --disable-pip-version-check 'moto[server]>=5,<6'
fi

# PostgreSQL refuses to run as root, so its folder must be reachable for the one it runs as.
dir="$(mktemp -d /tmp/vanthu-services.XXXXXX)"
chmod 755 "$dir"
mkdir "$dir/data"
owner=()
if [ "$(id -u)" = 0 ]; then
  id postgres >/dev/null 2>&1 || useradd --system postgres
  chown postgres "$dir/data"
  owner=(runuser -u postgres --)
fi
read -r postgres_port s3_port < <(python3 - <<'PY'
import socket
sockets = [socket.socket() for _ in range(2)]
for s in sockets:
    s.bind(("127.0.0.1", 0))
print(*(s.getsockname()[1] for s in sockets))
PY
)

stop_all() {
  trap - EXIT INT TERM
  [ -x "$dir/postgres" ] && "$dir/postgres" crash >/dev/null 2>&1 || true
  [ -n "${s3:-}" ] && kill "$s3" 2>/dev/null && wait "$s3" 2>/dev/null || true
  rm -rf "$dir"
}
trap stop_all EXIT
trap 'exit 130' INT TERM

# Trust is enough: it listens on loopback, for as long as the command runs. fsync stays on, as it is meant to be used.
"${owner[@]}" "$bin/initdb" -D "$dir/data" -U vanthu -A trust --locale=C.UTF-8 -E UTF8 >"$dir/log" 2>&1 \
  || { cat "$dir/log" >&2; exit 1; }
cat >"$dir/postgres" <<CTL
#!/bin/sh
# start | stop | crash
case "\$1" in
  start) set -- start -o "-c listen_addresses=127.0.0.1 -p $postgres_port -c unix_socket_directories=$dir/data" -l "$dir/data/server.log" ;;
  stop) set -- stop -m fast ;;
  crash) set -- stop -m immediate ;;
esac
cd / && exec ${owner[*]} "$bin/pg_ctl" -D "$dir/data" -w -t 30 -s "\$@"
CTL
chmod 755 "$dir/postgres"
"$dir/postgres" start </dev/null >/dev/null || { cat "$dir/data/server.log" >&2; exit 1; }
"$bin/createdb" -h 127.0.0.1 -p "$postgres_port" -U vanthu vanthu

"$moto/bin/moto_server" -H 127.0.0.1 -p "$s3_port" >"$dir/s3.log" 2>&1 &
s3=$!
export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1
export AWS_ENDPOINT="http://127.0.0.1:$s3_port" AWS_ALLOW_HTTP=true
# A bucket is made by a PUT; moto does not look at signatures.
for _ in $(seq 1 100); do
  if python3 -c "import urllib.request as u; u.urlopen(u.Request('$AWS_ENDPOINT/vanthu', method='PUT'), timeout=2)" 2>/dev/null; then
    ready=yes
    break
  fi
  sleep 0.2
done
[ "${ready:-}" = yes ] || { cat "$dir/s3.log" >&2; exit 1; }

export VANTHU_TEST_POSTGRES="postgres://vanthu@127.0.0.1:$postgres_port/vanthu"
export VANTHU_TEST_POSTGRES_CTL="$dir/postgres"
export VANTHU_TEST_S3="s3://vanthu"
"$@"
