#!/usr/bin/env bash
# Measures decisions a second of the ledger in Redis, beside Bucket4j's compare and swap on the same server, on one
# machine, alternating and repeated. Needs: bash, Maven; redis-server where there is one. Ratios count, not figures.
#
#   bench/decisions.sh [rounds] [seconds] [4x64]                   decisions a second; one case alone
#   bench/decisions.sh house [replicas] [teams] [tasks] [seconds]  many replicas on one Redis that holds many tasks
set -euo pipefail
cd "$(dirname "$0")/.."
mvn -B -ntp -q test-compile
mvn -B -ntp -q org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath \
  -Dmdep.includeScope=test -Dmdep.outputFile=target/bench.classpath
classpath="target/classes:target/test-classes:$(cat target/bench.classpath)"
quiet=-Djava.util.logging.manager=java.util.logging.LogManager
if [ "${1:-}" = house ]; then
  exec java $quiet -Xmx3g -cp "$classpath" dev.sluice.bench.HouseBench \
    "${2:-200}" "${3:-1000}" "${4:-10000}" "${5:-20}"
fi
exec java $quiet -cp "$classpath" dev.sluice.bench.DecisionBench "${1:-3}" "${2:-4}" ${3:+"$3"}
