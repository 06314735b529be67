#!/usr/bin/env bash
# Measures what a status from the record and a refusal cost, beside HAProxy proxying the same status, on one machine,
# alternating and repeated. Needs: the packaged jar, bash, curl, wrk, haproxy. Ratios count, not figures.
#
#   bench/door.sh [rounds] [seconds]
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-3}
seconds=${2:-5}
port=18080 proxy=18081 origin=18082
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT

java -Xmx512m -Dquarkus.http.port=$port -Dsluice.sandbox.duration=1s \
  -jar target/quarkus-app/quarkus-run.jar >"$work/sluice.log" 2>&1 &
sluice=$!
until curl -sf "localhost:$port/q/health/ready" >/dev/null; do sleep 0.2; done

key='Authorization: Bearer demo-key'
submit() {
  curl -s -X POST "localhost:$port/api/v1/generateTask/flux2" -H "$key" -H 'Prefer: wait=0' \
    -d '{"input":{"mode":"pro-text-to-image","prompt":"a castle"}}'
}
id=$(submit | sed 's/.*"taskId":"\([^"]*\)".*/\1/')
status="/api/v1/statusTask/flux2?taskId=$id"
until curl -s "localhost:$port$status" -H "$key" | tee "$work/status.json" | grep -q '"success"'; do sleep 0.5; done

cat >"$work/haproxy.cfg" <<CFG
global
  nbthread 2
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
frontend origin
  bind 127.0.0.1:$origin
  http-request return status 200 content-type application/json file $work/status.json
frontend proxy
  bind 127.0.0.1:$proxy
  default_backend origin
backend origin
  server origin 127.0.0.1:$origin
CFG
haproxy -f "$work/haproxy.cfg" -db &
haproxy=$!
until curl -sf "localhost:$proxy/" >/dev/null; do sleep 0.2; done

cat >"$work/submit.lua" <<'LUA'
wrk.method = "POST"
wrk.headers["Authorization"] = "Bearer demo-key"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Prefer"] = "wait=0"
wrk.body = '{"input":{"mode":"pro-text-to-image","prompt":"' .. string.rep("a castle ", 40) .. '"}}'
LUA

ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }
measure() { # name pid wrk-arguments...
  local name=$1 pid=$2 before after out
  shift 2
  before=$(ticks "$pid")
  out=$(wrk -t2 -c64 -d"${seconds}s" --latency "$@")
  after=$(ticks "$pid")
  awk -v name="$name" -v ticks=$((after - before)) -v hz="$(getconf CLK_TCK)" '
    /Requests\/sec/ { rate = $2 } /99%/ { p99 = $2 } / requests in / { total = $1 }
    END { printf "| %-24s | %8.0f | %8s | %6.1f |\n", name, rate, p99, ticks / hz * 1e6 / total }' <<<"$out"
}

echo "| 64 connections           | requests/s | p99    | CPU µs/request |"
echo "|---|---|---|---|"
for round in $(seq "$rounds"); do
  measure "status from the record" $sluice -H "$key" "http://127.0.0.1:$port$status"
  measure "HAProxy, the same (*)" $haproxy -H "$key" "http://127.0.0.1:$proxy$status"
  measure "refusal by quota (**)" $sluice -s "$work/submit.lua" "http://127.0.0.1:$port/api/v1/generateTask/flux2"
done
echo
echo "(*) the CPU counts the proxy and its origin, which are one process here"
echo "(**) but for the one submit a second that the quota lets through"
